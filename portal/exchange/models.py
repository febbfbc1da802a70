"""The record of imports: what was uploaded, what was found in it, and which records it made or changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.exchange.rules import Change, Mark, RunState
from portal.foundation.choices import one_of
from portal.foundation.sealed import Sealed
from portal.plans.models import Judged

if TYPE_CHECKING:
    from portal.grids.models import Grid


class SealedText(Sealed):
    """A sealed text of any length."""

    cache_ok = True
    impl = Text


class ImportRun(Judged, Model):
    """One uploaded file. Visible to who sees its grid, and to who uploaded it."""

    __tablename__ = "import_run"
    __table_args__ = (
        CheckConstraint(one_of(RunState, "state"), name="import_run_state"),
        Index("import_run_open", "state", "lease_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet: Mapped[str] = mapped_column(String(32), index=True)
    """Key of the sheet (`portal.navigation.sheets`)."""
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    stored: Mapped[str | None] = mapped_column(String(200))
    """Name of the sealed upload in the store, as long as it is needed."""
    book: Mapped[str | None] = mapped_column(String(200))
    """Name of the sealed workbook of the rows that did not go in."""
    state: Mapped[str] = mapped_column(String(16), default=RunState.CHECKING)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="SET NULL"), index=True)
    """Whose scope it runs in; nobody's from the command line."""
    created_by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grid.id", ondelete="SET NULL"), index=True)
    """The lowest grid that holds all that its uploader sees."""
    total: Mapped[int] = mapped_column(default=0)
    """Rows of the file; known after the check."""
    done: Mapped[int] = mapped_column(default=0)
    """Rows that the present step is through with; on resuming it goes on behind them."""
    new: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    same: Mapped[int] = mapped_column(default=0)
    bad: Mapped[int] = mapped_column(default=0)
    warned: Mapped[int] = mapped_column(default=0)
    problems: Mapped[int] = mapped_column(default=0)
    """How many findings there are in all; only the first ones are kept as rows."""
    restored: Mapped[int] = mapped_column(default=0)
    """Records that an undo took back."""
    left: Mapped[int] = mapped_column("left_alone", default=0)
    """Records that an undo left, because they were changed since."""
    error: Mapped[str | None] = mapped_column(String(500))
    resume: Mapped[str | None] = mapped_column(String(16))
    """The step that failed, to be taken up again."""
    attempt: Mapped[int] = mapped_column(default=0)
    token: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[dt.datetime | None]

    grid: Mapped[Grid | None] = relationship()

    def __str__(self) -> str:
        return self.file_name


class ImportRow(Model):
    """A record that an import made or changed; `before` holds what it was, sealed, and `after` the version it became."""

    __tablename__ = "import_row"
    __table_args__ = (
        CheckConstraint(one_of(Change, "action"), name="import_row_action"),
        Index("import_row_of_run", "run_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"))
    row: Mapped[int] = mapped_column("row_number")
    table: Mapped[str] = mapped_column("table_name", String(32))
    record_id: Mapped[int]
    action: Mapped[str] = mapped_column(String(8))
    before: Mapped[str | None] = mapped_column(SealedText("import_row.before"), deferred=True)
    after: Mapped[str] = mapped_column(String(16))

    run: Mapped[ImportRun] = relationship()


class ImportFinding(Model):
    """What is to be said about a cell or a row of the file; an undo names here what it left alone."""

    __tablename__ = "import_finding"
    __table_args__ = (
        CheckConstraint(one_of(Mark, "level"), name="import_finding_level"),
        Index("import_finding_of_run", "run_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"))
    row: Mapped[int] = mapped_column("row_number")
    column: Mapped[str] = mapped_column("column_label", String(64))
    message: Mapped[str] = mapped_column(String(300))
    level: Mapped[str] = mapped_column(String(8))

    run: Mapped[ImportRun] = relationship()
