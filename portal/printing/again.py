"""What was printed this year already: a second letter for the same door is said so, and asks for a reason.

Read without scope: the batch may be a larger one than the person sees, but the household is theirs.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.foundation.clock import today
from portal.grids.models import Grid
from portal.households.models import Household
from portal.printing.models import PrintBatch, PrintItem
from portal.printing.rules import OPEN_BATCH, BatchState, PrintKind

PRINTED = "已印过"
"""Ends the sentence that a household was printed this year; nothing is missing there."""


class Printed(NamedTuple):
    """When a household was last ordered to be printed this year."""

    at: dt.datetime

    @property
    def day(self) -> dt.date:
        """The day of it."""
        return self.at.date()

    @property
    def sentence(self) -> str:
        """For the check before printing."""
        return f"今年 {self.day.month} 月 {self.day.day} 日{PRINTED}"


def printed_this_year(session: Session, kind: PrintKind, path: str) -> dict[int, Printed]:
    """By household id, those of a grid and below that stand in a batch of this kind and year which is neither failed nor cancelled."""
    batches = _counting(kind, today().year)
    found = list(session.scalars(batches, execution_options={"unscoped": True}))
    if not found:
        return {}
    statement = (
        select(PrintItem.subject_id, func.max(PrintBatch.created_at))
        .join(PrintBatch, PrintBatch.id == PrintItem.batch_id)
        .join(Household, Household.id == PrintItem.subject_id)
        .join(Grid, Grid.id == Household.grid_id)
        .where(PrintBatch.id.in_(batches), Grid.path.startswith(path, autoescape=True))
        .group_by(PrintItem.subject_id)
    )
    rows = session.execute(statement, execution_options={"unscoped": True})
    return {household: Printed(moment) for household, moment in rows}


def printed_before(session: Session, batch: PrintBatch) -> dict[int, list[str]]:
    """By grid id, the codes of the households of a batch that an earlier one of its kind and year holds as well."""
    earlier = _counting(PrintKind(batch.kind), batch.created_at.year).where(PrintBatch.id < batch.id)
    before = select(PrintItem.subject_id).where(PrintItem.batch_id.in_(earlier))
    statement = (
        select(Household.grid_id, Household.code)
        .join(PrintItem, PrintItem.subject_id == Household.id)
        .where(PrintItem.batch_id == batch.id, Household.id.in_(before))
        .order_by(Household.walking_order, Household.code, Household.id)
    )
    found: dict[int, list[str]] = {}
    for grid_id, code in session.execute(statement, execution_options={"unscoped": True}):
        found.setdefault(grid_id, []).append(code)
    return found


def _counting(kind: PrintKind, year: int) -> Select[int]:
    """The batches of a kind and year that are neither failed nor cancelled."""
    return select(PrintBatch.id).where(
        PrintBatch.kind == kind,
        PrintBatch.created_at >= dt.datetime(year, 1, 1),
        PrintBatch.created_at < dt.datetime(year + 1, 1, 1),
        PrintBatch.state.in_((*OPEN_BATCH, BatchState.READY)),
    )
