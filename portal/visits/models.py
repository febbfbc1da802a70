"""Visits: one entry a visit, from which everything else is derived."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.foundation.choices import one_of
from portal.plans.models import Judged
from portal.visits.rules import Satisfaction, VisitWay

if TYPE_CHECKING:
    from portal.households.models import Household
    from portal.members.models import Member


class Visit(Judged, Model):
    """One visit to one household by one member."""

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint(one_of(VisitWay, "way"), name="visit_way"),
        CheckConstraint(f"satisfaction IS NULL OR {one_of(Satisfaction, 'satisfaction')}", name="visit_satisfaction"),
        Index("visit_household_day", "household_id", "visited_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id", ondelete="CASCADE"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    visited_on: Mapped[dt.date] = mapped_column(index=True)
    way: Mapped[str] = mapped_column(String(16), default=VisitWay.HOME)
    note: Mapped[str | None] = mapped_column(String(1000))
    satisfaction: Mapped[str | None] = mapped_column(String(16))

    household: Mapped[Household] = relationship(back_populates="visits")
    member: Mapped[Member | None] = relationship()

    def __str__(self) -> str:
        return f"{self.visited_on} {VisitWay.label_of(self.way)}"
