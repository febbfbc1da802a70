"""Bringing what the database says is to be printed into the queue; used after an order and by the reconciler.

The database is marked first and the job pushed after the commit. A job that gets lost is found missing and pushed again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from portal.foundation.clock import now
from portal.jobs.queues import Broker, BrokerDown
from portal.jobs.transactions import transaction
from portal.printing import assembling, claims
from portal.printing.models import PrintBatch, PrintChunk
from portal.printing.rules import MAX_ATTEMPTS, OPEN_BATCH, ChunkState

RENDER = "portal.printing.jobs.render_chunk"
ASSEMBLE = "portal.printing.jobs.assemble_batch"
GRACE_SECONDS = 15
"""How long a job may be on its way from the queue to its claim."""
GAVE_UP = f"印制 {MAX_ATTEMPTS} 次都中途停止，请联系系统管理员查看日志"


class Passed(NamedTuple):
    """What one pass of the reconciler did."""

    expired: int
    queued: int
    assembled: int


class _Due(NamedTuple):
    chunk_id: int
    attempt: int
    state: str
    enqueued_at: dt.datetime | None

    @property
    def job(self) -> str:
        """The name of the job that was pushed for this attempt."""
        stamp = int(self.enqueued_at.timestamp()) if self.enqueued_at else 0
        return f"chunk-{self.chunk_id}-{self.attempt + 1}-{stamp}"


def reconcile(broker: Broker, at: dt.datetime | None = None, grace: int = GRACE_SECONDS) -> Passed:
    """One pass: leases run out, chunks unknown to the queue, batches ready to be joined. Raises `BrokerDown`, losing nothing.

    `at` stands in for the present. Two reconcilers at once do no harm: each change is made by one of them.
    """
    at = at or now()
    expired = expire(at)
    return Passed(expired, dispatch(broker, at=at, grace=grace), push_assembly(broker, at=at))


def expire(at: dt.datetime) -> int:
    """Take chunks from holders whose lease has run out; fail those that were begun too often. Returns how many."""
    late = and_(PrintChunk.state == ChunkState.RUNNING, PrintChunk.lease_until < at)
    with transaction(reading=True) as session:  # mostly there are none, and then nobody is kept from writing
        if session.scalar(select(PrintChunk.id).where(late).limit(1)) is None:
            return 0
    with transaction() as session:
        statement = update(PrintChunk).where(late).values(state=ChunkState.PENDING, token=None, lease_until=None)
        expired = list(session.scalars(statement.returning(PrintChunk.id)))
        _give_up(session)
    return len(expired)


def _give_up(session: Session) -> None:
    statement = (
        update(PrintChunk)
        .where(PrintChunk.state.in_((ChunkState.PENDING, ChunkState.QUEUED)), PrintChunk.attempt >= MAX_ATTEMPTS)
        .values(state=ChunkState.FAILED, error=GAVE_UP)
        .returning(PrintChunk.batch_id)
    )
    for batch_id in set(session.scalars(statement)):
        claims.fail_batch(session, batch_id, GAVE_UP)


def dispatch(
    broker: Broker, batch_id: int | None = None, at: dt.datetime | None = None, grace: int = GRACE_SECONDS
) -> int:
    """Queue what should be in the queue and is not, of one batch or of all; returns how many. Raises `BrokerDown`.

    The marks are made in one transaction for all; what could not be pushed is unmarked again. What was begun before goes to the head of
    the queue: it has waited for a lease already, and the file it belongs to waits for it.
    """
    at = (at or now()).replace(microsecond=0)
    known = broker.waiting()
    due = [one for one in _due(batch_id, at - dt.timedelta(seconds=grace)) if one.job not in known]
    marked = _mark(_in_turn(due), at)
    for place, one in enumerate(marked):
        try:
            broker.push(RENDER, one.job, one.chunk_id, first=one.attempt > 0)
        except BrokerDown:
            _unmark(marked[place:])
            raise
    return len(marked)


def _in_turn(due: Sequence[_Due]) -> list[_Due]:
    """As they are pushed: of those that go to the head of the queue each comes before the one pushed before it."""
    return [*(one for one in reversed(due) if one.attempt), *(one for one in due if not one.attempt)]


def _due(batch_id: int | None, stale: dt.datetime) -> list[_Due]:
    """Chunks of open batches that wait, in delivery order; queued ones only when they should have been claimed by now, and those that
    were given back only after a while: a disk that is full or a database that is away should not use up all attempts at once."""
    waiting = and_(
        PrintChunk.state.in_((ChunkState.PENDING, ChunkState.QUEUED)),
        or_(PrintChunk.enqueued_at.is_(None), PrintChunk.enqueued_at <= stale),
    )
    statement = (
        select(PrintChunk.id, PrintChunk.attempt, PrintChunk.state, PrintChunk.enqueued_at)
        .join(PrintChunk.batch)
        .where(PrintBatch.state.in_(OPEN_BATCH), PrintBatch.paused_at.is_(None), waiting)
        .order_by(PrintChunk.batch_id, PrintChunk.position)
    )
    if batch_id is not None:
        statement = statement.where(PrintChunk.batch_id == batch_id)
    with transaction(reading=True) as session:
        return [_Due(*row) for row in session.execute(statement)]


def _mark(seen: Sequence[_Due], at: dt.datetime) -> list[_Due]:
    """Mark those rows as queued that are still as they were seen; each is marked by one process only. Returns them as marked."""
    if not seen:
        return []
    with transaction() as session:
        return [one._replace(state=ChunkState.QUEUED, enqueued_at=at) for one in seen if _changed(session, one, at)]


def _changed(session: Session, seen: _Due, at: dt.datetime | None, state: ChunkState = ChunkState.QUEUED) -> bool:
    statement = (
        update(PrintChunk)
        .where(
            PrintChunk.id == seen.chunk_id, PrintChunk.state == seen.state, PrintChunk.attempt == seen.attempt,
            PrintChunk.enqueued_at.is_not_distinct_from(seen.enqueued_at),
        )
        .values(state=state, enqueued_at=at)
        .returning(PrintChunk.id)
    )  # fmt: skip
    return session.scalar(statement) is not None


def _unmark(marked: Sequence[_Due]) -> None:
    with transaction() as session:
        for one in marked:
            _changed(session, one, None, ChunkState.PENDING)


def push_assembly(broker: Broker, batch_id: int | None = None, at: dt.datetime | None = None) -> int:
    """Queue the joining of this batch, or of all, where that is all that is left; returns how many. Raises `BrokerDown`.

    A job's name holds attempt and time: one that was lost with its worker does not stand in the way of the next.
    """
    at = at or now()
    with transaction(reading=True) as session:
        whole = assembling.whole(session, at, batch_id)
    if not whole:
        return 0
    _give_up_joining([one.batch_id for one in whole if one.attempt >= MAX_ATTEMPTS])
    waiting = {name.rpartition("-")[0] for name in broker.waiting()}
    names = {f"batch-{one.batch_id}-{one.attempt + 1}": one.batch_id for one in whole if one.attempt < MAX_ATTEMPTS}
    period = int(at.timestamp()) // GRACE_SECONDS
    return sum(
        broker.push(ASSEMBLE, f"{name}-{period}", number) for name, number in names.items() if name not in waiting
    )


def _give_up_joining(batch_ids: list[int]) -> None:
    """Fail what was begun to be joined too often: its last holder was killed."""
    for batch_id in batch_ids:
        with transaction() as session:
            claims.fail_batch(session, batch_id, assembling.GAVE_UP)
