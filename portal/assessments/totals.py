"""Totals and grades follow the scores. Where grades have shares, the whole field is graded together."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.assessments import rules
from portal.assessments.grading import Rung, graded
from portal.assessments.models import Assessment
from portal.assessments.people import unscoped
from portal.assessments.proceedings import AssessmentAppeal
from portal.assessments.rules import AppealState, AssessmentState
from portal.assessments.sections import rungs_of, section_of
from portal.foundation.errors import Refusal

_assessment, _appeal = Assessment.__table__, AssessmentAppeal.__table__


def score_total(session: Session, assessment: Assessment) -> None:
    """Compute total and grade from the scores. Indicators without data do not count; see `rules.total_of`."""
    score_totals(session, [assessment])


def score_totals(session: Session, assessments: Iterable[Assessment]) -> None:
    """The same for several; a field whose grades have shares is graded once."""
    fields: dict[tuple[int, str], Assessment] = {}
    for each in assessments:
        each.total = rules.total_of(
            [(row.score, row.indicator.full_score, row.indicator.weight) for row in each.scores]
        )
        rungs = _rungs(session, each)
        each.grade = None if each.total is None else graded({0: each.total}, _without_shares(rungs))[0]
        if any(rung.share is not None for rung in rungs):
            fields[each.scheme_id or each.scheme.id, each.period] = each
    session.flush()
    for one in fields.values():
        grade_field(session, one)


def grade_field(session: Session, one: Assessment) -> None:
    """Give the grades of all in the field of this assessment; final ones keep theirs and take up their places."""
    with unscoped(session):
        field = list(session.scalars(_field(one)))
        totals = {each.id: each.total for each in field if each.total is not None}
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
    return select(Assessment).where(
        Assessment.scheme_id == (one.scheme_id or one.scheme.id), Assessment.period == one.period
    )


def _rungs(session: Session, assessment: Assessment) -> list[Rung]:
    return rungs_of(assessment.scheme, section_of(session, assessment))


def _without_shares(rungs: list[Rung]) -> list[Rung]:
    return [Rung(each.key, each.least) for each in rungs]
