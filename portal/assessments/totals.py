"""Totals and grades follow the scores. Where grades have shares, the whole field is graded together."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from portal.assessments import rules
from portal.assessments.grading import Rung, graded
from portal.assessments.models import Assessment, AssessmentScore
from portal.assessments.people import unscoped
from portal.assessments.proceedings import AssessmentAppeal
from portal.assessments.rules import AppealState, AssessmentState, Source
from portal.assessments.sections import rungs_of, section_of
from portal.foundation.errors import Refusal

_assessment, _appeal = Assessment.__table__, AssessmentAppeal.__table__


def waiting_for(assessment: Assessment) -> list[AssessmentScore]:
    """Scores that nobody gave and nothing counted yet, and of which no note says why not: they are not “no data”."""
    return [row for row in assessment.scores if is_waiting(row)]


def is_waiting(row: AssessmentScore) -> bool:
    """Whether this score is yet to come."""
    settled = row.score is not None or row.denominator is not None or "corrected" in (row.evidence or {})
    return not settled and not (row.note or "").strip()


def must_be_scored(assessment: Assessment, what: str) -> None:
    """Raise `Refusal` while nothing is scored, or something is yet to be: what nobody looked at must not be taken for no data."""
    waiting = waiting_for(assessment)
    judged = [each.indicator.name for each in waiting if each.indicator.source == Source.MANUAL]
    counted = [each.indicator.name for each in waiting if each.indicator.source != Source.MANUAL]
    said = [f"还没有评分：{'、'.join(judged)}"] * bool(judged) + [f"还没有按数据计分：{'、'.join(counted)}"] * bool(
        counted
    )
    if said:
        raise Refusal(f"“{assessment}”{'；'.join(said)}，不能{what}；本期确实不评的，请在该项说明里写明原因")
    must_have_total(assessment, what)


def must_have_total(assessment: Assessment, what: str) -> None:
    """Raise `Refusal` while there is no total, and say what lacks it."""
    if assessment.total is None:
        names = "、".join(each.indicator.name for each in assessment.scores)
        raise Refusal(f"“{assessment}”没有总分，不能{what}；各项都没有得分：{names}")


def score_total(session: Session, assessment: Assessment) -> None:
    """Compute the total from the scores, and the grade once all is scored. Indicators without data do not count; see
    `rules.total_of`."""
    score_totals(session, [assessment])


def score_totals(session: Session, assessments: Iterable[Assessment]) -> None:
    """The same for several; a field whose grades have shares is graded once."""
    fields: dict[tuple[int, str], Assessment] = {}
    for each in assessments:
        each.total = rules.total_of(
            [(row.score, row.indicator.full_score, row.indicator.weight) for row in each.scores]
        )
        rungs = _rungs(session, each)
        each.grade = None
        if each.total is not None and not waiting_for(each):
            each.grade = graded({0: each.total}, _without_shares(rungs))[0]
        if any(rung.share is not None for rung in rungs):
            fields[each.scheme_id or each.scheme.id, each.period] = each
    session.flush()
    for one in fields.values():
        grade_field(session, one)


def grade_field(session: Session, one: Assessment) -> None:
    """Give the grades of all in the field of this assessment; final ones keep theirs and take up their places."""
    with unscoped(session):
        field = list(session.scalars(_field(one)))
        totals = {each.id: each.total for each in field if each.total is not None and not waiting_for(each)}
        settled = {each.id: str(each.grade) for each in field if each.state == AssessmentState.FINAL and each.grade}
        grades = graded(totals, _rungs(session, one), settled)
        for each in field:
            each.grade = grades.get(each.id)


def must_know_field(session: Session, assessment: Assessment) -> None:
    """Raise `Refusal` while a grade with a share cannot be settled: somebody's total may still change what the others get."""
    if all(rung.share is None for rung in _rungs(session, assessment)):
        return
    same = (_assessment.c.scheme_id == assessment.scheme_id, _assessment.c.period == assessment.period)
    objecting = select(_appeal.c.assessment_id).where(_appeal.c.state == AppealState.OPEN)
    open_ = (_assessment.c.state == AssessmentState.DRAFT) | _assessment.c.id.in_(objecting)
    waiting = len(session.scalars(select(_assessment.c.id).where(*same, open_)).all())
    if waiting:
        raise Refusal(f"等次有名额比例，要等全部考核都已反馈、申诉都已答复才能定稿，还差 {waiting} 份")


def _field(one: Assessment) -> Select[Assessment]:
    same = Assessment.scheme_id == (one.scheme_id or one.scheme.id), Assessment.period == one.period
    return (
        select(Assessment)
        .where(*same)
        .options(selectinload(Assessment.scores))
        .execution_options(populate_existing=True)
    )


def _rungs(session: Session, assessment: Assessment) -> list[Rung]:
    return rungs_of(assessment.scheme, section_of(session, assessment))


def _without_shares(rungs: list[Rung]) -> list[Rung]:
    return [Rung(each.key, each.least) for each in rungs]
