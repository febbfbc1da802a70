"""What happens to an assessment: who judged, who signed, who objected, and every change with its reason."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.assessments.models import Assessment, AssessmentIndicator, AssessmentScore
from portal.assessments.rules import AppealState, Deed, Judge, is_own_name
from portal.foundation.choices import one_of


class AssessmentJudgement(Model):
    """What one person, or one group that was asked, gives for one indicator. The score is their mean, weighted by `people`."""

    __tablename__ = "assessment_judgement"
    __table_args__ = (
        CheckConstraint(one_of(Judge, "judge"), name="judgement_judge"),
        CheckConstraint("score >= 0 AND score <= 1000", name="judgement_score"),
        CheckConstraint("people > 0", name="judgement_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    score_id: Mapped[int] = mapped_column(ForeignKey("assessment_score.id", ondelete="CASCADE"), index=True)
    judge: Mapped[str] = mapped_column(String(16))
    method: Mapped[str | None] = mapped_column(String(16))
    """查、访、问、看、听 or whatever the plan calls it."""
    score: Mapped[Decimal] = mapped_column(Numeric(5, 1))
    people: Mapped[int] = mapped_column(default=1)
    """How many people it is the mean of: those residents who were asked."""
    note: Mapped[str | None] = mapped_column(String(200))
    given_at: Mapped[dt.datetime]
    given_by: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int | None]
    """The account of who gave it, kept as a number when the account goes: two judges may bear one name."""

    row: Mapped[AssessmentScore] = relationship()

    def __str__(self) -> str:
        return f"{Judge.label_of(self.judge)} {self.score}"


class AssessmentSignature(Model):
    """Somebody signed at one level. The assessment is frozen when all levels of its scheme have signed."""

    __tablename__ = "assessment_signature"
    __table_args__ = (UniqueConstraint("assessment_id", "position", name="signature_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id", ondelete="CASCADE"))
    position: Mapped[int]
    post: Mapped[str] = mapped_column(String(64))
    """As which the person signed: 村（社区）网格长, 网格中心."""
    name: Mapped[str] = mapped_column(String(64))
    note: Mapped[str | None] = mapped_column(String(500))
    signed_at: Mapped[dt.datetime]
    signed_by: Mapped[str] = mapped_column(String(64))
    """The account that wrote it down: of who signs, or of the centre for what was signed on paper."""

    assessment: Mapped[Assessment] = relationship()

    @property
    def recorder(self) -> str | None:
        """Who wrote it down for somebody else; None where people signed themselves."""
        return None if is_own_name(self.name, self.signed_by) else self.signed_by

    def __str__(self) -> str:
        return f"{self.post} {self.name}"


class AssessmentAppeal(Model):
    """An objection by who was assessed, against one indicator or the whole, and its answer."""

    __tablename__ = "assessment_appeal"
    __table_args__ = (
        CheckConstraint(one_of(AppealState, "state"), name="appeal_state"),
        CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="appeal_answered"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id", ondelete="CASCADE"), index=True)
    indicator_id: Mapped[int | None] = mapped_column(ForeignKey("assessment_indicator.id", ondelete="RESTRICT"))
    reason: Mapped[str] = mapped_column(String(1000))
    raised_at: Mapped[dt.datetime]
    raised_by: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16), default=AppealState.OPEN)
    answer: Mapped[str | None] = mapped_column(String(1000))
    answered_at: Mapped[dt.datetime | None]
    answered_by: Mapped[str | None] = mapped_column(String(64))

    assessment: Mapped[Assessment] = relationship()
    indicator: Mapped[AssessmentIndicator | None] = relationship()

    def __str__(self) -> str:
        return f"{self.raised_at:%Y-%m-%d} {AppealState.label_of(self.state)}"


class AssessmentEvent(Model):
    """One change of an assessment, with who, when and why; never changed and never deleted by itself."""

    __tablename__ = "assessment_event"
    __table_args__ = (CheckConstraint(one_of(Deed, "deed"), name="assessment_event_deed"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id", ondelete="CASCADE"), index=True)
    at: Mapped[dt.datetime]
    by: Mapped[str] = mapped_column(String(64))
    deed: Mapped[str] = mapped_column(String(16))
    indicator: Mapped[str | None] = mapped_column(String(64))
    before: Mapped[str | None] = mapped_column(String(64))
    after: Mapped[str | None] = mapped_column(String(64))
    note: Mapped[str | None] = mapped_column(String(500))

    assessment: Mapped[Assessment] = relationship()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {Deed.label_of(self.deed)}"
