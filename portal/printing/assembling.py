"""Joining the chunks of a batch into its one file. Held by token and lease like a chunk, and tried as often.

Nothing is joined inside a transaction, and it may run twice without harm.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import IO, Any, NamedTuple, cast

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from portal.foundation.clock import now
from portal.jobs.leases import kept
from portal.jobs.transactions import transaction
from portal.printing import claims
from portal.printing.models import PrintBatch, PrintChunk
from portal.printing.rules import LEASE_SECONDS, MAX_ATTEMPTS, OPEN_BATCH, BatchState, ChunkState
from portal.printing.store import Store, Stored

GAVE_UP = (
    f"合并成一个文件 {MAX_ATTEMPTS} 次都没有成功(磁盘已满或文件损坏)。"
    "请联系系统管理员查看日志,处理后重试;仍不成功请删除后重新下单"
)


class Joining(NamedTuple):
    """A batch in hand."""

    batch_id: int
    title: str
    attempt: int
    token: str


class Whole(NamedTuple):
    """A batch of which all chunks are done and nobody is joining, with the attempts that were made."""

    batch_id: int
    attempt: int


def assemble(batch_id: int, store: Store, lease: int = LEASE_SECONDS) -> bool:
    """Join a batch whose chunks are all done into one PDF in delivery order. True for the one call that made it ready.

    Any error is raised after the batch is given back; the last attempt fails it.
    """
    with transaction() as session:
        held = claim(session, batch_id, lease)
    if held is None:
        return False
    try:
        with kept(lambda session: _change(session, held, lease_until=now() + dt.timedelta(seconds=lease)), lease):
            stored, pages = _join(held, store)
    except Exception:
        with transaction() as session:
            give_back(session, held)
        raise
    with transaction() as session:
        made_ready = _finish(session, held, stored, pages)
    if not made_ready:
        store.remove(stored.name)
    return made_ready


def whole(session: Session, at: dt.datetime, batch_id: int | None = None) -> list[Whole]:
    """The batches that wait only for being joined: all, or this one."""
    statement = select(PrintBatch.id, PrintBatch.attempt).where(_whole(at))
    if batch_id is not None:
        statement = statement.where(PrintBatch.id == batch_id)
    return [Whole(*row) for row in session.execute(statement.order_by(PrintBatch.id))]


def claim(session: Session, batch_id: int, lease: int = LEASE_SECONDS) -> Joining | None:
    """Take a whole batch that nobody joins; None when it is not to be had."""
    at, token = now(), secrets.token_hex(16)
    taken = session.execute(
        update(PrintBatch)
        .where(PrintBatch.id == batch_id, PrintBatch.attempt < MAX_ATTEMPTS, _whole(at))
        .values(attempt=PrintBatch.attempt + 1, token=token, lease_until=at + dt.timedelta(seconds=lease))
        .returning(PrintBatch.title, PrintBatch.attempt)
    ).first()
    return Joining(batch_id, taken.title, taken.attempt, token) if taken else None


def give_back(session: Session, held: Joining) -> None:
    """Let another attempt be made, or fail the batch when there were enough of them."""
    if _change(session, held, token=None, lease_until=None) and held.attempt >= MAX_ATTEMPTS:
        claims.fail_batch(session, held.batch_id, GAVE_UP)


def _join(held: Joining, store: Store) -> tuple[Stored, int]:
    from reports.joining import merge  # takes a while to load, and only who prints needs it

    done = select(PrintChunk.output).where(PrintChunk.batch_id == held.batch_id).order_by(PrintChunk.position)
    with transaction(reading=True) as session:
        names = [str(name) for name in session.scalars(done)]
    pages = 0

    def fill(file: object) -> None:
        nonlocal pages
        pages = merge((store.read(name) for name in names), cast(IO[bytes], file), title=held.title)

    return store.put(f"{held.batch_id}/all-{held.token}.pdf", fill), pages


def _whole(at: dt.datetime) -> ColumnElement[bool]:
    undone = exists().where(PrintChunk.batch_id == PrintBatch.id, PrintChunk.state != ChunkState.DONE)
    free = or_(PrintBatch.lease_until.is_(None), PrintBatch.lease_until < at)
    return PrintBatch.state.in_(OPEN_BATCH) & ~undone & free


def _finish(session: Session, held: Joining, stored: Stored, pages: int) -> bool:
    """Ready once and for ever."""
    return _change(
        session, held, state=BatchState.READY, output=stored.name, sha256=stored.sha256, pages=pages,
        finished_at=now(), error=None, token=None, lease_until=None,
    )  # fmt: skip


def _change(session: Session, held: Joining, **values: Any) -> bool:
    statement = (
        update(PrintBatch)
        .where(PrintBatch.id == held.batch_id, PrintBatch.token == held.token, PrintBatch.state.in_(OPEN_BATCH))
        .values(**values)
        .returning(PrintBatch.id)
    )
    return session.scalar(statement) is not None
