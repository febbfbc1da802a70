"""Use cases of printing: order, cancel, retry, delete. They take a session, flush, and never commit.

Whoever commits an order then calls `portal.printing.dispatch.dispatch`; when nobody does, the reconciler will.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from portal.feedback.links import is_open
from portal.feedback.services import codes_for
from portal.foundation import audit
from portal.foundation.clock import now
from portal.foundation.errors import OutOfScope, Refusal
from portal.printing.kinds import KINDS, Wish
from portal.printing.models import PrintBatch, PrintChunk, PrintItem
from portal.printing.preview import OUTSIDE, Preview
from portal.printing.rules import OPEN_BATCH, BatchState, ChunkState, PrintKind, chunk_size, split


def order_letters(
    session: Session,
    grid_id: int | None = None,
    household_ids: Sequence[int] = (),
    *,
    by: str,
    per_chunk: int | None = None,
) -> PrintBatch:
    """Order letters for a grid and below, or for chosen households. Raises as `portal.printing.preview` says."""
    wish = Wish(grid_id, tuple(household_ids))
    return place(session, KINDS[PrintKind.LETTERS].check(session, wish), by, per_chunk)


def order_cards(
    session: Session,
    grid_id: int | None = None,
    household_ids: Sequence[int] = (),
    *,
    by: str,
    per_chunk: int | None = None,
) -> PrintBatch:
    """Order service contact cards, one a household, as `order_letters`."""
    wish = Wish(grid_id, tuple(household_ids))
    return place(session, KINDS[PrintKind.CARDS].check(session, wish), by, per_chunk)


def order_assessments(
    session: Session, assessment_ids: Sequence[int], *, by: str, per_chunk: int | None = None
) -> PrintBatch:
    """Order the sheets of chosen assessments."""
    wish = Wish(rows=tuple(assessment_ids))
    return place(session, KINDS[PrintKind.ASSESSMENTS].check(session, wish), by, per_chunk)


def place(session: Session, plan: Preview, by: str, per_chunk: int | None = None) -> PrintBatch:
    """Write down what is to be printed: a waiting batch with its chunks and items in delivery order.

    `per_chunk` sets a lower bound than that of the kind on how much one job renders.
    """
    kind = KINDS[plan.kind]
    batch = PrintBatch(
        kind=plan.kind, title=plan.title, grid_id=plan.grid_id, state=BatchState.WAITING, total=len(plan.subjects),
        created_at=now(), created_by=by, missing=plan.missing, options=plan.options, wording_id=plan.wording_id,
        reason=plan.reason,
    )  # fmt: skip
    session.add(batch)
    most = kind.per_chunk if per_chunk is None else min(per_chunk, kind.per_chunk)
    runs = list(split(plan.subjects, chunk_size(plan.kind, most)))
    batch.chunks = [PrintChunk(position=number, size=len(run)) for number, run in enumerate(runs, 1)]
    session.flush()
    items = [
        {"batch_id": batch.id, "chunk_id": chunk.id, "subject_id": subject, "position": position}
        for chunk, run in zip(batch.chunks, runs, strict=True)
        for position, subject in enumerate(run, 1)
    ]
    session.execute(insert(PrintItem), items)
    if kind.coded and is_open():
        codes_for(session, plan.subjects)
    audit.record(session, audit.Deed.PRINT, "print_batch", batch.id, f"{batch.title} {batch.total} 份")
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
        raise Refusal("这批印件已经结束,不能取消")
    session.execute(
        update(PrintChunk)
        .where(PrintChunk.batch_id == batch_id, PrintChunk.state.in_((ChunkState.QUEUED, ChunkState.RUNNING)))
        .values(state=ChunkState.PENDING, token=None, lease_until=None)
    )


def retry(session: Session, batch_id: int) -> None:
    """Begin again what failed; chunks that are done stay done."""
    find_batch(session, batch_id)
    if not _turn(session, batch_id, (BatchState.FAILED,), BatchState.WAITING):
        raise Refusal("只有未完成的印件可以重试")
    session.execute(
        update(PrintChunk)
        .where(PrintChunk.batch_id == batch_id, PrintChunk.state != ChunkState.DONE)
        .values(state=ChunkState.PENDING, attempt=0, token=None, lease_until=None, enqueued_at=None, error=None)
    )


def delete(session: Session, batch_id: int) -> None:
    """Delete a batch that has ended; the caller removes its files after the commit."""
    batch = find_batch(session, batch_id)
    if batch.state in OPEN_BATCH:
        raise Refusal("这批印件还没有结束,请先取消再删除")
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
            state=after, error=None, attempt=0, token=None, lease_until=None,
            finished_at=now() if after == BatchState.CANCELLED else None,
        )
        .returning(PrintBatch.id)
    )  # fmt: skip
    return session.scalar(statement) is not None
