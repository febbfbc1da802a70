"""Who holds a chunk. Every change is one conditional statement; the newest token alone may renew, finish or give back."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any, NamedTuple

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from portal.foundation.clock import now
from portal.printing.models import PrintBatch, PrintChunk
from portal.printing.rules import LEASE_SECONDS, MAX_ATTEMPTS, OPEN_BATCH, BatchState, ChunkState


class Claim(NamedTuple):
    """A chunk in hand."""

    chunk_id: int
    batch_id: int
    position: int
    attempt: int
    token: str


def claim(session: Session, chunk_id: int, lease: int = LEASE_SECONDS) -> Claim | None:
    """Take a chunk that waits, or whose lease has run out; None when it is not to be had."""
    at, token = now(), secrets.token_hex(16)
    free = or_(
        PrintChunk.state.in_((ChunkState.PENDING, ChunkState.QUEUED)),
        and_(PrintChunk.state == ChunkState.RUNNING, PrintChunk.lease_until < at),
    )
    open_batches = select(PrintBatch.id).where(PrintBatch.state.in_(OPEN_BATCH), PrintBatch.paused_at.is_(None))
    taken = session.execute(
        update(PrintChunk)
        .where(PrintChunk.id == chunk_id, free, PrintChunk.attempt < MAX_ATTEMPTS, PrintChunk.batch_id.in_(open_batches))
        .values(
            state=ChunkState.RUNNING, attempt=PrintChunk.attempt + 1, token=token, error=None,
            lease_until=at + dt.timedelta(seconds=lease),
        )
        .returning(PrintChunk.batch_id, PrintChunk.position, PrintChunk.attempt)
    ).first()  # fmt: skip
    if taken is None:
        return None
    session.execute(
        update(PrintBatch)
        .where(PrintBatch.id == taken.batch_id, PrintBatch.state == BatchState.WAITING)
        .values(state=BatchState.RUNNING)
    )
    return Claim(chunk_id, taken.batch_id, taken.position, taken.attempt, token)


def renew(session: Session, held: Claim, lease: int = LEASE_SECONDS) -> bool:
    """Keep it for another lease; False when it is another's now."""
    return _change(session, held, lease_until=now() + dt.timedelta(seconds=lease))


def finish(session: Session, held: Claim, output: str, sha256: str, pages: int) -> bool:
    """Mark it done with its file; False when it is another's now, and then the file counts for nothing."""
    return _change(
        session, held, state=ChunkState.DONE, output=output, sha256=sha256, pages=pages, token=None, lease_until=None
    )


def give_back(session: Session, held: Claim, error: str) -> bool:
    """Let another attempt be made, or fail the batch when there were enough of them."""
    if held.attempt >= MAX_ATTEMPTS:
        return fail(session, held, error)
    return _change(session, held, state=ChunkState.PENDING, token=None, lease_until=None, error=error[:500])


def fail(session: Session, held: Claim, error: str) -> bool:
    """Fail the chunk and its batch: another attempt would end the same way."""
    failed = _change(session, held, state=ChunkState.FAILED, token=None, lease_until=None, error=error[:500])
    if failed:
        fail_batch(session, held.batch_id, error)
    return failed


def fail_batch(session: Session, batch_id: int, error: str) -> None:
    """Fail an open batch with its reason."""
    session.execute(
        update(PrintBatch)
        .where(PrintBatch.id == batch_id, PrintBatch.state.in_(OPEN_BATCH))
        .values(state=BatchState.FAILED, error=error[:500], finished_at=now())
    )


def _change(session: Session, held: Claim, **values: Any) -> bool:
    statement = (
        update(PrintChunk)
        .where(PrintChunk.id == held.chunk_id, PrintChunk.token == held.token, PrintChunk.state == ChunkState.RUNNING)
        .values(**values)
        .returning(PrintChunk.id)
    )
    return session.scalar(statement) is not None
