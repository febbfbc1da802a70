"""How far a batch or a whole order is, in numbers and in one sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.foundation.clock import now
from portal.printing.models import PrintBatch, PrintChunk, PrintOrder
from portal.printing.pace import pace_of
from portal.printing.rules import OPEN_BATCH, BatchState, ChunkState

PAUSED, JOINING = "已暂停", "正在合并"


@dataclass(frozen=True)
class Progress:
    """`rate`: items a minute; `remaining`: seconds; both None while nothing can be said, as `portal.printing.pace` says.

    `parts`: of an order, what is said of each of its batches, by id. `working`: whether a worker holds some of it now.
    """

    done: int
    total: int
    state: str
    label: str
    percent: int
    open: bool
    sentence: str
    rate: int | None
    remaining: int | None
    parts: dict[int, str] = field(default_factory=dict)
    working: bool = False

    def as_json(self) -> dict[str, Any]:
        """For the page that polls it."""
        return asdict(self)

    def waiting_for(self, sentence: str) -> Progress:
        """The same with another sentence, which says what it waits for."""
        return replace(self, sentence=sentence)


def progress_of(session: Session, batch: PrintBatch, at: dt.datetime | None = None) -> Progress:
    """The progress of a batch now."""
    done = _done(session, [batch.id]).get(batch.id, 0)
    pace = pace_of(session, [batch.id], at)
    percent = 100 if batch.state == BatchState.READY else min(99, done * 100 // batch.total)
    working = _working(session, [batch], at or now())
    return Progress(
        done, batch.total, batch.state, label(batch, done), percent, batch.state in OPEN_BATCH,
        sentence(batch, done, pace.words, working), *pace, working=working,
    )  # fmt: skip


def order_progress(session: Session, order: PrintOrder, at: dt.datetime | None = None) -> Progress:
    """The progress of all batches of an order together."""
    batches = list(session.scalars(select(PrintBatch).where(PrintBatch.order_id == order.id).order_by(PrintBatch.id)))
    by_batch = _done(session, [batch.id for batch in batches])
    done, total = sum(by_batch.values()), sum(batch.total for batch in batches)
    still = [batch for batch in batches if batch.state in OPEN_BATCH]
    held = bool(still) and all(batch.paused_at for batch in still)
    pace = pace_of(session, [batch.id for batch in batches], at)
    state = _state_of(batches)
    ready = sum(batch.state == BatchState.READY for batch in batches)
    percent = 100 if state == BatchState.READY else min(99, done * 100 // max(total, 1))
    told = f"{len(batches)} 个文件印好 {ready} 个，共 {done}/{total} 份{pace.words}"
    told += _others(batches) + (f"，{PAUSED}，点“继续”接着印" if held else "")
    return Progress(
        done, total, state, PAUSED if held else BatchState.label_of(state), percent, bool(still), told, *pace,
        parts={batch.id: part_label(batch, by_batch.get(batch.id, 0)) for batch in batches},
        working=_working(session, still, at or now()),
    )  # fmt: skip


def _others(batches: list[PrintBatch]) -> str:
    """How many files will not come, and why not."""
    said = ((BatchState.FAILED, "没有印完"), (BatchState.CANCELLED, "已取消"))
    counted = ((words, sum(batch.state == state for batch in batches)) for state, words in said)
    return "".join(f"，{count} 个{words}" for words, count in counted if count)


def _state_of(batches: list[PrintBatch]) -> str:
    """Of the whole: open while one is; then failed, ready or cancelled, whichever comes first among them."""
    found = {batch.state for batch in batches}
    ranked = (BatchState.RUNNING, BatchState.WAITING, BatchState.FAILED, BatchState.READY, BatchState.CANCELLED)
    return next((state for state in ranked if state in found), BatchState.CANCELLED)


def labels_of(session: Session, batches: Sequence[PrintBatch]) -> dict[int, str]:
    """The state of each in one word, by id."""
    by_batch = _done(session, [batch.id for batch in batches if batch.state in OPEN_BATCH])
    return {batch.id: label(batch, by_batch.get(batch.id, 0)) for batch in batches}


def _done(session: Session, batch_ids: Sequence[int]) -> Mapping[int, int]:
    statement = (
        select(PrintChunk.batch_id, func.sum(PrintChunk.size).label("done"))
        .where(PrintChunk.batch_id.in_(batch_ids), PrintChunk.state == ChunkState.DONE)
        .group_by(PrintChunk.batch_id)
    )
    return {row.batch_id: int(row.done) for row in session.execute(statement)}


def _working(session: Session, batches: Sequence[PrintBatch], at: dt.datetime) -> bool:
    """Whether a worker holds a part of an open one, or joins its parts: its lease has not run out."""
    found = [batch for batch in batches if batch.state in OPEN_BATCH]
    if any(batch.lease_until is not None and batch.lease_until > at for batch in found):
        return True
    held = PrintChunk.state == ChunkState.RUNNING, PrintChunk.lease_until > at
    running = select(PrintChunk.id).where(PrintChunk.batch_id.in_([batch.id for batch in found]), *held).limit(1)
    return bool(found) and session.scalar(running) is not None


def label(batch: PrintBatch, done: int) -> str:
    """The state in one word."""
    if done == batch.total and batch.state in OPEN_BATCH:
        return JOINING
    return PAUSED if batch.paused_at and batch.state in OPEN_BATCH else BatchState.label_of(batch.state)


def part_label(batch: PrintBatch, done: int) -> str:
    """What the list of an order says of one file."""
    if batch.state == BatchState.FAILED:
        return f"没有印完：{batch.error or '原因不明'}"
    said = label(batch, done)
    return f"{said} {done}/{batch.total}" if batch.state in OPEN_BATCH else said


def sentence(batch: PrintBatch, done: int, pace: str, working: bool) -> str:
    """What a person reads under the bar. `working`: a part that was begun before the pause is still in work."""
    ended = {
        BatchState.READY: f"已印好 {batch.total} 份，共 {batch.pages} 页"
        + ("，文件已删除，需要时请再印" if batch.expired_at else "，可以下载"),
        BatchState.FAILED: f"没有印完（已完成 {done}/{batch.total} 份）：{batch.error or '原因不明'}",
        BatchState.CANCELLED: "已取消，没有文件；要印请重新下单",
    }
    if batch.state in ended:
        return ended[BatchState(batch.state)]
    if done == batch.total:
        return f"{batch.total} 份已全部印好，正在合并成一个文件"
    if batch.paused_at:
        rest = "，正在印的部分印完为止" if working else ""
        return f"已暂停（已印 {done}/{batch.total} 份{rest}），点“继续”接着印"
    if batch.state == BatchState.WAITING:
        return f"排队中，共 {batch.total} 份"
    return f"正在印制：{done}/{batch.total} 份{pace}"
