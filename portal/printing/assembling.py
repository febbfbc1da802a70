"""Joining the parts of a batch into its one file, with its cover. Held by token and lease like a chunk, and tried as often.

Nothing is joined inside a transaction, and it may run twice without harm. Parts are removed once the whole is ready.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import secrets
from typing import IO, Any, NamedTuple, cast

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from portal.foundation.clock import now
from portal.jobs.leases import kept
from portal.jobs.transactions import transaction
from portal.printing import claims
from portal.printing.covers import DESIGN, cover_name, cover_of, has_cover
from portal.printing.models import PrintBatch, PrintChunk
from portal.printing.rules import LEASE_SECONDS, MAX_ATTEMPTS, OPEN_BATCH, BatchState, ChunkState
from portal.printing.store import Store, Stored
from reports.errors import ReportError

log = logging.getLogger("portal.printing")
GAVE_UP = (
    f"合并成一个文件 {MAX_ATTEMPTS} 次都没有成功（磁盘已满或文件损坏）。"
    "请联系系统管理员查看日志，处理后重试，会从头再印"
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
    parts = _parts(batch_id)
    try:
        with kept(lambda session: _change(session, held, lease_until=now() + dt.timedelta(seconds=lease)), lease):
            stored, pages = _join(held, parts, store)
            _cover(held, store, stored.name, pages)
    except Exception:
        with transaction() as session:
            give_back(session, held)
        raise
    with transaction() as session:
        made_ready = _finish(session, held, store, stored, pages)
    for name in [part.name for part in parts] if made_ready else [stored.name, cover_name(stored.name)]:
        store.remove(name)
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


class _Part(NamedTuple):
    name: str
    sha256: str
    pages: int


def _parts(batch_id: int) -> list[_Part]:
    done = select(PrintChunk.output, PrintChunk.sha256, PrintChunk.pages).where(PrintChunk.batch_id == batch_id)
    with transaction(reading=True) as session:
        return [
            _Part(str(row.output), str(row.sha256), row.pages or 0)
            for row in session.execute(done.order_by(PrintChunk.position))
        ]


def _join(held: Joining, parts: list[_Part], store: Store) -> tuple[Stored, int]:
    """One part is the whole already; several are merged. Each is looked at: a file that the disk has spoilt is not passed on."""
    from reports.joining import merge  # takes a while to load, and only who prints needs it

    pages = sum(part.pages for part in parts)

    def fill(file: Any) -> None:
        nonlocal pages
        if len(parts) == 1:
            file.write(_sound(store, parts[0]))
        else:
            pages = merge((_sound(store, part) for part in parts), cast(IO[bytes], file), title=held.title)

    return store.put(f"{held.batch_id}/all-{held.token}.pdf", fill), pages


def _sound(store: Store, part: _Part) -> bytes:
    content = store.read(part.name)
    if hashlib.sha256(content).hexdigest() != part.sha256:
        raise ReportError(f"文件 {part.name} 已损坏，与印好时不同。")
    return content


def _cover(held: Joining, store: Store, output: str, pages: int) -> None:
    """Beside the whole. What a cover cannot say is no reason to keep back what is printed."""
    from reports.render import render_pdf

    with transaction(reading=True) as session:
        batch = session.get_one(PrintBatch, held.batch_id)
        cover = cover_of(session, batch, pages) if has_cover(batch) else None
    if cover is None:
        return
    try:
        pdf = render_pdf(DESIGN, [cover], title=f"{held.title}批次封面").pdf
    except ReportError:
        log.exception("batch %s goes without its cover", held.batch_id)
        return
    store.put(cover_name(output), lambda file: file.write(pdf))


def _whole(at: dt.datetime) -> ColumnElement[bool]:
    undone = exists().where(PrintChunk.batch_id == PrintBatch.id, PrintChunk.state != ChunkState.DONE)
    free = or_(PrintBatch.lease_until.is_(None), PrintBatch.lease_until < at)
    return PrintBatch.state.in_(OPEN_BATCH) & ~undone & free


def _finish(session: Session, held: Joining, store: Store, stored: Stored, pages: int) -> bool:
    """Ready once and for ever."""
    at = now()
    return _change(
        session, held, state=BatchState.READY, output=stored.name, sha256=stored.sha256, pages=pages,
        finished_at=at, expires_on=store.kept_until(at), error=None, token=None, lease_until=None,
    )  # fmt: skip


def _change(session: Session, held: Joining, **values: Any) -> bool:
    statement = (
        update(PrintBatch)
        .where(PrintBatch.id == held.batch_id, PrintBatch.token == held.token, PrintBatch.state.in_(OPEN_BATCH))
        .values(**values)
        .returning(PrintBatch.id)
    )
    return session.scalar(statement) is not None
