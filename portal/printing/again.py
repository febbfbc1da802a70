"""What was printed this year already: a second letter for the same door is said so, and asks for a reason.

Read without scope: the batch may be a larger one than the person sees, but the household is theirs.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import func, select
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
    batches = select(PrintBatch.id).where(
        PrintBatch.kind == kind,
        PrintBatch.created_at >= dt.datetime(today().year, 1, 1),
        PrintBatch.state.in_((*OPEN_BATCH, BatchState.READY)),
    )
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
