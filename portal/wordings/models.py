"""The texts a town writes for its paper, version by version."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from flask_appbuilder import Model
from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.foundation.choices import one_of
from portal.wordings.rules import WordingKind, WordingState

if TYPE_CHECKING:
    from portal.grids.models import Grid


class Wording(Model):
    """One version of the text of one kind of paper, for a grid and all below it."""

    __tablename__ = "wording"
    __table_args__ = (
        CheckConstraint(one_of(WordingKind, "kind"), name="wording_kind"),
        CheckConstraint(one_of(WordingState, "state"), name="wording_state"),
        CheckConstraint("version > 0", name="wording_version"),
        UniqueConstraint("grid_id", "kind", "version", name="wording_once"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    grid_id: Mapped[int] = mapped_column(ForeignKey("grid.id", ondelete="RESTRICT"), index=True)
    version: Mapped[int]
    """Counts the versions of one kind for one grid from 1."""
    design: Mapped[str] = mapped_column(String(32))
    """Folder of `reports/designs`."""
    content: Mapped[dict[str, Any]] = mapped_column(JSON().with_variant(JSONB(), "postgresql"))
    """The section of this kind in the profile's `texts`, as plain JSON."""
    state: Mapped[str] = mapped_column(String(16), default=WordingState.DRAFT)
    note: Mapped[str | None] = mapped_column(String(200))
    """Why it was changed, in the words of who changed it."""
    revision: Mapped[int] = mapped_column(default=1)
    """Counts saves, so that two people do not overwrite each other."""
    created_at: Mapped[dt.datetime]
    created_by: Mapped[str] = mapped_column(String(64))
    """Who changed it last."""
    author_id: Mapped[int | None]
    """The account of who changed it last, kept as a number when the account goes: the approver may bear the same name."""
    submitted_at: Mapped[dt.datetime | None]
    decided_at: Mapped[dt.datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(64))
    decision: Mapped[str | None] = mapped_column(String(200))
    """What was said when it was approved or returned."""

    grid: Mapped[Grid] = relationship()

    @property
    def state_label(self) -> str:
        """Where it stands, in words."""
        return WordingState.label_of(self.state)

    def __str__(self) -> str:
        return f"{WordingKind.label_of(self.kind)} 第 {self.version} 版"
