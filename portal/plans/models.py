"""Profiles as they were applied, and drafts being worked on."""

from __future__ import annotations

import datetime as dt

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship


class PlanVersion(Model):
    """One profile as it was applied, whole: old records are judged by the version they were made under. The newest is in force.

    `content` is the text as written, `resolved` the text with everything it inherits and all that towns add (the same when there is
    neither).
    """

    __tablename__ = "plan_version"
    __table_args__ = (
        UniqueConstraint("key", "number", name="plan_version_once"),
        CheckConstraint("number > 0", name="plan_version_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32))
    number: Mapped[int]
    """Counts the versions of one profile from 1."""
    area: Mapped[str] = mapped_column(String(12), default="", server_default="")
    """Official code of the town whose additions were applied; empty when it was the profile itself."""
    title: Mapped[str] = mapped_column(String(120))
    content: Mapped[str] = mapped_column(Text, deferred=True)
    resolved: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of `resolved`."""
    applied_at: Mapped[dt.datetime]
    applied_by: Mapped[str] = mapped_column(String(64), default="")
    changes: Mapped[str] = mapped_column(Text, default="", deferred=True)
    """What it changed, one sentence a line."""

    def __str__(self) -> str:
        return f"{self.title}（第 {self.number} 版）"


class PlanDraft(Model):
    """A profile that somebody is writing or changing; nothing follows it until it is applied."""

    __tablename__ = "plan_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    content: Mapped[str] = mapped_column(Text)
    base_id: Mapped[int | None] = mapped_column(ForeignKey("plan_version.id", ondelete="SET NULL"))
    """The version it began as a copy of."""
    revision: Mapped[int] = mapped_column(default=1)
    """Counts saves, so that two people do not overwrite each other."""
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    updated_by: Mapped[str] = mapped_column(String(64), default="")

    base: Mapped[PlanVersion | None] = relationship()

    def __str__(self) -> str:
        return self.title


_IN_FORCE = select(PlanVersion.id).order_by(PlanVersion.applied_at.desc(), PlanVersion.id.desc()).limit(1)


class Judged:
    """Adds the version of the profile that a record was made under.

    Single records get it when they are first stored (`portal.plans.current`); bulk inserts, which pass by the session, by default.
    """

    plan_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("plan_version.id"), insert_default=_IN_FORCE.scalar_subquery()
    )
