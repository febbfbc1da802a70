"""What belongs to an issue besides its history: files, links, extensions asked for, handovers to outside platforms."""

from __future__ import annotations

import datetime as dt

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.foundation.choices import Choice, one_of
from portal.issues.models import Issue


class LinkKind(Choice):
    """How two issues hang together."""

    RELATED = "related", "相关"
    DUPLICATE = "duplicate", "重复"


class IssueFile(Model):
    """A file put with an issue, at the step `event_id` where it came with one. The content lies in the file store."""

    __tablename__ = "issue_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id", ondelete="CASCADE"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("issue_event.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(String(200))
    media: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    """In bytes."""
    sha256: Mapped[str] = mapped_column(String(64))
    stored: Mapped[str] = mapped_column(String(200))
    """Its key in the file store."""
    uploaded_at: Mapped[dt.datetime]
    uploaded_by: Mapped[str] = mapped_column(String(64))

    issue: Mapped[Issue] = relationship()

    def __str__(self) -> str:
        return self.name


class IssueLink(Model):
    """Two issues that belong together. A duplicate points to the one it was merged into."""

    __tablename__ = "issue_link"
    __table_args__ = (
        UniqueConstraint("issue_id", "other_id", name="issue_link_once"),
        CheckConstraint(one_of(LinkKind, "kind"), name="issue_link_kind"),
        CheckConstraint("issue_id <> other_id", name="issue_link_two"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id", ondelete="CASCADE"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("issue.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[dt.datetime]
    made_by: Mapped[str] = mapped_column(String(64))

    issue: Mapped[Issue] = relationship(foreign_keys=[issue_id])
    other: Mapped[Issue] = relationship(foreign_keys=[other_id])

    def __str__(self) -> str:
        return f"{self.issue.number} 与 {self.other.number} {LinkKind.label_of(self.kind)}"


class IssueExtension(Model):
    """More time, asked for with a reason and granted or refused."""

    __tablename__ = "issue_extension"
    __table_args__ = (CheckConstraint("days > 0", name="issue_extension_days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id", ondelete="CASCADE"), index=True)
    days: Mapped[int]
    """Working days."""
    reason: Mapped[str] = mapped_column(String(500))
    asked_at: Mapped[dt.datetime]
    asked_by: Mapped[str] = mapped_column(String(64))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="SET NULL"))
    granted: Mapped[bool | None]
    decided_at: Mapped[dt.datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(64))
    note: Mapped[str | None] = mapped_column(String(500))

    issue: Mapped[Issue] = relationship()

    def __str__(self) -> str:
        return f"{self.issue.number} 延期 {self.days} 个工作日"


class IssueHandover(Model):
    """An issue handed to an outside platform, and what came back. Exporting again does not make another row."""

    __tablename__ = "issue_handover"
    __table_args__ = (UniqueConstraint("issue_id", "platform", name="issue_handover_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id", ondelete="CASCADE"))
    platform: Mapped[str] = mapped_column(String(32), index=True)
    """Key of the profile's platforms."""
    exported_at: Mapped[dt.datetime]
    exported_by: Mapped[str] = mapped_column(String(64))
    outside_number: Mapped[str | None] = mapped_column(String(64))
    outside_state: Mapped[str | None] = mapped_column(String(64))
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[dt.datetime | None]

    issue: Mapped[Issue] = relationship()
