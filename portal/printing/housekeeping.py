"""What the reconciler puts away: files of batches that have had their time, and files that killed processes left.

The record of a batch stays for ever; only its files go. Each step may run twice, and be killed at any point, without harm.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import func, select, union_all, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from portal.foundation.clock import now
from portal.jobs.transactions import transaction
from portal.printing.covers import cover_name
from portal.printing.models import PrintBatch, PrintChunk
from portal.printing.rules import OPEN_BATCH, ORPHAN_HOURS, BatchState
from portal.printing.store import Store

_ENDED = PrintBatch.state.not_in(OPEN_BATCH)


class Tidied(NamedTuple):
    """What one pass put away."""

    expired: int
    orphans: int


def tidy(store: Store, at: dt.datetime | None = None, sweeping: bool = True) -> Tidied:
    """One pass: batches that have ended get their day, those whose day has come lose their files, orphans are swept.

    `at` stands in for the present.
    """
    at = at or now()
    date_ended(store)
    return Tidied(expire(store, at), sweep(store, at) if sweeping else 0)


def date_ended(store: Store) -> int:
    """Write down from which day the files of failed and cancelled batches go, as joining does of ready ones; a later change of the
    setting leaves it alone. How many."""
    undated = _ENDED & PrintBatch.expires_on.is_(None) & PrintBatch.expired_at.is_(None)
    with transaction(reading=True) as session:  # mostly there are none, and then nobody is kept from writing
        if not _any(session, undated):
            return 0
    with transaction() as session:
        rows = session.execute(
            select(PrintBatch.id, PrintBatch.finished_at, PrintBatch.created_at).where(undated)
        ).all()
        for row in rows:
            day = store.kept_until(row.finished_at or row.created_at)
            session.execute(update(PrintBatch).where(PrintBatch.id == row.id, undated).values(expires_on=day))
    return len(rows)


def expire(store: Store, at: dt.datetime) -> int:
    """Remove the files of ended batches whose day has come; how many batches. Marked first: no page offers a file that goes."""
    due = _ENDED & (PrintBatch.expires_on <= at.date()) & PrintBatch.expired_at.is_(None)
    with transaction(reading=True) as session:
        if not _any(session, due):
            return 0
    with transaction() as session:
        marked = update(PrintBatch).where(due).values(expired_at=at).returning(PrintBatch.id)
        gone = list(session.scalars(marked))
    for batch_id in gone:
        store.remove_folder(str(batch_id))
    return len(gone)


def sweep(store: Store, at: dt.datetime) -> int:
    """Remove files of printing that no row names and that are older than `ORPHAN_HOURS`; how many."""
    since = at - dt.timedelta(hours=ORPHAN_HOURS)
    old = [name for name, changed in store.printed() if changed < since]
    if not old:
        return 0
    with transaction(reading=True) as session:
        named = _named(session)
    orphans = [name for name in old if name not in named]
    for name in orphans:
        store.remove(name)
    return len(orphans)


def _named(session: Session) -> set[str]:
    """The files that count: joined ones with their covers, and parts of what is not joined yet."""
    kept = PrintBatch.expired_at.is_(None)
    whole = select(PrintBatch.output).where(PrintBatch.output.is_not(None), kept)
    parts = (
        select(PrintChunk.output)
        .join(PrintChunk.batch)
        .where(PrintChunk.output.is_not(None), PrintBatch.state != BatchState.READY, kept)
    )
    names = {str(name) for name in session.scalars(union_all(whole, parts))}
    return names | {cover_name(name) for name in names}


def _any(session: Session, condition: ColumnElement[bool]) -> bool:
    return (
        session.scalar(select(func.count()).select_from(select(PrintBatch.id).where(condition).limit(1).subquery()))
        == 1
    )
