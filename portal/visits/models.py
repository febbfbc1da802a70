"""Visits: one entry a visit, from which everything else is derived."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from flask_appbuilder import Model
from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.foundation.choices import one_of
from portal.plans.models import Judged
from portal.visits.rules import Satisfaction, VisitWay

if TYPE_CHECKING:
    from portal.households.models import Establishment, Household, Resident
    from portal.members.models import Member


visit_met = Table(
    "visit_met",
    Model.metadata,
    Column("visit_id", Integer, ForeignKey("visit.id", ondelete="CASCADE"), primary_key=True),
    Column("resident_id", Integer, ForeignKey("resident.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Visit(Judged, Model):
    """One visit to one household or one establishment by one member."""

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint(one_of(VisitWay, "way"), name="visit_way"),
        CheckConstraint(f"satisfaction IS NULL OR {one_of(Satisfaction, 'satisfaction')}", name="visit_satisfaction"),
        CheckConstraint("(household_id IS NULL) <> (establishment_id IS NULL)", name="visit_one_home"),
        Index("visit_household_day", "household_id", "visited_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str | None] = mapped_column(String(36), unique=True, index=True)
    """Made by the browser that recorded it, so that sending it twice stores it once."""
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id", ondelete="CASCADE"))
    establishment_id: Mapped[int | None] = mapped_column(ForeignKey("establishment.id", ondelete="CASCADE"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    visited_on: Mapped[dt.date] = mapped_column(index=True)
    way: Mapped[str] = mapped_column(String(16), default=VisitWay.HOME)
    note: Mapped[str | None] = mapped_column(String(1000))
    satisfaction: Mapped[str | None] = mapped_column(String(16))
    wishes: Mapped[str | None] = mapped_column(String(1000))
    """Wishes and suggestions (意见建议), in the words of who was visited."""
    next_on: Mapped[dt.date | None] = mapped_column(index=True)
    checklist: Mapped[str | None] = mapped_column(String(32))
    """Key of the checklist that `answers` belong to."""
    answers: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    )
    """{question key: plain JSON value}, without empty answers: yes and no as true and false, choices as keys; see `checklists`."""
    recorded_at: Mapped[dt.datetime | None]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="SET NULL"))

    household: Mapped[Household | None] = relationship(back_populates="visits")
    establishment: Mapped[Establishment | None] = relationship()
    member: Mapped[Member | None] = relationship()
    met: Mapped[list[Resident]] = relationship(secondary=visit_met)
    """Who of the household was met."""
    absence: Mapped[VisitAbsence | None] = relationship(
        back_populates="visit", cascade="all, delete-orphan", passive_deletes=True
    )

    def __str__(self) -> str:
        return f"{self.visited_on} {VisitWay.label_of(self.way)}"


class VisitAbsence(Model):
    """What is known of those who were not at home: the row of the absent register (不在家登记)."""

    __tablename__ = "visit_absence"

    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), primary_key=True)
    phone: Mapped[str | None] = mapped_column(String(20))
    since: Mapped[dt.date | None]
    address: Mapped[str | None] = mapped_column(String(200))
    occupation: Mapped[str | None] = mapped_column(String(64))
    until: Mapped[dt.date | None]
    contact: Mapped[str | None] = mapped_column(String(64))

    visit: Mapped[Visit] = relationship(back_populates="absence")

    def __str__(self) -> str:
        return f"{self.visit} 不在家登记"
