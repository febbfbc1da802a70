"""Who was assessed is heard before anybody signs: they have answered, or the days to object are over."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.assessments.models import Assessment
from portal.assessments.proceedings import AssessmentAppeal
from portal.assessments.rules import AppealState
from portal.foundation.clock import today
from portal.foundation.errors import Refusal

_appeal = AssessmentAppeal.__table__


def open_appeals(session: Session, assessment: Assessment) -> list[AssessmentAppeal]:
    """Objections that wait for an answer."""
    found = select(AssessmentAppeal).where(
        AssessmentAppeal.assessment_id == assessment.id, AssessmentAppeal.state == AppealState.OPEN
    )
    return list(session.scalars(found.order_by(AssessmentAppeal.id)))


def signable_from(assessment: Assessment) -> dt.date | None:
    """The day after the last one to object, from which silence holds nobody up; None where there are no such days."""
    until = assessment.appeal_until
    return until + dt.timedelta(days=1) if until else None


def unheard(session: Session, assessment: Assessment) -> str:
    """Why it may not be signed yet, and from when it may; empty when who was assessed has been heard or let the time pass."""
    waiting = len(open_appeals(session, assessment))
    if waiting:
        return f"还有 {waiting} 件申诉没有答复，不能签字；答复后才能签字"
    since = signable_from(assessment)
    if since is None or today() >= since or assessment.reply or _has_objected(session, assessment):
        return ""
    return (
        f"申诉期到 {assessment.appeal_until}，本人还没有表示意见，暂不能签字；"
        f"从 {since} 起可以签字，本人填写意见或申诉得到答复后可以提前"
    )


def heard(day: dt.date) -> ColumnElement[bool]:
    """`unheard` the other way round, as a condition on `Assessment` for many at once."""
    objected = select(_appeal.c.id).where(_appeal.c.assessment_id == Assessment.id)
    silent = or_(Assessment.appeal_until.is_(None), Assessment.appeal_until < day)
    spoken = or_(func.coalesce(Assessment.reply, "") != "", objected.exists())
    return and_(~objected.where(_appeal.c.state == AppealState.OPEN).exists(), or_(silent, spoken))


def must_have_been_heard(session: Session, assessment: Assessment) -> None:
    """Raise `Refusal` while it may not be signed for that."""
    reason = unheard(session, assessment)
    if reason:
        raise Refusal(reason)


def _has_objected(session: Session, assessment: Assessment) -> bool:
    mine = select(AssessmentAppeal.id).where(AssessmentAppeal.assessment_id == assessment.id)
    return session.scalar(mine.limit(1)) is not None
