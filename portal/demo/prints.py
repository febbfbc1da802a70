"""The first printed letters: those of one small grid, printed in this process so that they lie there before anybody signs in."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.grids.models import Grid
from portal.households.models import Household
from portal.jobs.transactions import transaction
from portal.printing import assembling, rendering, services
from portal.printing.jobs import store_of
from portal.printing.models import PrintBatch
from portal.printing.rules import BatchState, PrintKind

BY = "演示数据"


def print_first_letters(app: Flask) -> None:
    """Letters for the grid with the fewest households."""
    with transaction() as session:
        fewest = select(Grid.id).join(Household).group_by(Grid.id).order_by(func.count(), Grid.code).limit(1)
        batch = services.order(session, PrintKind.LETTERS, session.scalars(fewest).one(), by=BY)
        batch_id, chunks = batch.id, services.chunk_ids(session, batch.id)
    for chunk_id in chunks:
        rendering.print_chunk(chunk_id, store_of(app))
    assembling.assemble(batch_id, store_of(app))


def first_letters(session: Session, files: str) -> Path | None:
    """Where they lie; None when they were removed or are not ready."""
    ready = PrintBatch.kind == PrintKind.LETTERS, PrintBatch.created_by == BY, PrintBatch.state == BatchState.READY
    name = session.scalar(select(PrintBatch.output).where(*ready).order_by(PrintBatch.id).limit(1))
    return Path(files) / name if name else None
