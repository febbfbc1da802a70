"""Assessments on paper: which may be ordered, and the sheet of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from statistics import median

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from portal.assessments.models import Assessment, AssessmentScore
from portal.assessments.rules import AssessmentState, Grade
from portal.foundation.clock import today
from portal.foundation.errors import OutOfScope, Refusal
from portal.grids.models import Grid
from portal.members.models import Assignment, Member
from portal.plans.current import profile_in_force
from portal.printing.glyphs import lacking, lacking_sentence
from portal.printing.kinds import Kind, Wish
from portal.printing.models import PrintBatch
from portal.printing.preview import NOTHING, OUTSIDE, Preview, Problem, grid_above
from portal.printing.rules import PrintKind, period_text, sheet_title, short_name
from reports.contexts import AssessmentSheet, Band, Peers, ScoreRow, Signature
from seeds.sections.texts import fill_placeholders

SIGNERS = ("被考核人", "村（社区）网格长")
_DESIGN = "assessment"
_BAND = Decimal(10)


def preview_assessments(session: Session, assessment_ids: Sequence[int]) -> Preview:
    """Chosen assessments in order of grid code, person and period. Raises `OutOfScope` or `Refusal` (nothing chosen)."""
    wanted = set(assessment_ids)
    found = session.scalars(select(Assessment).where(Assessment.id.in_(wanted))).all()
    if len(found) != len(wanted):
        raise OutOfScope(OUTSIDE)
    if not found:
        raise Refusal(f"{NOTHING}:请先勾选考核表")
    grids = {one.id: grid_of(session, one, today()) for one in found}
    ordered = sorted(found, key=lambda one: (grids[one.id].code, _person(one), one.period, one.id))
    problems = [problem for one in ordered for problem in _problems(one)]
    kept = [one.id for one in ordered if not _lacking(one)]
    if not kept:
        raise Refusal(f"{NOTHING}:{problems[0]}")
    grid = grid_above(session, [grid.path for grid in grids.values()])
    title = f"{short_name(grid.full_name)}{PrintKind.ASSESSMENTS.label}"
    return Preview(PrintKind.ASSESSMENTS, title, grid.id, tuple(kept), tuple(problems))


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


def sheets(session: Session, assessment_ids: Sequence[int], day: dt.date) -> dict[int, AssessmentSheet]:
    """The sheets by assessment id."""
    statement = select(Assessment).where(Assessment.id.in_(assessment_ids))
    found = session.scalars(statement.options(selectinload(Assessment.scores).joinedload(AssessmentScore.indicator)))
    said = profile_in_force(session).texts.centre
    return {one.id: _sheet(session, one, day, said) for one in found}


def grid_of(session: Session, assessment: Assessment, day: dt.date) -> Grid:
    """The grid of an assessment: its own, the one its member is assigned to, else where the member's record is kept."""
    if assessment.grid is not None:
        return assessment.grid
    statement = (
        select(Grid).join(Assignment, Assignment.grid_id == Grid.id)
        .where(
            Assignment.member_id == assessment.member_id, Assignment.starts_on <= day,
            or_(Assignment.ends_on.is_(None), Assignment.ends_on >= day),
        )
        .order_by(Assignment.starts_on, Assignment.id).limit(1)
    )  # fmt: skip
    home = session.scalar(statement) or (assessment.member and assessment.member.grid)
    if home is None:
        raise OutOfScope(OUTSIDE)
    return home


def _person(assessment: Assessment) -> str:
    return assessment.member.name if assessment.member else str(assessment.grid)


def _problems(assessment: Assessment) -> list[Problem]:
    label = f"{_person(assessment)} {period_text(assessment.period)}"
    found = [Problem(label, "尚未定稿")] * (assessment.state == AssessmentState.DRAFT)
    found += [Problem(label, "没有总分,印“无数据”")] * (assessment.total is None)
    unprintable = _lacking(assessment)
    if unprintable:
        found.append(Problem(label, lacking_sentence(unprintable), left_out=True))
    return found


def _lacking(assessment: Assessment) -> list[str]:
    notes = "".join(score.note or "" for score in assessment.scores)
    words = _person(assessment) + (assessment.comment or "") + notes
    return lacking(_DESIGN, words)


def _sheet(session: Session, assessment: Assessment, day: dt.date, centre_said: str) -> AssessmentSheet:
    grid = grid_of(session, assessment, day)
    names = grid.full_name.split("/")
    centre = fill_placeholders(centre_said, {"town": names[0]})
    return AssessmentSheet(
        town=names[0], title=sheet_title(names[0], assessment.scheme.name), period_text=period_text(assessment.period),
        person=_person(assessment), role=_role(session, assessment), grid="".join(names[1:]) or names[0],
        rows=tuple(_row(score) for score in sorted(assessment.scores, key=lambda one: one.indicator.position)),
        total=assessment.total, grade=Grade.label_of(assessment.grade), comment=assessment.comment or "",
        history=_history(session, assessment), peers=_peers(session, assessment),
        signatures=tuple(Signature(post) for post in (*SIGNERS, f"{centre}（盖章）")),
        date_text=f"{day.year}年{day.month}月{day.day}日",
    )  # fmt: skip


def _role(session: Session, assessment: Assessment) -> str:
    if assessment.member_id is None:
        return "网格"
    statement = select(Assignment).where(Assignment.member_id == assessment.member_id)
    newest = session.scalar(statement.order_by(Assignment.starts_on.desc(), Assignment.id.desc()).limit(1))
    return newest.post if newest else ""


def _row(score: AssessmentScore) -> ScoreRow:
    indicator = score.indicator
    counted = f"{score.numerator or 0}/{score.denominator}" if score.denominator is not None else ""
    told = f"（{indicator.basis}）" if counted and indicator.basis else indicator.basis
    return ScoreRow(
        name=indicator.name, weight=f"{indicator.weight.normalize():f}%", full=indicator.full_score, score=score.score,
        basis=counted + told, note=score.note or "",
    )  # fmt: skip


def _history(session: Session, assessment: Assessment) -> tuple[tuple[str, Decimal | None], ...]:
    """The last five periods of the same subject up to this one, from old to new."""
    by_member = Assessment.member_id == assessment.member_id
    statement = select(Assessment.period, Assessment.total).where(
        Assessment.scheme_id == assessment.scheme_id,
        Assessment.period <= assessment.period,
        by_member if assessment.member_id else Assessment.grid_id == assessment.grid_id,
    )
    rows = session.execute(statement.order_by(Assessment.period.desc()).limit(5)).all()
    return tuple((period_text(period), total) for period, total in reversed(rows))


def _peers(session: Session, assessment: Assessment) -> Peers | None:
    """The whole town's totals of this scheme and period, without names; people and grids are never mixed."""
    same = Assessment.member_id.is_not(None) if assessment.member_id else Assessment.grid_id.is_not(None)
    statement = select(Assessment.total).where(
        Assessment.scheme_id == assessment.scheme_id, Assessment.period == assessment.period, same,
        Assessment.total.is_not(None),
    )  # fmt: skip
    totals = [total for total in session.scalars(statement, execution_options={"unscoped": True}) if total is not None]
    if not totals:
        return None
    unit = "人" if assessment.member_id else "个网格"
    return Peers(len(totals), unit, min(totals), Decimal(median(totals)), max(totals), tuple(_bands(totals)))


def _bands(totals: Sequence[Decimal]) -> list[Band]:
    """Bands of ten points from the lowest total's to 100; the last one includes 100."""
    lowest = min(min(totals) // _BAND * _BAND, Decimal(90))
    starts = [lowest + _BAND * step for step in range(int((100 - lowest) / _BAND))]
    return [
        Band(low, low + _BAND, sum(low <= total < low + _BAND or total == low + _BAND == 100 for total in totals))
        for low in starts
    ]


def _checked(session: Session, wish: Wish) -> Preview:
    return preview_assessments(session, wish.rows)


def _contexts(session: Session, batch: PrintBatch, subjects: Sequence[int]) -> dict[int, AssessmentSheet]:
    return sheets(session, subjects, batch.created_at.date())


ASSESSMENTS = Kind(
    _DESIGN, 100, _contexts, "assessment", _checked, verb=("print_sheets", "AssessmentView"), item_bytes=60 * 1024
)
