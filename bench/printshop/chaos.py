"""20,000 letters and 100 faults: how many were lost, how many printed twice, and how long it took to recover.

    python -m bench.printshop.chaos [letters [faults [seed]]]

On SpatiaLite, or on the empty PostGIS database that DATABASE_URL names. Workers, their forks, the broker and the reconciler are killed
with kill -9 at random moments (the broker comes back empty), and disks fill up for a while. In the end every page of every file is read.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from sqlalchemy import func, select

from bench.printshop.house import letters_ordered, make_house, settings_of
from bench.printshop.reading import printed_codes
from bench.printshop.yard import RECONCILER, Yard
from portal.jobs.transactions import transaction
from portal.printing.models import PrintBatch, PrintChunk
from portal.printing.rules import LEASE_SECONDS, OPEN_BATCH, ChunkState

LETTERS, FAULTS, SEED, A_CHUNK, WORKERS = 20_000, 100, 1, 25, 2
SLACK = 30
"""Seconds beyond a lease within which what was killed must be printed."""
DISK_FULL = 2.0
WEIGHTS = {"horse": 45, "worker": 25, "broker": 10, "reconciler": 10, "disk": 10}


@dataclass
class Outcome:
    """What became of an order. `slowest`: seconds from a fault until what was in work at it is printed, or begun again and struck again."""

    letters: int
    lost: int = 0
    twice: int = 0
    strange: int = 0
    struck: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    seconds: float = 0.0
    failed: list[str] = field(default_factory=list)


class Chaos:
    """`every_pass` is called between faults: what a reconciler would do, where none runs as a process."""

    def __init__(self, yard: Yard, faults: int, seed: int, every_pass: Callable[[], object] | None = None) -> None:
        self.yard, self.faults, self.random, self.every_pass = yard, faults, random.Random(seed), every_pass
        self.struck: Counter[str] = Counter()
        self.in_work: dict[int, tuple[int, float]] = {}
        self.slowest = 0.0
        self.full: tuple[str, float] | None = None

    def run(self) -> None:
        """Strike all faults while the work goes on, then wait for its end."""
        while self._open():
            self.yard.keep_running(reconciler=self.every_pass is None)
            self._watch()
            if self.full and time.monotonic() > self.full[1]:
                self.yard.fill_disk(self.full[0], full=False)
                self.full = None
            if self.struck.total() < self.faults and self._done() >= self._next():
                self._strike()
            if self.every_pass:
                self.every_pass()
            time.sleep(self.random.uniform(0.02, 0.2))

    def _next(self) -> float:
        """Faults are spread over the work: the share of chunks done at which the next one strikes."""
        return (self.struck.total() + self.random.random()) / (self.faults + 1)

    def _strike(self) -> None:
        what = self.random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        worker = self.random.choice(self.yard.workers)
        now = time.monotonic()
        running = self._chunks(ChunkState.RUNNING)
        if what == "horse":
            horse = self.yard.horse(worker)
            if horse is None:
                return
            os.kill(horse, signal.SIGKILL)
        elif what == "worker":
            self.yard.kill(worker)
        elif what == "broker":
            self.yard.lose_broker()
        elif what == "reconciler":
            if not self.yard.alive(RECONCILER):
                return
            self.yard.kill(RECONCILER)
        elif self.full is None:
            self.yard.fill_disk(worker, full=True)
            self.full = (worker, now + DISK_FULL)
        self.struck[what] += 1
        for chunk, attempt in running.items():
            known = self.in_work.get(chunk)
            if known is None or known[0] < attempt:
                self._recovered(chunk)
                self.in_work[chunk] = attempt, now

    def _watch(self) -> None:
        """How long what was in work at a fault takes until it is printed."""
        if self.in_work:
            for chunk in set(self.in_work) & set(self._chunks(ChunkState.DONE)):
                self._recovered(chunk)

    def _recovered(self, chunk: int) -> None:
        if chunk in self.in_work:
            self.slowest = max(self.slowest, time.monotonic() - self.in_work.pop(chunk)[1])

    def _chunks(self, state: ChunkState) -> dict[int, int]:
        """{chunk: attempt} of those in this state."""
        with transaction(reading=True) as session:
            rows = session.execute(select(PrintChunk.id, PrintChunk.attempt).where(PrintChunk.state == state))
            return {row.id: row.attempt for row in rows}

    def _done(self) -> float:
        with transaction(reading=True) as session:
            total = session.scalar(select(func.count()).select_from(PrintChunk)) or 1
        return len(self._chunks(ChunkState.DONE)) / total

    def _open(self) -> bool:
        with transaction(reading=True) as session:
            return session.scalar(select(PrintBatch.id).where(PrintBatch.state.in_(OPEN_BATCH)).limit(1)) is not None


def outcome_of(chaos: Chaos, expected: set[str], app: Flask, seconds: float) -> Outcome:
    """Read every page of every file."""
    counts = printed_codes(app)
    with transaction(reading=True) as session:
        failed = [
            f"{batch.title}：{batch.error}" for batch in session.scalars(select(PrintBatch)) if batch.state != "ready"
        ]
    return Outcome(
        len(expected), lost=len(expected - set(counts)), twice=sum(count - 1 for count in counts.values()),
        strange=len(set(counts) - expected), struck=chaos.struck, slowest=chaos.slowest, seconds=seconds, failed=failed,
    )  # fmt: skip


def main() -> None:
    """Make a town, order, strike, count."""
    letters, faults, seed = (*map(int, sys.argv[1:]), *(LETTERS, FAULTS, SEED)[len(sys.argv) - 1 :])
    with TemporaryDirectory() as folder:
        yard = Yard(settings_of(Path(folder) / "house"), Path(folder) / "yard", WORKERS)
        app = make_house(yard.environment, letters)
        with app.app_context(), yard:
            expected = letters_ordered(A_CHUNK)
            begun = time.monotonic()
            chaos = Chaos(yard, faults, seed)
            chaos.run()
            told = outcome_of(chaos, expected, app, time.monotonic() - begun)
    struck = "，".join(f"{name} {count}" for name, count in sorted(told.struck.items()))
    say(f"{told.letters:,} 封信，{told.struck.total()} 次故障（{struck}），{told.seconds:.0f} 秒")
    say(f"丢失 {told.lost}，重复 {told.twice}，不该有的 {told.strange}，没有印完的文件 {len(told.failed)}")
    say(f"最慢恢复 {told.slowest:.0f} 秒（租约 {LEASE_SECONDS} 秒 + {SLACK} 秒以内为合格）")
    for line in told.failed:
        say(line)
    if told.lost or told.twice or told.strange or told.failed or told.slowest > LEASE_SECONDS + SLACK:
        raise SystemExit(1)


def say(line: str) -> None:
    """To whoever runs it."""
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
