"""Use cases of printing: order, pause, resume, cancel, retry, delete. They take a session, flush, and never commit.

Whoever commits an order then calls `portal.printing.dispatch.dispatch`; when nobody does, the reconciler will.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from portal.foundation import audit
from portal.foundation.clock import now
from portal.foundation.errors import OutOfScope, Refusal
from portal.printing.kinds import KINDS, Wish
from portal.printing.models import PrintBatch, PrintChunk
from portal.printing.preview import OUTSIDE, Part, Preview
from portal.printing.rules import OPEN_BATCH, BatchState, ChunkState, PrintKind
from portal.printing.writing import check_reason, new_batch, note, write_down


def order(
    session: Session,
    kind: PrintKind,
    grid_id: int | None = None,
    rows: Sequence[int] = (),
    *,
    by: str,
    per_chunk: int | None = None,
    reason: str | None = None,
) -> PrintBatch:
    """Order paper of a kind for a grid and all below it, or for chosen rows of the table it prints. Raises as the check of the kind
    and as `place`."""
    found = KINDS[kind].check(session, Wish(grid_id, tuple(rows)))
    return place(session, replace(found, reason=reason), by, per_chunk)


def place(session: Session, plan: Preview, by: str, per_chunk: int | None = None) -> PrintBatch:
    """Write down what is to be printed: a waiting batch with its chunks and items in delivery order.

    `per_chunk` sets a lower bound than that of the kind on how much one job renders. Raises `Refusal` on `reason` when some of it
    was printed this year and none is given.
    """
    check_reason(session, plan)
    whole = Part(plan.grid_id, plan.title, plan.subjects, plan.problems, plan.wording_id)
    batch = new_batch(plan, whole, by)
    write_down(session, [(batch, plan.subjects)], KINDS[plan.kind], per_chunk)
    note(session, plan, "print_batch", batch.id, f"{batch.title} {batch.total} 份")
    return batch


def find_batch(session: Session, batch_id: int) -> PrintBatch:
    """The batch, if the session may see it. Raises `OutOfScope`."""
    batch = session.get(PrintBatch, batch_id)
    if batch is None:
        raise OutOfScope(OUTSIDE)
    return batch


def cancel(session: Session, batch_id: int) -> None:
    """Stop an open batch: what is being rendered loses its token and is thrown away."""
    find_batch(session, batch_id)
    if not _turn(session, batch_id, OPEN_BATCH, BatchState.CANCELLED):
        raise Refusal("这批印件已经结束，不能取消")
    session.execute(
        update(PrintChunk)
        .where(PrintChunk.batch_id == batch_id, PrintChunk.state.in_((ChunkState.QUEUED, ChunkState.RUNNING)))
        .values(state=ChunkState.PENDING, token=None, lease_until=None)
    )


def retry(session: Session, batch_id: int) -> None:
    """Begin again what failed. Chunks that are done stay done, unless their files were removed by rule or could not be joined."""
    gone = find_batch(session, batch_id).expired_at is not None
    if not _turn(session, batch_id, (BatchState.FAILED,), BatchState.WAITING):
        raise Refusal("只有未完成的印件可以重试")
    own, undone = PrintChunk.batch_id == batch_id, PrintChunk.state != ChunkState.DONE
    from_the_start = gone or session.scalar(select(PrintChunk.id).where(own, undone).limit(1)) is None
    session.execute(
        update(PrintChunk)
        .where(own if from_the_start else own & undone)
        .values(state=ChunkState.PENDING, attempt=0, token=None, lease_until=None, enqueued_at=None, error=None)
    )


def pause(session: Session, batch_id: int) -> None:
    """Begin no further chunk of an open batch; those in work are finished, and what is all printed is still joined."""
    find_batch(session, batch_id)
    if not _hold(session, batch_id, PrintBatch.paused_at.is_(None), now()):
        raise Refusal("只有排队中或印制中的印件可以暂停")


def resume(session: Session, batch_id: int) -> None:
    """Go on with a paused batch. What the queue handed out meanwhile in vain is queued anew."""
    find_batch(session, batch_id)
    if not _hold(session, batch_id, PrintBatch.paused_at.is_not(None), None):
        raise Refusal("这批印件没有暂停")
    session.execute(
        update(PrintChunk)
        .where(PrintChunk.batch_id == batch_id, PrintChunk.state == ChunkState.QUEUED)
        .values(state=ChunkState.PENDING, enqueued_at=None)
    )


def delete(session: Session, batch_id: int) -> None:
    """Delete a batch that has ended; the caller removes its files after the commit."""
    batch = find_batch(session, batch_id)
    if batch.state in OPEN_BATCH:
        raise Refusal("这批印件还没有结束，请先取消再删除")
    audit.record(session, audit.Deed.DELETE, "print_batch", batch.id, batch.title)
    session.delete(batch)
    session.flush()


def chunk_ids(session: Session, batch_id: int) -> list[int]:
    """The chunks of a batch in delivery order."""
    return list(
        session.scalars(select(PrintChunk.id).where(PrintChunk.batch_id == batch_id).order_by(PrintChunk.position))
    )


def _turn(session: Session, batch_id: int, before: tuple[BatchState, ...], after: BatchState) -> bool:
    """Change the state in one statement, so that of two people only one succeeds."""
    statement = (
        update(PrintBatch)
        .where(PrintBatch.id == batch_id, PrintBatch.state.in_(before))
        .values(
            state=after, error=None, attempt=0, token=None, lease_until=None, paused_at=None, expires_on=None,
            expired_at=None, finished_at=now() if after == BatchState.CANCELLED else None,
        )
        .returning(PrintBatch.id)
    )  # fmt: skip
    return session.scalar(statement) is not None


def _hold(session: Session, batch_id: int, before: ColumnElement[bool], at: dt.datetime | None) -> bool:
    statement = (
        update(PrintBatch)
        .where(PrintBatch.id == batch_id, PrintBatch.state.in_(OPEN_BATCH), before)
        .values(paused_at=at)
        .returning(PrintBatch.id)
    )
    return session.scalar(statement) is not None
