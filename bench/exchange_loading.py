"""Loading 200,000 households with a resident each from one file, beside a plain read and a plain bulk insert of the same file.

    python bench/exchange_loading.py [rows]

On SpatiaLite, or on the empty PostGIS database that DATABASE_URL names. Each step runs in a process of its own, so that its
peak memory is its own; ratios are to the plain bulk insert, within one run. The people are made up.
"""

from __future__ import annotations

import base64
import datetime as dt
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from python_calamine import CalamineWorkbook
from shapely import Point
from sqlalchemy import delete, func, insert, select

from config import Config
from portal import create_app
from portal.cli.steps import provision_database
from portal.exchange import services
from portal.exchange.actors import COMMAND_LINE
from portal.exchange.models import ImportRun
from portal.exchange.sheet import Record
from portal.exchange.steps import run_step
from portal.exchange.template import write_records
from portal.foundation.sealed import blind_index, data_key
from portal.grids.models import Grid, GridLevel
from portal.households.models import Household, Resident
from portal.jobs.transactions import transaction
from portal.navigation import sheets

ROWS, GRIDS, PORTION = 200_000, 500, 1000
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def config(folder: Path) -> Config:
    """A portal whose instance is this folder."""
    key = base64.urlsafe_b64encode(b"bench-key-" * 3 + b"12").decode()
    given = {"INSTANCE": str(folder), "SECRET_KEY": "bench " * 8, "DATA_KEY": key}
    return Config.from_env(given | {"DATABASE_URL": os.environ.get("DATABASE_URL", "")})


def make_place(folder: Path) -> int:
    """The database with a town of `GRIDS` grids."""
    for _step in provision_database(config(folder)):
        pass
    with create_app(config(folder)).app_context(), transaction() as session:
        levels = [GridLevel(rank=1, key="town", name="镇"), GridLevel(rank=2, key="grid", name="网格", visits=True)]
        town = Grid(code="900000100", name="试验镇", level=levels[0])
        session.add_all([*levels, town])
        session.flush()
        session.add_all(
            Grid(code=f"9000001{n:05}", name=f"第{n}网格", level=levels[1], parent=town) for n in range(GRIDS)
        )
    return GRIDS


def made_up(number: int) -> dict[str, Any]:
    """A household of one, who does not exist."""
    born = dt.date(1940, 1, 1) + dt.timedelta(days=number % 25_000)
    start = f"110105{born:%Y%m%d}{number // 25_000:03d}"
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(start, WEIGHTS, strict=True)) % 11]
    number_of = start + check
    return {
        "grid": f"9000001{number % GRIDS:05}", "code": f"{number // GRIDS:05}", "head_name": f"张{number}", "address": f"{number % 90} 组 {number} 号",
        "home_phone": f"139{number:08d}", "kind": "resident", "walking_order": number // GRIDS, "longitude": 116.9 + number % 997 / 10_000,
        "latitude": 34.1 + number % 991 / 10_000, "home_remark": "情况正常", "name": f"张{number}", "relation": "head",
        "id_number": number_of, "sex": "male" if int(start[16]) % 2 else "female", "birth_date": born,
        "ethnicity": "汉族", "own_phone": f"138{number:08d}", "occupation": "务农",
    }  # fmt: skip


def writing(folder: Path, rows: int) -> int:
    """The file, in the layout of the portal."""
    with create_app(config(folder)).app_context(), transaction(reading=True) as session:
        sheet = sheets()["households"].make(session, COMMAND_LINE).sheet
    records = (Record(made_up(number), ("", "")) for number in range(rows))
    return write_records(folder / "homes.xlsx", sheet, "bench", records)


def lines(folder: Path) -> Iterator[dict[str, Any]]:
    """The rows of the file, cells by header, untouched."""
    rows = iter(CalamineWorkbook.from_path(folder / "homes.xlsx").get_sheet_by_index(0).iter_rows())
    header = next(
        [str(cell).rstrip("*＊ ") for cell in row]
        for row in rows
        if "户号" in {str(cell).rstrip("*＊ ") for cell in row}
    )
    return (dict(zip(header, row, strict=True)) for row in rows)


def calamine(folder: Path) -> int:
    """Every cell once, untouched."""
    return sum(1 for _ in lines(folder))


def plain_insert(folder: Path) -> int:
    """Read, nothing asked, sealed as the database wants it, inserted in bulk."""
    count = 0
    with create_app(config(folder)).app_context(), transaction() as session:
        grids = {name: identity for identity, name in session.execute(select(Grid.id, Grid.name))}
        rows = lines(folder)
        while portion := list(islice(rows, PORTION)):
            homes = [{
                "grid_id": grids[row["所属网格"]], "code": str(row["户号"]), "head_name": row["户主"], "address": row["地址"],
                "phone": row["住户电话"], "kind": "resident", "walking_order": int(row["走访次序"]), "remark": row["住户备注"],
                "location": Point(float(row["经度"]), float(row["纬度"])),
            } for row in portion]  # fmt: skip
            ids = session.scalars(insert(Household).returning(Household.id, sort_by_parameter_order=True), homes)
            session.execute(insert(Resident), [{
                "household_id": identity, "name": row["姓名"], "relation": "head", "sex": "male" if row["性别"] == "男" else "female",
                "birth_date": dt.date.fromisoformat(str(row["出生日期"])[:10]), "ethnicity": row["民族"], "phone": row["本人电话"],
                "id_number": row["身份证号"], "id_number_index": blind_index(row["身份证号"], "resident.id_number", data_key()),
                "occupation": row["职业"],
            } for identity, row in zip(ids, portion, strict=True)])  # fmt: skip
            count += len(portion)
    return count


def emptying(folder: Path) -> int:
    """Take the plain rows out again."""
    with create_app(config(folder)).app_context(), transaction() as session:
        session.execute(delete(Resident.__table__))
        session.execute(delete(Household.__table__))
    return 0


def checking(folder: Path) -> int:
    """Upload and check."""
    with create_app(config(folder)).app_context():
        with (folder / "homes.xlsx").open("rb") as source:
            stored = services.keep_upload(source)
        with transaction() as session:
            run_id = services.receive(session, COMMAND_LINE, sheets()["households"], "homes.xlsx", stored).id
        run_step(run_id)
        with transaction(reading=True) as session:
            run = session.get_one(ImportRun, run_id)
            assert (run.state, run.bad) == ("checked", 0), (run.state, run.error, run.bad)
            return run.new


def loading(folder: Path) -> int:
    """Confirm and load."""
    return _step(folder, services.confirm, "done")


def undoing(folder: Path) -> int:
    """Take it all back."""
    return _step(folder, services.undo, "undone")


def _step(folder: Path, begin: Callable[..., None], end: str) -> int:
    with create_app(config(folder)).app_context():
        with transaction() as session:
            run_id = session.scalar(select(func.max(ImportRun.id))) or 0
            begin(session, run_id)
        run_step(run_id)
        with transaction(reading=True) as session:
            run = session.get_one(ImportRun, run_id)
            assert run.state == end, (run.state, run.error)
            return run.new


def measured(step: Callable[..., int], *arguments: Any) -> tuple[int, float, float, int]:
    """Rows, seconds by the clock and of the processor, and the peak memory of this process in MiB."""
    clock, cpu = time.perf_counter(), time.process_time()
    rows = step(*arguments)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return rows, time.perf_counter() - clock, time.process_time() - cpu, peak


def alone(step: Callable[..., int], *arguments: Any) -> tuple[int, float, float, int]:
    """The same, in a process of its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(measured, step, *arguments).result()


def main(rows: int) -> None:
    """Print the table, line by line as it is measured."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        alone(make_place, folder)
        written = alone(writing, folder, rows)
        say(f"{rows} households, {(folder / 'homes.xlsx').stat().st_size / (1 << 20):.1f} MiB")
        say(f"{'step':<16}{'rows':>9}{'s':>8}{'cpu s':>8}{'rows/cpu s':>12}{'x plain':>9}{'peak MiB':>10}")
        plain = alone(plain_insert, folder)
        tell("plain_insert", plain, plain)
        alone(emptying, folder)
        tell("writing", written, plain)
        for step in (calamine, checking, loading, undoing):
            tell(step.__name__, alone(step, folder), plain)


def tell(title: str, found: tuple[int, float, float, int], plain: tuple[int, float, float, int]) -> None:
    """One line of the table."""
    count, clock, cpu, peak = found
    say(f"{title:<16}{count:>9}{clock:>8.1f}{cpu:>8.1f}{count / cpu:>12.0f}{cpu / plain[2]:>9.2f}{peak:>10}")


def say(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
