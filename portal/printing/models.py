"""The record of printing. The database, not the queue, knows what is to be printed and what is done."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from flask_appbuilder import Model
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.foundation.choices import one_of
from portal.printing.rules import BatchState, ChunkState, PrintKind

if TYPE_CHECKING:
    from portal.grids.models import Grid


class PrintOrder(Model):
    """A large order whose batches are villages: each has a file, a progress and an end of its own."""

    __tablename__ = "print_order"
    __table_args__ = (CheckConstraint(one_of(PrintKind, "kind"), name="print_order_kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(120))
    grid_id: Mapped[int] = mapped_column(ForeignKey("grid.id", ondelete="RESTRICT"), index=True)
    created_at: Mapped[dt.datetime]
    created_by: Mapped[str] = mapped_column(String(64))

    grid: Mapped[Grid] = relationship()
    batches: Mapped[list[PrintBatch]] = relationship(back_populates="order", order_by="PrintBatch.id")

    def __str__(self) -> str:
        return self.title


class PrintBatch(Model):
    """What becomes one file: letters, cards or sheets for a village, a grid or chosen rows. Visible to who sees its grid."""

    __tablename__ = "print_batch"
    __table_args__ = (
        CheckConstraint(one_of(PrintKind, "kind"), name="print_batch_kind"),
        CheckConstraint(one_of(BatchState, "state"), name="print_batch_state"),
        CheckConstraint("total > 0", name="print_batch_total"),
        CheckConstraint("state <> 'ready' OR output IS NOT NULL", name="print_batch_ready_has_output"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(120))
    grid_id: Mapped[int] = mapped_column(ForeignKey("grid.id", ondelete="RESTRICT"), index=True)
    """The lowest grid that holds all that is printed."""
    state: Mapped[str] = mapped_column(String(16), default=BatchState.WAITING, index=True)
    total: Mapped[int]
    created_at: Mapped[dt.datetime]
    created_by: Mapped[str] = mapped_column(String(64))
    finished_at: Mapped[dt.datetime | None]
    output: Mapped[str | None] = mapped_column(String(200))
    sha256: Mapped[str | None] = mapped_column(String(64))
    pages: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(String(500))
    attempt: Mapped[int] = mapped_column(default=0)
    """How often its joining was begun; token and lease are those of the process that joins it."""
    token: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[dt.datetime | None]
    missing: Mapped[str] = mapped_column(Text, default="")
    """What was missing before printing, one sentence a line, by household."""
    order_id: Mapped[int | None] = mapped_column(ForeignKey("print_order.id", ondelete="CASCADE"), index=True)
    wording_id: Mapped[int | None] = mapped_column(ForeignKey("wording.id", ondelete="SET NULL"), index=True)
    """The approved text it was printed with; empty when it was the profile's."""
    options: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    )
    """What the kind needs besides its subjects, as plain JSON: paper of a map, table and period of a report."""
    reason: Mapped[str | None] = mapped_column(String(200))
    """Why it is printed again."""
    paused_at: Mapped[dt.datetime | None]
    """While it is set, no chunk is begun; those in work are finished."""
    expires_on: Mapped[dt.date | None]
    """The day from which its files are removed; the record stays."""
    expired_at: Mapped[dt.datetime | None]

    grid: Mapped[Grid] = relationship()
    order: Mapped[PrintOrder | None] = relationship(back_populates="batches")
    chunks: Mapped[list[PrintChunk]] = relationship(
        back_populates="batch", cascade="all, delete-orphan", order_by="PrintChunk.position"
    )

    def __str__(self) -> str:
        return self.title


class PrintChunk(Model):
    """A part of a batch that one job renders. `token` fences: only the holder of the newest may finish it."""

    __tablename__ = "print_chunk"
    __table_args__ = (
        CheckConstraint(one_of(ChunkState, "state"), name="print_chunk_state"),
        CheckConstraint("state <> 'done' OR output IS NOT NULL", name="print_chunk_done_has_output"),
        UniqueConstraint("batch_id", "position", name="print_chunk_once"),
        Index("print_chunk_open", "state", "lease_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("print_batch.id", ondelete="CASCADE"))
    position: Mapped[int]
    size: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), default=ChunkState.PENDING)
    attempt: Mapped[int] = mapped_column(default=0)
    token: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[dt.datetime | None]
    enqueued_at: Mapped[dt.datetime | None]
    output: Mapped[str | None] = mapped_column(String(200))
    sha256: Mapped[str | None] = mapped_column(String(64))
    pages: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(String(500))

    batch: Mapped[PrintBatch] = relationship(back_populates="chunks")
    items: Mapped[list[PrintItem]] = relationship(cascade="all, delete-orphan", order_by="PrintItem.position")


class PrintItem(Model):
    """One letter, card or sheet. The key makes a second one for the same subject in the same batch impossible."""

    __tablename__ = "print_item"

    batch_id: Mapped[int] = mapped_column(ForeignKey("print_batch.id", ondelete="CASCADE"), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True)
    """A row of the table that `PrintKind` prints: a household, an assessment, a member, a grid."""
    chunk_id: Mapped[int] = mapped_column(ForeignKey("print_chunk.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
