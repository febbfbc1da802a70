"""From a draft to what is final: told to who was assessed, objected to, answered, corrected with a reason; see `signing`."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.assessments.hearing import open_appeals
from portal.assessments.history import note_down, written
from portal.assessments.marks import rounded
from portal.assessments.models import Assessment, AssessmentIndicator, AssessmentScore
from portal.assessments.people import must_be_another, speaks_for
from portal.assessments.proceedings import AssessmentAppeal, AssessmentSignature
from portal.assessments.rules import AppealState, AssessmentState, Deed, score_problem
from portal.assessments.scoring import rows_of
from portal.assessments.sections import appeal_days_of
from portal.assessments.totals import must_be_scored, score_total
from portal.assessments.turns import take_turn
from portal.foundation.calendar import calendar_of
from portal.foundation.clock import now, today
from portal.foundation.errors import Refusal


def tell(session: Session, assessment: Assessment, by: str) -> None:
    """Tell who was assessed; from now on scores change by correction only, and there are so many working days to object.

    Raises `Refusal` when it is no draft, about oneself, without a total, or when something is yet to be scored and no note says
    why not.
    """
    take_turn(session, assessment)
    if assessment.state != AssessmentState.DRAFT:
        raise Refusal("只有草稿才能反馈本人；这份考核" + AssessmentState.label_of(assessment.state))
    must_be_another(session, assessment, "反馈")
    rows_of(assessment)
    score_total(session, assessment)
    must_be_scored(assessment, "反馈")
    days = appeal_days_of(session, assessment)
    assessment.state, assessment.told_at = AssessmentState.TOLD, now()
    assessment.appeal_until = calendar_of(session).add(today(), days) if days else None
    until = f"申诉期到 {assessment.appeal_until}" if assessment.appeal_until else "不设申诉期"
    note_down(session, assessment, Deed.TELL, by, after=written(assessment.total), note=until)
    session.flush()


def reply(session: Session, assessment: Assessment, text: str, by: str) -> None:
    """What who was assessed says to it, in their own words; written by themselves, or by the centre as they said it."""
    must_be_told(session, assessment)
    _must_speak_for(session, assessment)
    assessment.reply = words_of(text, 1000, "请写明本人意见", "reply")
    note_down(session, assessment, Deed.COMMENT, by, note=assessment.reply)
    session.flush()


def appeal(
    session: Session, assessment: Assessment, indicator: AssessmentIndicator | None, reason: str, by: str
) -> AssessmentAppeal:
    """Object to one indicator, or to the whole. Raises `Refusal` after the last day, or while one about the same is open."""
    must_be_told(session, assessment)
    _must_speak_for(session, assessment)
    if assessment.appeal_until is None or today() > assessment.appeal_until:
        raise Refusal(f"申诉期已于 {assessment.appeal_until} 结束" if assessment.appeal_until else "本方案不设申诉期")
    if indicator is not None and indicator.scheme_id != assessment.scheme_id:
        raise Refusal("没有这项指标", "indicator")
    about = indicator.id if indicator else None
    if any(each.indicator_id == about for each in open_appeals(session, assessment)):
        raise Refusal("同一项已有申诉，还没有答复", "indicator")
    made = AssessmentAppeal(
        assessment_id=assessment.id, indicator_id=about, reason=words_of(reason, 1000, "请写明申诉理由", "reason"), raised_at=now(),
        raised_by=by[:64],
    )  # fmt: skip
    session.add(made)
    session.flush()
    note_down(session, assessment, Deed.APPEAL, by, indicator=indicator.name if indicator else None, note=made.reason)
    return made


def answer(session: Session, appeal: AssessmentAppeal, uphold: bool, answer: str, by: str) -> None:
    """Answer an objection. What is upheld is corrected as a step of its own (`correct`)."""
    assessment = appeal.assessment
    must_be_told(session, assessment)
    session.refresh(appeal, ["state"])
    if appeal.state != AppealState.OPEN:
        raise Refusal("这件申诉已经答复")
    must_be_another(session, assessment, "答复申诉")
    appeal.answer = words_of(answer, 1000, "请写明答复", "answer")
    appeal.state = AppealState.UPHELD if uphold else AppealState.REJECTED
    appeal.answered_at, appeal.answered_by = now(), by[:64]
    name = appeal.indicator.name if appeal.indicator else None
    note_down(session, assessment, Deed.ANSWER, by, indicator=name, after=appeal.state, note=appeal.answer)
    session.flush()


def correct(session: Session, score: AssessmentScore, value: Decimal | None, reason: str, by: str) -> int:
    """Change a score after it was told, with a reason; None is no data. Signatures given for the old figures become void: how many."""
    assessment = score.assessment
    must_be_told(session, assessment)
    must_be_another(session, assessment, "更正")
    said = words_of(reason, 500, "请写明更正理由", "reason")
    problem = score_problem(value, score.indicator.full_score)
    if problem:
        raise Refusal(problem, "value")
    before, after = written(score.score), written(None if value is None else rounded(value))
    if before == after:
        raise Refusal("更正后的分数和原来一样", "value")
    score.score, score.raw = None if value is None else rounded(value), None
    score.evidence = {**(score.evidence or {}), "corrected": {"before": before, "reason": said, "by": by}}
    given = AssessmentSignature.assessment_id == assessment.id
    voided = session.scalars(delete(AssessmentSignature.__table__).where(given).returning(AssessmentSignature.id)).all()
    session.flush()
    note_down(
        session, assessment, Deed.CORRECT, by, indicator=score.indicator.name, before=before, after=after, note=said
    )
    score_total(session, assessment)
    return len(voided)


def must_be_told(session: Session, assessment: Assessment) -> None:
    """Take a turn; raise `Refusal` unless who was assessed has been told and nothing is final yet."""
    take_turn(session, assessment)
    if assessment.state == AssessmentState.DRAFT:
        raise Refusal("考核还是草稿，请先反馈本人")
    if assessment.state == AssessmentState.FINAL:
        raise Refusal("考核已定稿，不能再改")


def _must_speak_for(session: Session, assessment: Assessment) -> None:
    if not speaks_for(session, assessment):
        raise Refusal("只有被考核人本人可以填写，或由中心代为登记")


def words_of(text: str, longest: int, missing: str, field: str) -> str:
    """A text that must be there, without blanks around it. Raises `Refusal` with `missing`, or when it is too long."""
    kept = (text or "").strip()
    if not kept:
        raise Refusal(missing, field)
    if len(kept) > longest:
        raise Refusal(f"最多 {longest} 个字，现有 {len(kept)} 个字", field)
    return kept
