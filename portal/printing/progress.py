"""How far a batch is, in numbers and in one sentence."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.foundation.clock import now
from portal.printing.models import PrintBatch, PrintChunk
from portal.printing.rules import OPEN_BATCH, BatchState, ChunkState


@dataclass(frozen=True)
class Progress:
    """`rate`: items a minute since the order; `remaining`: seconds; both None while nothing can be said."""

    done: int
    total: int
    state: str
    label: str
    percent: int
    open: bool
    sentence: str
    rate: int | None
    remaining: int | None

    def as_json(self) -> dict[str, Any]:
        """For the page that polls it."""
        return asdict(self)

    def waiting_for(self, sentence: str) -> Progress:
        """The same with another sentence, which says what it waits for."""
        return replace(self, sentence=sentence)


def progress_of(session: Session, batch: PrintBatch, at: dt.datetime | None = None) -> Progress:
    """The progress of a batch now."""
    statement = select(func.coalesce(func.sum(PrintChunk.size), 0))
    done = int(
        session.scalar(statement.where(PrintChunk.batch_id == batch.id, PrintChunk.state == ChunkState.DONE)) or 0
    )
    seconds = max(1.0, ((at or now()) - batch.created_at).total_seconds())
    going = batch.state == BatchState.RUNNING and 0 < done < batch.total
    rate = max(1, round(done / seconds * 60)) if going else None
    remaining = math.ceil((batch.total - done) * seconds / done) if going else None
    percent = 100 if batch.state == BatchState.READY else min(99, done * 100 // batch.total)
    return Progress(
        done, batch.total, batch.state, BatchState.label_of(batch.state), percent, batch.state in OPEN_BATCH,
        sentence(batch, done, remaining), rate, remaining,
    )  # fmt: skip


def sentence(batch: PrintBatch, done: int, remaining: int | None) -> str:
    """What a person reads under the bar."""
    if batch.state == BatchState.READY:
        return f"已印好 {batch.total} 份,共 {batch.pages} 页,可以下载"
    if batch.state == BatchState.FAILED:
        return f"没有印完(已完成 {done}/{batch.total} 份):{batch.error or '原因不明'}"
    if batch.state == BatchState.CANCELLED:
        return "已取消"
    if done == batch.total:
        return f"{batch.total} 份已全部印好,正在合并成一个文件"
    if batch.state == BatchState.WAITING:
        return f"排队中,共 {batch.total} 份"
    return f"正在印制:{done}/{batch.total} 份" + (f",约还需{duration(remaining)}" if remaining else "")


def duration(seconds: int) -> str:
    """A rough length of time in words."""
    return f" {seconds} 秒" if seconds < 60 else f" {math.ceil(seconds / 60)} 分钟"
