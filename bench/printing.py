"""Letters for a township (20,000) and a county (200,000, a file a village), from the click to the joined files, by stage.

    python bench/printing.py [letters …]
    python bench/printing.py --memory

On SpatiaLite, or on the empty PostGIS database that DATABASE_URL names (one number then). Everything of one number runs in one process, as
one worker would do it, so that each stage can be told apart: checking the order, placing it, queueing, reading what a chunk prints, laying out,
storing, joining. Seconds and shares of one run; the peer for the layout is in bench/letters.py. With --memory the
same villages are ordered until 40 files are printed, and the memory this process held after 5 and after 40 is told: a worker must not grow with
what it has printed. The people are made up.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

TOWN, COUNTY = 20_000, 200_000
EARLY, LATE = 5, 40
ONE, MEMORY = "--one", "--memory"
FOR_MEMORY = 12_000


class Stages:
    """Seconds by stage, of wall clock and of processor."""

    def __init__(self) -> None:
        self.wall: dict[str, float] = {}
        self.processor: dict[str, float] = {}

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """Count what the block takes."""
        wall, processor = time.perf_counter(), time.process_time()
        yield
        self.wall[name] = self.wall.get(name, 0.0) + time.perf_counter() - wall
        self.processor[name] = self.processor.get(name, 0.0) + time.process_time() - processor

    def told(self, letters: int) -> Iterator[str]:
        """A line a stage, then the sum."""
        whole = sum(self.wall.values())
        for name, seconds in self.wall.items():
            yield f"  {name:　<8} {seconds:8.2f} 秒 {seconds / whole:6.1%}   处理器 {self.processor[name]:7.2f} 秒"
        yield f"  合计 {whole:.1f} 秒，每秒 {letters / whole:,.0f} 封（单进程，含数据库）"


def printed(letters: int, plan: str, files_at_least: int = 1) -> None:
    """Make a place, order for all of it as often as needed for so many files, print, join, tell."""
    from bench.printshop.house import make_house, settings_of
    from portal.jobs.worker import preload

    with TemporaryDirectory() as folder:
        environment = settings_of(Path(folder) / "house") | {"BROKER_URL": f"unix://{folder}/none.sock"}
        app = make_house(environment, letters, plan)
        with app.app_context():
            preload()
            stages = Stages()
            count, files, size, held = run(app, stages, files_at_least)
    say(f"== {count:,} 封信，{files} 个文件，{size / count:.0f} 字节一封")
    for line in stages.told(count):
        say(line)
    if files >= LATE:
        early, late = held[EARLY - 1], held[LATE - 1]
        say(f"  内存：印完 {EARLY} 个文件 {early:.0f} MB，{LATE} 个文件 {late:.0f} MB，全部 {held[-1]:.0f} MB")
    say(f"  内存峰值 {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB（含造数据）")


def run(app: object, stages: Stages, files_at_least: int) -> tuple[int, int, int, list[float]]:
    """Letters, files and bytes, and the megabytes held after each file."""
    from flask import Flask
    from sqlalchemy import select

    from portal.grids.models import Grid
    from portal.jobs.transactions import transaction
    from portal.printing import orders, services
    from portal.printing.household_check import preview_grid
    from portal.printing.jobs import store_of
    from portal.printing.models import PrintBatch
    from portal.printing.rules import PrintKind

    assert isinstance(app, Flask)
    store = store_of(app)
    count, size, done, held = 0, 0, 0, list[float]()
    while len(held) < files_at_least:
        with stages.of("印前检查"), transaction(reading=True) as session:
            top = session.scalars(select(Grid.id).where(Grid.parent_id.is_(None))).one()
            preview = replace(preview_grid(session, PrintKind.LETTERS, top), reason="量速度")
        with stages.of("下单入库"), transaction() as session:
            (orders.place_order if preview.parts else services.place)(session, preview, "量速度")
        count += len(preview.subjects)
        with transaction(reading=True) as session:
            new = list(session.scalars(select(PrintBatch.id).where(PrintBatch.id > done).order_by(PrintBatch.id)))
        for done in new:
            size += print_batch(done, store, stages)
            held.append(held_now())
    return count, len(held), size, held


def held_now() -> float:
    """Megabytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1024**2


def print_batch(batch_id: int, store: object, stages: Stages) -> int:
    """As a worker does it; bytes of the joined file."""
    from portal.jobs.transactions import transaction
    from portal.printing import assembling, claims, services
    from portal.printing.models import PrintBatch
    from portal.printing.rendering import laid_out
    from portal.printing.store import Store
    from portal.printing.work import work_of

    assert isinstance(store, Store)
    with transaction(reading=True) as session:
        chunks = services.chunk_ids(session, batch_id)
    for chunk_id in chunks:
        with stages.of("领取与完成"), transaction() as session:
            held = claims.claim(session, chunk_id)
        assert held is not None
        with stages.of("读取内容"), transaction(reading=True) as session:
            work = work_of(session, chunk_id)
        with stages.of("排版"):
            pdf, pages = laid_out(work)
        with stages.of("写文件"):
            stored = store.put(f"{batch_id}/{held.position}-{held.token}.pdf", partial(_fill, pdf))
        with stages.of("领取与完成"), transaction() as session:
            assert claims.finish(session, held, stored.name, stored.sha256, pages)
    with stages.of("合并与封面"):
        assert assembling.assemble(batch_id, store)
    with transaction(reading=True) as session:
        return store.size(str(session.get_one(PrintBatch, batch_id).output))


def _fill(pdf: bytes, file: IO[bytes]) -> None:
    file.write(pdf)


def say(line: str) -> None:
    """To whoever runs it."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """A township of one plan and a county of another, or the numbers given, each in a process of its own."""
    if sys.argv[1:] == [MEMORY]:
        subprocess.run([sys.executable, __file__, ONE, str(FOR_MEMORY), str(LATE)], cwd=ROOT, check=True)
        return
    wanted = [int(each) for each in sys.argv[1:]] or ([TOWN] if os.environ.get("DATABASE_URL") else [TOWN, COUNTY])
    if len(wanted) > 1 and os.environ.get("DATABASE_URL"):
        raise SystemExit("DATABASE_URL 指的库只能用一次，请一次量一个数。")
    for letters in wanted:
        subprocess.run([sys.executable, __file__, ONE, str(letters)], cwd=ROOT, check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == [ONE]:
        printed(
            int(sys.argv[2]),
            "wangjiang" if int(sys.argv[2]) > TOWN else "dongye",
            *(int(each) for each in sys.argv[3:]),
        )
    else:
        main()
