"""Campaigns with their tasks, the pairs of visitor and area, and random draws."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.campaigns.rules import CampaignState, Joined, SampleResult, TaskState
from portal.foundation.choices import one_of
from portal.plans.models import Judged

if TYPE_CHECKING:
    from portal.grids.models import Grid
    from portal.households.models import Establishment, Household, Resident
    from portal.members.models import Member


class Campaign(Judged, Model):
    """A campaign of the profile (`key`) opened for a grid and all below it. What it asks is read from the version it was opened
    under."""

    __tablename__ = "campaign"
    __table_args__ = (
        UniqueConstraint("key", "grid_id", "starts_on", name="campaign_once"),
        CheckConstraint(one_of(CampaignState, "state"), name="campaign_state"),
        CheckConstraint("ends_on >= starts_on", name="campaign_period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(120))
    grid_id: Mapped[int] = mapped_column(ForeignKey("grid.id", ondelete="RESTRICT"), index=True)
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    state: Mapped[str] = mapped_column(String(16), default=CampaignState.OPEN)
    opened_at: Mapped[dt.datetime]
    opened_by: Mapped[str] = mapped_column(String(64))
    closed_at: Mapped[dt.datetime | None]

    grid: Mapped[Grid] = relationship()
    pairs: Mapped[list[VisitorArea]] = relationship(back_populates="campaign", cascade="all, delete-orphan")

    def __str__(self) -> str:
        return self.name


class VisitTask(Model):
    """One subject to be met in a campaign: a household, a resident of one, or an establishment.

    `state` is what the visits since the campaign began made of it; `subject` names the row (`h12`, `r7`, `e3`) so that nobody is
    listed twice under one object.
    """

    __tablename__ = "visit_task"
    __table_args__ = (
        UniqueConstraint("campaign_id", "object", "subject", name="visit_task_once"),
        CheckConstraint(one_of(TaskState, "state"), name="visit_task_state"),
        CheckConstraint(one_of(Joined, "joined"), name="visit_task_joined"),
        CheckConstraint("(household_id IS NULL) <> (establishment_id IS NULL)", name="visit_task_one_home"),
        Index("visit_task_grid", "campaign_id", "grid_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"))
    object: Mapped[str] = mapped_column(String(32))
    """Key of the campaign's object."""
    subject: Mapped[str] = mapped_column(String(16))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id", ondelete="CASCADE"), index=True)
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id", ondelete="CASCADE"), index=True)
    """Who of the household is to be met, where the object is a person."""
    establishment_id: Mapped[int | None] = mapped_column(ForeignKey("establishment.id", ondelete="CASCADE"), index=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("grid.id", ondelete="RESTRICT"), index=True)
    """Where the subject lives now; follows it when it moves inside the campaign's area."""
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    """Who is to visit; without one whoever looks after the grid."""
    state: Mapped[str] = mapped_column(String(16), default=TaskState.OPEN)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id", ondelete="SET NULL"), index=True)
    """The visit that decided the state."""
    done_on: Mapped[dt.date | None]
    joined: Mapped[str] = mapped_column(String(16), default=Joined.OPENING)
    joined_on: Mapped[dt.date]
    left_on: Mapped[dt.date | None]
    left_reason: Mapped[str | None] = mapped_column(String(100))

    campaign: Mapped[Campaign] = relationship()
    household: Mapped[Household | None] = relationship()
    resident: Mapped[Resident | None] = relationship()
    establishment: Mapped[Establishment | None] = relationship()
    grid: Mapped[Grid] = relationship()
    member: Mapped[Member | None] = relationship()

    def __str__(self) -> str:
        return str(self.resident or self.household or self.establishment)


class VisitorArea(Model):
    """Who visits which grid in a campaign. Where the plan fixes pairs they do not change while it runs."""

    __tablename__ = "visitor_area"
    __table_args__ = (UniqueConstraint("campaign_id", "object", "grid_id", "member_id", name="visitor_area_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"))
    object: Mapped[str] = mapped_column(String(32), default="")
    """Only for this object of the campaign; empty for all."""
    grid_id: Mapped[int] = mapped_column(ForeignKey("grid.id", ondelete="RESTRICT"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="RESTRICT"), index=True)

    campaign: Mapped[Campaign] = relationship(back_populates="pairs")
    grid: Mapped[Grid] = relationship()
    member: Mapped[Member] = relationship()

    def __str__(self) -> str:
        return f"{self.member} {self.grid}"


class Sample(Model):
    """One random draw, reproducible: the same seed draws the same from the same rows (`population` of them, ids up to `newest`)."""

    __tablename__ = "sample"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(32))
    """Key of the campaign's sample; `spot` for a spot check at will."""
    name: Mapped[str] = mapped_column(String(120))
    subject: Mapped[str] = mapped_column(String(16))
    """visits, visitors or issues."""
    grid_id: Mapped[int] = mapped_column(ForeignKey("grid.id", ondelete="RESTRICT"), index=True)
    period_from: Mapped[dt.date]
    period_to: Mapped[dt.date]
    seed: Mapped[str] = mapped_column(String(32))
    population: Mapped[int]
    newest: Mapped[int]
    drawn_at: Mapped[dt.datetime]
    drawn_by: Mapped[str] = mapped_column(String(64))

    campaign: Mapped[Campaign | None] = relationship()
    grid: Mapped[Grid] = relationship()
    items: Mapped[list[SampleItem]] = relationship(
        back_populates="sample", cascade="all, delete-orphan", order_by="SampleItem.position"
    )

    def __str__(self) -> str:
        return f"{self.name} {self.drawn_at:%Y-%m-%d}"


class SampleItem(Model):
    """One row drawn, and what checking it found."""

    __tablename__ = "sample_item"
    __table_args__ = (
        UniqueConstraint("sample_id", "position", name="sample_item_once"),
        CheckConstraint(f"result IS NULL OR {one_of(SampleResult, 'result')}", name="sample_item_result"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sample_id: Mapped[int] = mapped_column(ForeignKey("sample.id", ondelete="CASCADE"))
    position: Mapped[int]
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("issue.id", ondelete="CASCADE"), index=True)
    result: Mapped[str | None] = mapped_column(String(16))
    note: Mapped[str | None] = mapped_column(String(500))
    checked_at: Mapped[dt.datetime | None]
    checked_by: Mapped[str | None] = mapped_column(String(64))

    sample: Mapped[Sample] = relationship(back_populates="items")

    def __str__(self) -> str:
        return f"{self.sample} 第 {self.position} 项"
