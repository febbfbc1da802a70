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
from portal.printing.models import PrintBatch, PrintChunk, PrintOrder
from portal.printing.preview import OUTSIDE, Part, Preview
from portal.printing.rules import OPEN_BATCH, BatchState, ChunkState, PrintKind
from portal.printing.writing import check_reason, check_twice, new_batch, note, write_down


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
    whole = Part(plan.grid_id, plan.title, plan.subjects, plan.problems, plan.notes, plan.wording_id)
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


def may_steer(session: Session, batch: PrintBatch) -> bool:
    """Whether this session may stop, begin again or delete it: a part of an order is steered by who sees the whole order."""
    order = select(PrintOrder.id).where(PrintOrder.id == batch.order_id)
    return batch.order_id is None or session.scalar(order) is not None


def cancel(session: Session, batch_id: int) -> None:
    """Stop an open batch: what is being rendered loses its token and is thrown away."""
    _steered(session, batch_id)
    if not _turn(session, batch_id, OPEN_BATCH, BatchState.CANCELLED):
        raise Refusal("这批印件已经结束，不能取消")
    session.execute(
        update(PrintChunk)
        .where(PrintChunk.batch_id == batch_id, PrintChunk.state.in_((ChunkState.QUEUED, ChunkState.RUNNING)))
        .values(state=ChunkState.PENDING, token=None, lease_until=None)
    )


def retry(session: Session, batch_id: int) -> None:
    """Begin again what failed. Chunks that are done stay done, unless their files were removed by rule or could not be joined.

    Raises `Refusal` for what another batch has printed meanwhile: while it stood as failed, that needed no reason."""
    batch = _steered(session, batch_id)
    gone = batch.expired_at is not None
    if batch.state == BatchState.FAILED:
        check_twice(session, batch)
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
    _steered(session, batch_id)
    if not _hold(session, batch_id, PrintBatch.paused_at.is_(None), now()):
        raise Refusal("只有排队中或印制中的印件可以暂停")


def resume(session: Session, batch_id: int) -> None:
    """Go on with a paused batch. What the queue handed out meanwhile in vain is queued anew."""
    _steered(session, batch_id)
    if not _hold(session, batch_id, PrintBatch.paused_at.is_not(None), None):
        raise Refusal("这批印件没有暂停")
    session.execute(
        update(PrintChunk)
        .where(PrintChunk.batch_id == batch_id, PrintChunk.state == ChunkState.QUEUED)
        .values(state=ChunkState.PENDING, enqueued_at=None)
    )


def delete(session: Session, batch_id: int) -> bool:
    """Delete a batch that has ended; the caller removes its files after the commit. True when the record went as well: of what is
    ready only the files go, for it is known for ever what was printed."""
    batch = _steered(session, batch_id)
    if batch.state in OPEN_BATCH:
        raise Refusal("这批印件还没有结束，请先取消再删除")
    if batch.state != BatchState.READY and batch.order_id:
        raise Refusal("这是分村印刷中的一个文件，不能单独删除")
    if batch.state == BatchState.READY:
        _give_up_files(session, batch)
    else:
        audit.record(session, audit.Deed.DELETE, "print_batch", batch.id, batch.title)
        session.delete(batch)
    session.flush()
    return batch.state != BatchState.READY


def _steered(session: Session, batch_id: int) -> PrintBatch:
    batch = find_batch(session, batch_id)
    if not may_steer(session, batch):
        raise OutOfScope("这是上级分村印刷中的一个文件，请由下单的单位处理")
    return batch


def _give_up_files(session: Session, batch: PrintBatch) -> None:
    """As on the day from which they need not be kept (`portal.printing.housekeeping`): marked first, removed after."""
    own = PrintBatch.id == batch.id, PrintBatch.expired_at.is_(None)
    marked = update(PrintBatch).where(*own).values(expired_at=now()).returning(PrintBatch.id)
    if session.scalar(marked) is None:
        raise Refusal("这批印件的文件已经删除，只保留印过的记录")
    audit.record(session, audit.Deed.DELETE, "print_batch", batch.id, f"{batch.title} 文件")


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
