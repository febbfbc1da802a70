"""Members: real-name records, and their assignments to grids."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from portal.foundation.choices import one_of
from portal.foundation.identity import BIRTH_CHECK, PHONE_CHECK, SEALED_CHECK, check_id_number
from portal.foundation.sealed import Sealed
from portal.members.posts import posts_of
from portal.members.rules import Duty, Education, Employment, Politics, Sex

if TYPE_CHECKING:
    from flask_appbuilder.security.sqla.models import User

    from portal.grids.models import Grid


class Member(Model):
    """A grid member's real-name record (GB/T 31000-2015, table 8)."""

    __tablename__ = "member"
    __table_args__ = (
        CheckConstraint(one_of(Sex, "sex"), name="member_sex"),
        CheckConstraint(one_of(Employment, "employment"), name="member_employment"),
        CheckConstraint(one_of(Politics, "politics"), name="member_politics"),
        CheckConstraint(one_of(Education, "education"), name="member_education"),
        CheckConstraint(PHONE_CHECK, name="member_phone"),
        CheckConstraint(SEALED_CHECK, name="member_id_number"),
        CheckConstraint(BIRTH_CHECK, name="member_birth_date"),
        CheckConstraint("length(trim(name)) > 0", name="member_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("grid.id", ondelete="RESTRICT"), index=True)
    """Where the record is kept: the town, village or community the member belongs to."""
    name: Mapped[str] = mapped_column(String(64), index=True)
    sex: Mapped[str] = mapped_column(String(8))
    ethnicity: Mapped[str] = mapped_column(String(16), default="汉族")
    politics: Mapped[str | None] = mapped_column(String(16))
    birth_date: Mapped[dt.date | None]
    education: Mapped[str | None] = mapped_column(String(16))
    phone: Mapped[str | None] = mapped_column(String(20), index=True)
    employment: Mapped[str] = mapped_column(String(8), default=Employment.PART)
    id_number: Mapped[str | None] = mapped_column(Sealed("member.id_number", check_id_number), deferred=True)
    id_number_index: Mapped[str | None] = mapped_column(String(32), unique=True)
    photo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="SET NULL"), unique=True)
    remark: Mapped[str | None] = mapped_column(String(500))

    grid: Mapped[Grid] = relationship()
    user: Mapped[User | None] = relationship()
    assignments: Mapped[list[Assignment]] = relationship(back_populates="member", cascade="all, delete-orphan")

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> str:
        """The number of the record, which the badge bears too."""
        return f"{self.id:06}"


class Assignment(Model):
    """A member looks after a grid in a duty, from a day to a day."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint(one_of(Duty, "duty"), name="assignment_duty"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="assignment_period"),
        UniqueConstraint("member_id", "grid_id", "duty", "starts_on", name="assignment_once"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("grid.id", ondelete="RESTRICT"), index=True)
    duty: Mapped[str] = mapped_column(String(16), default=Duty.MEMBER)
    role: Mapped[str | None] = mapped_column(String(32))
    """Key of the profile's role, which says the duty; nothing where the profile names none."""
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date | None]

    member: Mapped[Member] = relationship(back_populates="assignments")
    grid: Mapped[Grid] = relationship()

    def __str__(self) -> str:
        return f"{self.member or '管辖范围外的网格员'} · {self.grid} · {self.post}"

    @property
    def post(self) -> str:
        """How the plan calls what the member does here."""
        session = object_session(self)
        return posts_of(session).label(self.role, self.duty) if session else Duty.label_of(self.duty)
