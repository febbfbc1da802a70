"""Proposals for people to decide, and the failures at named key tasks that some of them rest on."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from flask_appbuilder import Model
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.consequences.rules import ProposalKind, ProposalState
from portal.foundation.choices import one_of

if TYPE_CHECKING:
    from portal.assessments.models import Assessment
    from portal.grids.models import Grid
    from portal.members.models import Member


class DutyFailure(Model):
    """A member failed at a key task that the plan names. Cancelled ones stay, with the reason, and do not count."""

    __tablename__ = "duty_failure"
    __table_args__ = (
        CheckConstraint("(cancelled_at IS NULL) = (cancel_reason IS NULL)", name="duty_failure_cancelled"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32))
    """Key of the profile's accountability."""
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="RESTRICT"), index=True)
    task: Mapped[str] = mapped_column(String(200))
    happened_on: Mapped[dt.date]
    succeeded: Mapped[bool] = mapped_column(default=False)
    """A key task that went well: it ends a row of failures."""
    note: Mapped[str | None] = mapped_column(String(500))
    recorded_at: Mapped[dt.datetime]
    recorded_by: Mapped[str] = mapped_column(String(64))
    cancelled_at: Mapped[dt.datetime | None]
    cancelled_by: Mapped[str | None] = mapped_column(String(64))
    cancel_reason: Mapped[str | None] = mapped_column(String(200))

    member: Mapped[Member] = relationship()

    def __str__(self) -> str:
        return f"{self.happened_on} {self.task}"


class Proposal(Model):
    """One consequence for one member or one grid, with the rule and the figures it rests on."""

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("(member_id IS NULL) <> (grid_id IS NULL)", name="proposal_one_subject"),
        CheckConstraint(one_of(ProposalKind, "kind"), name="proposal_kind"),
        CheckConstraint(one_of(ProposalState, "state"), name="proposal_state"),
        CheckConstraint("amount_cents IS NULL OR amount_cents >= 0", name="proposal_amount"),
        CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="proposal_decided"),
        Index("proposal_member_once", "kind", "key", "period", "member_id", "assessment_id", unique=True,
              sqlite_where=text("member_id IS NOT NULL AND kind <> 'measure'"),
              postgresql_where=text("member_id IS NOT NULL AND kind <> 'measure'")),
        Index("proposal_grid_once", "kind", "key", "period", "grid_id", unique=True,
              sqlite_where=text("grid_id IS NOT NULL"), postgresql_where=text("grid_id IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(32))
    """Key of the profile's award, bonus, accountability, or grade."""
    period: Mapped[str] = mapped_column(String(8), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="RESTRICT"), index=True)
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grid.id", ondelete="RESTRICT"), index=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("grid.id", ondelete="RESTRICT"), index=True)
    """The grid for which it was worked out (the pool of a bonus, the field of an award); who sees it sees the proposal."""
    assessment_id: Mapped[int | None] = mapped_column(ForeignKey("assessment.id", ondelete="RESTRICT"), index=True)
    failure_id: Mapped[int | None] = mapped_column(ForeignKey("duty_failure.id", ondelete="RESTRICT"), unique=True)
    text: Mapped[str] = mapped_column(String(300))
    """What is proposed, in the plan's words."""
    amount_cents: Mapped[int | None]
    basis: Mapped[dict[str, Any]] = mapped_column(JSON().with_variant(JSONB(), "postgresql"))
    """The rule in words (`rule`) and the figures it was applied to."""
    state: Mapped[str] = mapped_column(String(16), default=ProposalState.PROPOSED)
    proposed_at: Mapped[dt.datetime]
    proposed_by: Mapped[str] = mapped_column(String(64))
    decided_at: Mapped[dt.datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(64))
    decision: Mapped[str | None] = mapped_column(String(200))
    """Why it was taken or not, in the words of who decided."""

    member: Mapped[Member | None] = relationship()
    grid: Mapped[Grid | None] = relationship(foreign_keys=[grid_id])
    area: Mapped[Grid] = relationship(foreign_keys=[area_id])
    assessment: Mapped[Assessment | None] = relationship()

    def __str__(self) -> str:
        return f"{self.period} {self.member or self.grid or ''} {ProposalKind.label_of(self.kind)}"
