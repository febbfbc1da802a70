"""Large orders: a file a village, followed and steered together. Services; they flush and never commit."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from portal.foundation import audit
from portal.foundation.clock import now
from portal.foundation.errors import OutOfScope, Refusal
from portal.printing import services
from portal.printing.kinds import KINDS
from portal.printing.models import PrintBatch, PrintOrder
from portal.printing.preview import OUTSIDE, Preview
from portal.printing.rules import OPEN_BATCH, BatchState
from portal.printing.writing import check_reason, new_batch, note, write_down


class Retried(NamedTuple):
    """How many batches are begun again, and why others are not."""

    number: int
    refused: tuple[str, ...]


class Deleted(NamedTuple):
    """Of which batches the files go, and whether the record went as well."""

    batch_ids: list[int]
    wholly: bool


def place_order(session: Session, plan: Preview, by: str, per_chunk: int | None = None) -> PrintOrder:
    """Write down an order of many villages: one batch for each part of the plan. Raises as `portal.printing.services.place`."""
    check_reason(session, plan)
    order = PrintOrder(kind=plan.kind, title=plan.title, grid_id=plan.grid_id, created_at=now(), created_by=by)
    session.add(order)
    session.flush()
    filled = [(new_batch(plan, part, by), part.subjects) for part in plan.parts]
    for batch, _ in filled:
        batch.order_id = order.id
    write_down(session, filled, KINDS[plan.kind], per_chunk)
    told = f"{order.title} {len(plan.parts)} 个文件 {len(plan.subjects)} 份"
    note(session, plan, "print_order", order.id, told)
    return order


def find_order(session: Session, order_id: int) -> PrintOrder:
    """The order, if the session may see it. Raises `OutOfScope`."""
    order = session.get(PrintOrder, order_id)
    if order is None:
        raise OutOfScope(OUTSIDE)
    return order


def cancel(session: Session, order_id: int) -> int:
    """Cancel what is not finished; how many batches. Raises `Refusal` when nothing is open."""
    return _each(session, order_id, services.cancel, PrintBatch.state.in_(OPEN_BATCH), "这次印刷已经全部结束，不能取消")


def retry(session: Session, order_id: int) -> Retried:
    """Begin again what failed, except what was printed meanwhile. Raises `Refusal` when nothing is left to begin."""
    refused: list[Refusal] = []

    def begin(session: Session, batch_id: int) -> None:
        try:
            services.retry(session, batch_id)
        except Refusal as refusal:
            refused.append(refusal)

    failed = PrintBatch.state == BatchState.FAILED
    number = _each(session, order_id, begin, failed, "没有未完成的文件需要重试") - len(refused)
    if not number:
        raise refused[0]
    return Retried(number, tuple(each.message for each in refused))


def pause(session: Session, order_id: int) -> int:
    """Pause what is open; how many batches."""
    waiting = PrintBatch.state.in_(OPEN_BATCH) & PrintBatch.paused_at.is_(None)
    return _each(session, order_id, services.pause, waiting, "没有正在印的文件可以暂停")


def resume(session: Session, order_id: int) -> int:
    """Go on with what is paused; how many batches."""
    return _each(session, order_id, services.resume, PrintBatch.paused_at.is_not(None), "没有暂停的文件")


def delete(session: Session, order_id: int) -> Deleted:
    """Delete an order that has ended; the caller removes the files of its batches after the commit. Once one of them is ready the
    record stays, as that of a batch."""
    order = find_order(session, order_id)
    if _batches(session, order_id, PrintBatch.state.in_(OPEN_BATCH)):
        raise Refusal("这次印刷还没有结束，请先取消再删除")
    if _batches(session, order_id, PrintBatch.state == BatchState.READY):
        there = PrintBatch.expired_at.is_(None) & (PrintBatch.state == BatchState.READY)
        ids = _batches(session, order_id, there)
        if not ids:
            raise Refusal("这次印刷的文件已经删除，只保留印过的记录")
        for batch_id in ids:
            services.delete(session, batch_id)
        return Deleted(ids, False)
    ids = _batches(session, order_id)
    audit.record(session, audit.Deed.DELETE, "print_order", order.id, order.title)
    for batch in list(order.batches):
        session.delete(batch)
    session.flush()
    session.expire(order)
    session.delete(order)
    session.flush()
    return Deleted(ids, True)


def _each(
    session: Session, order_id: int, deed: Callable[[Session, int], None], which: ColumnElement[bool], nothing: str
) -> int:
    find_order(session, order_id)
    ids = _batches(session, order_id, which)
    if not ids:
        raise Refusal(nothing)
    for batch_id in ids:
        deed(session, batch_id)
    return len(ids)


def _batches(session: Session, order_id: int, which: ColumnElement[bool] | None = None) -> list[int]:
    statement = select(PrintBatch.id).where(PrintBatch.order_id == order_id).order_by(PrintBatch.id)
    return list(session.scalars(statement if which is None else statement.where(which)))
