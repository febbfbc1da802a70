"""Households with their residents and care categories, and establishments."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask_appbuilder import Model
from shapely import Point
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.foundation.choices import one_of
from portal.foundation.extra import WithExtra
from portal.foundation.geometry import Location
from portal.foundation.identity import BIRTH_CHECK, PHONE_CHECK, SEALED_CHECK, check_id_number
from portal.foundation.sealed import Sealed
from portal.households.rules import CareSubject, HouseholdKind, Relation
from portal.members.rules import Sex

if TYPE_CHECKING:
    from portal.grids.models import Grid
    from portal.visits.models import Visit


class CareCategory(Model):
    """A kind of person or home that needs care (困难群众, 三留守, 特殊人群 …), from the profile; a sensitive one is need-to-know."""

    __tablename__ = "care_category"
    __table_args__ = (CheckConstraint(one_of(CareSubject, "applies_to"), name="care_category_applies_to"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(32), unique=True)
    group: Mapped[str] = mapped_column("group_name", String(32))
    sensitive: Mapped[bool] = mapped_column(default=False)
    applies_to: Mapped[str] = mapped_column(String(16), default=CareSubject.PERSON, server_default=text("'person'"))
    """Whether residents are given it, or their household."""
    retired: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Kept for those who have it, not given any more."""

    def __str__(self) -> str:
        return self.name


household_care = Table(
    "household_care",
    Model.metadata,
    Column("household_id", Integer, ForeignKey("household.id", ondelete="CASCADE"), primary_key=True),
    Column("care_category_id", Integer, ForeignKey("care_category.id"), primary_key=True, index=True),
)


class Household(WithExtra, Model):
    """A household (住户): one dwelling, one head."""

    __tablename__ = "household"
    __table_args__ = (
        CheckConstraint(one_of(HouseholdKind, "kind"), name="household_kind"),
        CheckConstraint(PHONE_CHECK, name="household_phone"),
        CheckConstraint("length(trim(code)) > 0", name="household_code"),
        CheckConstraint("walking_order >= 0", name="household_walking_order"),
        UniqueConstraint("grid_id", "code", name="household_code_once"),
        Index("household_walk", "grid_id", "walking_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("grid.id", ondelete="RESTRICT"))
    code: Mapped[str] = mapped_column(String(32))
    """Number of the household in its grid, unique there."""
    head_name: Mapped[str | None] = mapped_column(String(64), index=True)
    address: Mapped[str | None] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(20), index=True)
    kind: Mapped[str] = mapped_column(String(16), default=HouseholdKind.RESIDENT)
    walking_order: Mapped[int] = mapped_column(default=0)
    """Place in the order in which the grid is walked; letters are printed in this order."""
    location: Mapped[Point | None] = mapped_column(Location, deferred=True)
    remark: Mapped[str | None] = mapped_column(String(500))

    grid: Mapped[Grid] = relationship()
    residents: Mapped[list[Resident]] = relationship(
        back_populates="household", cascade="all, delete-orphan", order_by="Resident.id"
    )
    care: Mapped[list[CareCategory]] = relationship(secondary=household_care, order_by="CareCategory.code")
    visits: Mapped[list[Visit]] = relationship(back_populates="household", order_by="Visit.visited_on.desc()")

    @property
    def care_open(self) -> str:
        """The names of its care categories without the sensitive ones."""
        return "、".join(each.name for each in self.care if not each.sensitive)

    def __str__(self) -> str:
        return f"{self.head_name or '（户主未登记）'} · {self.address or self.code}"


resident_care = Table(
    "resident_care",
    Model.metadata,
    Column("resident_id", Integer, ForeignKey("resident.id", ondelete="CASCADE"), primary_key=True),
    Column("care_category_id", Integer, ForeignKey("care_category.id"), primary_key=True, index=True),
)


class Resident(WithExtra, Model):
    """A person living in a household."""

    __tablename__ = "resident"
    __table_args__ = (
        CheckConstraint(one_of(Relation, "relation"), name="resident_relation"),
        CheckConstraint(one_of(Sex, "sex"), name="resident_sex"),
        CheckConstraint(PHONE_CHECK, name="resident_phone"),
        CheckConstraint(SEALED_CHECK, name="resident_id_number"),
        CheckConstraint(BIRTH_CHECK, name="resident_birth_date"),
        CheckConstraint("length(trim(name)) > 0", name="resident_name"),
        Index(
            "resident_one_head",
            "household_id",
            unique=True,
            sqlite_where=text("relation = 'head'"),
            postgresql_where=text("relation = 'head'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(64), index=True)
    relation: Mapped[str] = mapped_column(String(16), default=Relation.OTHER)
    sex: Mapped[str | None] = mapped_column(String(8))
    ethnicity: Mapped[str | None] = mapped_column(String(16))
    birth_date: Mapped[dt.date | None]
    phone: Mapped[str | None] = mapped_column(String(20))
    id_number: Mapped[str | None] = mapped_column(Sealed("resident.id_number", check_id_number), deferred=True)
    id_number_index: Mapped[str | None] = mapped_column(String(32), unique=True)
    occupation: Mapped[str | None] = mapped_column(String(64))

    household: Mapped[Household] = relationship(back_populates="residents")
    care: Mapped[list[CareCategory]] = relationship(secondary=resident_care, order_by="CareCategory.code")

    def __str__(self) -> str:
        return self.name


class Establishment(WithExtra, Model):
    """A shop, enterprise, school, hospital, organ or market (单位、经营业户)."""

    __tablename__ = "establishment"
    __table_args__ = (
        CheckConstraint(PHONE_CHECK, name="establishment_phone"),
        CheckConstraint("length(trim(name)) > 0", name="establishment_name"),
        UniqueConstraint("grid_id", "name", name="establishment_once"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("grid.id", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(32))
    """Key of the profile's kinds."""
    address: Mapped[str | None] = mapped_column(String(200))
    contact_name: Mapped[str | None] = mapped_column(String(64))
    phone: Mapped[str | None] = mapped_column(String(20))
    location: Mapped[Point | None] = mapped_column(Location, deferred=True)
    remark: Mapped[str | None] = mapped_column(String(500))

    grid: Mapped[Grid] = relationship()

    def __str__(self) -> str:
        return self.name
