"""How fast printing goes, measured since it last began or went on: time in a pause, or spent waiting for the queue, does not count."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.foundation.clock import now
from portal.printing.models import PrintBatch, PrintChunk
from portal.printing.rules import OPEN_BATCH, ChunkState


class Pace(NamedTuple):
    """`rate`: items a minute; `remaining`: seconds; both None while nothing can be said."""

    rate: int | None = None
    remaining: int | None = None

    @property
    def words(self) -> str:
        """For the end of a sentence."""
        if self.rate is None or self.remaining is None:
            return ""
        return f"，每分钟约 {self.rate} 份，约还需{_duration(self.remaining)}"


def pace_of(session: Session, batch_ids: Collection[int], at: dt.datetime | None = None) -> Pace:
    """The pace of these batches together, those left out that are paused or have ended; `at` stands in for the present.

    Going on, retrying and a broker that comes back queue all that is open anew: what was queued no earlier and is done since was
    printed at today's pace.
    """
    chunk, going = PrintChunk.batch_id.in_(batch_ids), PrintBatch.state.in_(OPEN_BATCH) & PrintBatch.paused_at.is_(None)
    still = select(func.min(PrintChunk.enqueued_at), func.sum(PrintChunk.size)).join(PrintChunk.batch)
    since, left = session.execute(still.where(chunk, going, PrintChunk.state != ChunkState.DONE)).one()
    if since is None or not left:
        return Pace()
    finished = select(func.sum(PrintChunk.size)).where(chunk, PrintChunk.state == ChunkState.DONE)
    done = session.scalar(finished.where(PrintChunk.enqueued_at >= since))
    if not done:
        return Pace()
    seconds = max(1.0, ((at or now()) - since).total_seconds())
    return Pace(max(1, round(done / seconds * 60)), math.ceil(left * seconds / done))


def _duration(seconds: int) -> str:
    """A rough length of time in words."""
    return f" {seconds} 秒" if seconds < 60 else f" {math.ceil(seconds / 60)} 分钟"
