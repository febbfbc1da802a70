"""Use cases of a single assessment. They take a session, flush, and never commit. Total and grade are always computed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from portal.assessments import rules
from portal.assessments.freezing import freeze
from portal.assessments.hearing import must_have_been_heard
from portal.assessments.history import note_down, written
from portal.assessments.lineage import of_lineage
from portal.assessments.models import Assessment, AssessmentScore
from portal.assessments.people import must_be_another
from portal.assessments.proceedings import AssessmentEvent
from portal.assessments.rules import AssessmentState, Deed
from portal.assessments.scoring import TYPED, count_scores, rows_of
from portal.assessments.sections import section_now, section_of
from portal.assessments.totals import must_be_scored, must_know_field, score_total, score_totals
from portal.assessments.turns import take_turn
from portal.foundation.audit import actor_now
from portal.foundation.clock import now
from portal.foundation.errors import Refusal
from seeds.sections.assessment import AssessmentScheme as Section

_assessment = Assessment.__table__


def open_assessment(session: Session, assessment: Assessment, by: str | None = None) -> Assessment:
    """Write a new assessment of a member or a grid, with an empty score for every indicator of its scheme."""
    with session.no_autoflush:
        if rules.days_of(assessment.period or "") is None:
            raise Refusal(rules.HOW_WRITTEN, "period")
        if assessment.scheme is None:
            raise Refusal("请选择考核方案", "scheme")
        if assessment.scheme.retired:
            raise Refusal(f"“{assessment.scheme.name}”已被新方案取代，只用于原有的考核；请选择现行的考核方案", "scheme")
        if (assessment.member is None) == (assessment.grid is None):
            raise Refusal("考核对象应为一名网格员或一个网格，二者选一", "member")
        must_fit(section_now(session, assessment.scheme), assessment.period)
        _must_be_first(session, assessment)
        assessment.state, assessment.total, assessment.grade = AssessmentState.DRAFT, None, None
        assessment.opened_by = (by or actor_now()[1])[:64]
        assessment.scores = [AssessmentScore(indicator=indicator) for indicator in assessment.scheme.indicators]
    session.add(assessment)
    session.add(AssessmentEvent(
        assessment=assessment, at=now(), by=assessment.opened_by, deed=Deed.OPEN, after=AssessmentState.DRAFT
    ))  # fmt: skip
    return assessment


def _must_be_first(session: Session, assessment: Assessment) -> None:
    """By a scheme that this one took the place of the period was assessed as well; the same scheme twice the table refuses."""
    member, grid = assessment.member, assessment.grid
    same = Assessment.member_id == member.id if member else Assessment.grid_id == (grid.id if grid else None)
    others = of_lineage(assessment.scheme.code), Assessment.scheme_id != assessment.scheme.id
    wanted = select(Assessment.id).join(Assessment.scheme).where(same, Assessment.period == assessment.period, *others)
    if session.scalar(wanted.limit(1), execution_options={"unscoped": True}) is not None:
        raise Refusal("此考核期已按改版前的方案开始考核", "member" if member else "grid")


def must_fit(section: Section | None, period: str) -> None:
    """Raise `Refusal` when the scheme is for another kind of period."""
    if section is not None and rules.kind_of(period) != section.period:
        name, example = rules.PERIODS[section.period]
        raise Refusal(f"“{section.name}”按{name}考核，考核期应写作 {example} 的样子", "period")


def must_be_draft(assessment: Assessment) -> None:
    """Raise `Refusal` when the assessment is final."""
    if assessment.state == AssessmentState.FINAL:
        raise Refusal("考核已定稿，不能再修改")


def must_be_untold(assessment: Assessment) -> None:
    """Raise `Refusal` when who was assessed has been told: with the assessment its history would go."""
    must_be_draft(assessment)
    if assessment.state != AssessmentState.DRAFT:
        raise Refusal("考核已反馈本人，不能删除；确有差错的请用“更正”并写明理由")


def must_take_scores(session: Session, assessment: Assessment) -> None:
    """Take a turn; raise `Refusal` unless scores may be given: in a draft, and by somebody else than who is assessed."""
    take_turn(session, assessment)
    must_be_draft(assessment)
    if assessment.state != AssessmentState.DRAFT:
        raise Refusal("考核已反馈本人，分数不能直接改；确有差错的请用“更正”并写明理由")
    must_be_another(session, assessment, "评分")


def keep_score(session: Session, score: AssessmentScore) -> None:
    """Write a score that was typed; total and grade follow. Raises `Refusal` when final, told, one's own, or out of range."""
    with session.no_autoflush:
        must_take_scores(session, score.assessment)
        problem = rules.score_problem(score.score, score.indicator.full_score)
        if problem:
            raise Refusal(problem, "score")
        old: Any = inspect(score).attrs.score.history.deleted
        before = old[0] if old else score.score
        if written(before) != written(score.score):
            score.raw = None
            score.evidence = {**(score.evidence or {}), **_typed(score, written(before))}
    session.flush()
    if written(before) != written(score.score):
        note_down(
            session, score.assessment, Deed.SCORE, actor_now()[1], indicator=score.indicator.name, before=written(before),
            after=written(score.score), note=score.note,
        )  # fmt: skip
    score_total(session, score.assessment)


def _typed(score: AssessmentScore, before: str | None) -> dict[str, Any]:
    """That a person put these points in place of counted ones; counting again leaves them until it is asked to replace them."""
    if score.indicator.source == rules.Source.MANUAL:
        return {}
    return {TYPED: {"before": before, "by": actor_now()[1]}}


def recount(session: Session, score: AssessmentScore, by: str) -> None:
    """Replace points that a person put in place of counted ones by what the data say; total and grade follow."""
    must_take_scores(session, score.assessment)
    if TYPED not in (score.evidence or {}):
        raise Refusal(f"“{score.indicator.name}”没有人工改填的分，不用恢复")
    before = written(score.score)
    score.evidence = {key: value for key, value in (score.evidence or {}).items() if key != TYPED}
    session.flush()
    count_scores(session, [score.assessment], by, score.indicator_id)
    after = written(score.score)
    note_down(
        session,
        score.assessment,
        Deed.SCORE,
        by,
        indicator=score.indicator.name,
        before=before,
        after=after,
        note="改用数据分",
    )
    score_total(session, score.assessment)


def must_be_free(session: Session, scheme_id: int | None) -> None:
    """Raise `Refusal` when a final assessment was made by this scheme: what is on paper must stay explicable.

    Asks the table, not the class: who keeps schemes sees no assessments.
    """
    finals = _assessment.c.scheme_id == scheme_id, _assessment.c.state == AssessmentState.FINAL
    if scheme_id is not None and session.scalar(select(_assessment.c.id).where(*finals).limit(1)):
        raise Refusal("已有定稿的考核使用此方案，不能再改；请另建一个方案")


def propose_scores(session: Session, assessment: Assessment, by: str | None = None) -> int:
    """Fill the scores that can be counted from the data, with numerator and denominator; how many have data.

    Scores that a person gives stay as they are, also where they replaced a counted one. What has no data gets no score. Then total and grade follow.
    """
    must_take_scores(session, assessment)
    session.flush()
    counted = count_scores(session, [assessment], by or actor_now()[1])
    score_totals(session, [assessment])
    return counted


def finalise(session: Session, assessment: Assessment, by: str | None = None) -> None:
    """Make final, as of today, what nobody signs. Raises `Refusal` when it is already, when something is not scored yet, or when
    the plan names who signs: then the last signature makes it final (`portal.assessments.signing`); what was told also waits until
    who was assessed has been heard."""
    take_turn(session, assessment)
    must_be_draft(assessment)
    section = section_of(session, assessment)
    if section is not None and section.signers:
        raise Refusal("本方案规定逐级签字，最后一级签字后自动定稿")
    must_be_another(session, assessment, "定稿")
    if assessment.state == AssessmentState.TOLD:
        must_have_been_heard(session, assessment)
    rows_of(assessment)
    score_total(session, assessment)
    must_be_scored(assessment, "定稿")
    must_know_field(session, assessment)
    freeze(session, assessment, by or actor_now()[1])
