"""Totals and grades follow the scores. Where grades have shares, the whole field is graded together."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from portal.assessments import rules
from portal.assessments.grading import Rung, graded, most_of
from portal.assessments.lineage import of_lineage, stem
from portal.assessments.models import Assessment, AssessmentScore
from portal.assessments.people import unscoped
from portal.assessments.proceedings import AssessmentAppeal
from portal.assessments.rules import AppealState, AssessmentState, Source
from portal.assessments.sections import grade_name, has_shares, rungs_of, section_of
from portal.foundation.errors import Refusal

_appeal = AssessmentAppeal.__table__


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
    said = [
        f"{how}：{_named(names)}" for how, names in (("还没有评分", judged), ("还没有按数据计分", counted)) if names
    ]
    if said:
        raise Refusal(f"“{assessment}”{'；'.join(said)}，不能{what}；本期确实不评的，请在该项说明里写明原因")
    must_have_total(assessment, what)


def must_have_total(assessment: Assessment, what: str) -> None:
    """Raise `Refusal` while there is no total, and say what lacks it."""
    if assessment.total is None:
        names = _named(each.indicator.name for each in assessment.scores)
        raise Refusal(f"“{assessment}”没有总分，不能{what}；各项都没有得分：{names}")


def _named(names: Iterable[str]) -> str:
    """Indicators in a sentence, each in quotation marks: their names may hold a 、 themselves."""
    return "".join(f"“{each}”" for each in names)


def score_total(session: Session, assessment: Assessment) -> None:
    """Compute the total from the scores, and the grade once all is scored. Indicators without data do not count; see
    `rules.total_of`."""
    score_totals(session, [assessment])


def score_totals(session: Session, assessments: Iterable[Assessment]) -> None:
    """The same for several; a field whose grades have shares is graded once."""
    fields: dict[tuple[str, str], Assessment] = {}
    for each in assessments:
        each.total = rules.total_of(
            [(row.score, row.indicator.full_score, row.indicator.weight) for row in each.scores]
        )
        each.grade = None
        if each.total is not None and not waiting_for(each):
            each.grade = graded({0: each.total}, _without_shares(_rungs(session, each)))[0]
        if has_shares(session, each):
            fields[stem(each.scheme.code), each.period] = each
    session.flush()
    for one in fields.values():
        grade_field(session, one)


def grade_field(session: Session, one: Assessment) -> None:
    """Give the grades of all in the field of this assessment; final ones keep theirs and take up their places.

    The field is everybody who is assessed by the scheme in the period, wherever they are, and by those that it took the place of;
    all stand on one scale, that of the newest scheme among them.
    """
    with unscoped(session):
        field = list(session.scalars(_field(one)))
        totals = _complete(field)
        settled = {each.id: str(each.grade) for each in field if each.state == AssessmentState.FINAL and each.grade}
        grades = graded(totals, _scale(session, field), settled)
        for each in field:
            each.grade = grades.get(each.id)


def quotas_of(session: Session, assessments: Iterable[Assessment]) -> dict[tuple[str, str], str]:
    """{(stem of the scheme's code, period): how many of how many may have which grade}, in words, whoever asks; without those fields
    whose grades have no shares."""
    fields = {(stem(each.scheme.code), each.period): each for each in assessments if has_shares(session, each)}
    return {key: _quota(session, one) for key, one in fields.items()}


def must_know_field(session: Session, assessment: Assessment) -> None:
    """Raise `Refusal` while a grade with a share cannot be settled: somebody's total may still change what the others get."""
    if not has_shares(session, assessment):
        return
    objecting = select(_appeal.c.assessment_id).where(_appeal.c.state == AppealState.OPEN)
    open_ = (Assessment.state == AssessmentState.DRAFT) | Assessment.id.in_(objecting)
    same = of_lineage(assessment.scheme.code), Assessment.period == assessment.period
    wanted = select(Assessment.id).join(Assessment.scheme).where(*same, open_)
    waiting = len(session.scalars(wanted, execution_options={"unscoped": True}).all())
    if waiting:
        raise Refusal(f"等次有名额比例，要等全部考核都已反馈、申诉都已答复才能定稿，还差 {waiting} 份")


def _quota(session: Session, one: Assessment) -> str:
    with unscoped(session):
        field = list(session.scalars(_field(one)))
        scale, newest = _scale(session, field), section_of(session, max(field, key=_age))
    people, unit = len(_complete(field)), "人" if one.member_id else "个网格"
    most = [
        f"{grade_name(newest, each.key)}至多 {most_of(each.share, people)} {unit}"
        for each in scale
        if each.share is not None
    ]
    waiting = f"（另有 {len(field) - people} {unit}尚未评完）" if len(field) > people else ""
    return (
        f"等次有名额比例：本组（同一考核期按本方案考核的全体）{people} {unit}{waiting}，{'，'.join(most)}；"
        "同分的不拆开，名额不够时一并归入下一等次"
    )


def _complete(field: Iterable[Assessment]) -> dict[int, Decimal]:
    """{id: total} of those of which nothing is yet to be scored."""
    return {each.id: each.total for each in field if each.total is not None and not waiting_for(each)}


def _field(one: Assessment) -> Select[Assessment]:
    same = of_lineage(one.scheme.code), Assessment.period == one.period
    return (
        select(Assessment)
        .join(Assessment.scheme)
        .where(*same)
        .options(selectinload(Assessment.scores))
        .execution_options(populate_existing=True)
    )


def _scale(session: Session, field: Iterable[Assessment]) -> list[Rung]:
    return _rungs(session, max(field, key=_age))


def _age(assessment: Assessment) -> tuple[int, int]:
    """A scheme that took the place of another came after it."""
    return assessment.scheme_id, assessment.id


def _rungs(session: Session, assessment: Assessment) -> list[Rung]:
    return rungs_of(assessment.scheme, section_of(session, assessment))


def _without_shares(rungs: list[Rung]) -> list[Rung]:
    return [Rung(each.key, each.least) for each in rungs]
