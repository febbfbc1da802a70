"""One person at a time: whoever changes an assessment holds its row to the end of the transaction, and reads what others left."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assessments.lineage import of_lineage
from portal.assessments.models import Assessment, AssessmentScheme, AssessmentScore
from portal.assessments.sections import has_shares
from portal.foundation.errors import Refusal

_assessment = Assessment.__table__
_FRESH = ("state", "total", "grade", "told_at", "appeal_until", "reply", "load", "frozen", "assessed_on")
GONE = "这份考核刚刚被别人删除了"


def take_turn(session: Session, assessment: Assessment) -> None:
    """Hold it and read it anew, with its scores; what is written in this session and not flushed yet stays. Where grades have
    shares the whole field is held, since one total moves the grades of the others. Raises `Refusal` when it is gone."""
    if has_shares(session, assessment):
        hold_field(session, assessment.scheme)
    own = select(_assessment.c.id).where(_assessment.c.id == assessment.id)
    if session.scalar(own.with_for_update()) is None:
        raise Refusal(GONE)
    session.refresh(assessment, _FRESH)
    written = [row.id for row in assessment.scores if session.is_modified(row)]
    rows = select(AssessmentScore).where(
        AssessmentScore.assessment_id == assessment.id, AssessmentScore.id.not_in(written)
    )
    session.scalars(rows, execution_options={"populate_existing": True, "unscoped": True}).all()
    session.expire(assessment, ["scores"])


def take_turns(session: Session, ids: Iterable[int]) -> None:
    """Hold many, in the order in which everybody takes them. Read them anew after that (`populate_existing`)."""
    wanted = select(_assessment.c.id).where(_assessment.c.id.in_(list(ids)))
    session.execute(wanted.order_by(_assessment.c.id).with_for_update())


def hold_field(session: Session, scheme: AssessmentScheme) -> None:
    """Until the end of the transaction nobody else opens, grades or draws conclusions from assessments of this scheme and of those
    that it took the place of."""
    wanted = select(AssessmentScheme.id).where(of_lineage(scheme.code)).order_by(AssessmentScheme.id)
    session.execute(wanted.with_for_update(key_share=True), execution_options={"unscoped": True})
