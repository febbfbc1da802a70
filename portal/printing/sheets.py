"""Assessments on paper: which may be ordered, and the sheet of each."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.assessments.models import Assessment
from portal.assessments.papers import sheets_of
from portal.assessments.places import Place, places_of
from portal.assessments.rules import AssessmentState
from portal.assessments.wording import period_text
from portal.foundation.clock import today
from portal.foundation.errors import OutOfScope, Refusal
from portal.grids.models import Grid
from portal.members.models import Assignment, Member
from portal.printing.glyphs import lacking, lacking_sentence
from portal.printing.kinds import Kind, Wish
from portal.printing.models import PrintBatch
from portal.printing.preview import NOTHING, OUTSIDE, Preview, Problem, grid_above, nothing_left
from portal.printing.rules import PrintKind, short_name
from reports.contexts import AssessmentSheet

_DESIGN = "assessment"


def preview_assessments(session: Session, assessment_ids: Sequence[int]) -> Preview:
    """Chosen assessments in order of grid code, person and period. Raises `OutOfScope` or `Refusal` (nothing chosen)."""
    wanted = set(assessment_ids)
    loads = joinedload(Assessment.member), joinedload(Assessment.grid), selectinload(Assessment.scores)
    found = session.scalars(select(Assessment).where(Assessment.id.in_(wanted)).options(*loads)).unique().all()
    if len(found) != len(wanted):
        raise OutOfScope(OUTSIDE)
    if not found:
        raise Refusal(f"{NOTHING}：请先勾选考核表")
    places = places_of(session, found, today())
    ordered = sorted(found, key=lambda one: (places[one.id].code, _person(one), one.period, one.id))
    problems = [problem for one in ordered for problem in _problems(one, places[one.id])]
    kept = [one.id for one in ordered if not _lacking(one, places[one.id])]
    if not kept:
        raise nothing_left(problems)
    grid = grid_above(session, [place.path for place in places.values() if place.path])
    return Preview(PrintKind.ASSESSMENTS, _title(grid, found), grid.id, tuple(kept), tuple(problems))


def assessments_below(session: Session, grid_id: int, period: str | None) -> list[int]:
    """The ids of all assessments of a grid and below: of the grids, and of the members assigned or kept there."""
    grid = session.get(Grid, grid_id)
    if grid is None:
        raise OutOfScope(OUTSIDE)
    inside = select(Grid.id).where(Grid.path.startswith(grid.path, autoescape=True))
    assigned = select(Assignment.member_id).where(Assignment.grid_id.in_(inside))
    kept = select(Member.id).where(Member.grid_id.in_(inside))
    statement = select(Assessment.id).where(
        or_(Assessment.grid_id.in_(inside), Assessment.member_id.in_(assigned), Assessment.member_id.in_(kept))
    )
    return list(session.scalars(statement.where(Assessment.period == period) if period else statement))


def _title(grid: Grid, found: Sequence[Assessment]) -> str:
    """How the order is called; the period is said when it is one for all."""
    periods = {one.period for one in found}
    when = period_text(periods.pop()) if len(periods) == 1 else ""
    return f"{short_name(grid.full_name)}{when}{PrintKind.ASSESSMENTS.label}"


def _person(assessment: Assessment) -> str:
    return assessment.member.name if assessment.member else str(assessment.grid)


def _problems(assessment: Assessment, place: Place) -> list[Problem]:
    label = f"{_person(assessment)} {period_text(assessment.period)}"
    found = [Problem(label, "尚未定稿")] * (assessment.state != AssessmentState.FINAL)
    found += [Problem(label, "没有总分，印“无数据”")] * (assessment.total is None)
    unprintable = _lacking(assessment, place)
    if unprintable:
        found.append(Problem(label, lacking_sentence(unprintable), left_out=True))
    return found


def _lacking(assessment: Assessment, place: Place) -> list[str]:
    notes = "".join(score.note or "" for score in assessment.scores)
    words = _person(assessment) + (assessment.comment or "") + (assessment.reply or "") + notes
    return lacking(_DESIGN, words + "".join(place.names) + place.post)


def _checked(session: Session, wish: Wish) -> Preview:
    return preview_assessments(session, wish.rows)


def _contexts(session: Session, batch: PrintBatch, subjects: Sequence[int]) -> dict[int, AssessmentSheet]:
    return sheets_of(session, subjects, batch.created_at.date())


ASSESSMENTS = Kind(
    _DESIGN, 100, _contexts, "assessment", _checked, verb=("print_sheets", "AssessmentView"), item_bytes=60 * 1024
)
