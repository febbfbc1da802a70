"""Reading and cleaning 200,000 rows of 20 columns, beside a plain python-calamine read of the same file.

    python bench/exchange_reading.py [rows]

Each figure comes from a process of its own, so that its peak memory is its own; ratios are within one run. Two files:
as the portal writes it (texts in the cells) and as Excel saves it (texts shared).
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from portal.exchange.cleaning import Cleaner
from portal.exchange.reading import open_sheet
from portal.exchange.sheet import Field, Record, Sheet
from portal.exchange.template import write_records

ROWS = 200_000
GRIDS = tuple((f"g{number}", f"第{number}网格") for number in range(1, 501))
CARE = (("alone", "独居老人"), ("disabled", "残疾人"), ("left", "留守儿童"))
SHEET = Sheet(
    "people",
    "人员",
    (
        Field("grid", "网格", "choice", required=True, options=GRIDS),
        Field("code", "户编号", required=True, longest=20),
        Field("head", "户主", required=True, longest=20),
        Field("address", "住址", longest=100),
        Field("name", "姓名", required=True, longest=20),
        Field("id_number", "身份证号", "id_number", sensitive=True),
        Field("born", "出生日期", "date"),
        Field("phone", "电话", "phone"),
        Field("people", "人数", "integer"),
        Field("area", "面积", "decimal"),
        Field("party", "党员", "boolean"),
        Field("care", "关爱类别", "choices", options=CARE),
        Field("work", "职业", longest=50),
        Field("school", "学历", longest=50),
        Field("place", "籍贯", longest=50),
        Field("nation", "民族", longest=50),
        Field("moved", "迁入日期", "date"),
        Field("income", "年收入", "decimal"),
        Field("car", "车牌", longest=20),
        Field("note", "备注", longest=500),
    ),
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def made_up(number: int) -> Record:
    """A person who does not exist."""
    born = dt.date(1940, 1, 1) + dt.timedelta(days=number % 25_000)
    start = f"110105{born:%Y%m%d}{number % 1000:03d}"
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(start, WEIGHTS, strict=True)) % 11]
    values: dict[str, Any] = {
        "grid": f"g{number % 500 + 1}", "code": f"H{number:06d}", "head": f"张{number}", "address": f"西村{number % 90}组{number}号",
        "name": f"李{number}", "id_number": start + check, "born": born, "phone": f"139{number:08d}", "people": number % 7,
        "area": number % 1000 / 8, "party": number % 9 == 0, "care": (CARE[number % 3][0],), "work": "务农", "school": "初中",
        "place": "示例县", "nation": "汉族", "moved": dt.date(2001, 1, 1), "income": number % 90_000, "car": f"皖L{number:06d}",
        "note": f"第{number}户，情况正常。",
    }  # fmt: skip
    return Record(values, (f"person:{number + 1}:{number:08x}",))


def write_as_portal(path: Path, rows: int) -> int:
    """Texts in the cells."""
    return write_records(path, SHEET, "bench", map(made_up, range(rows)))


def write_as_excel(path: Path, source: Path) -> int:
    """Texts shared, as Excel saves it; made from the other file."""
    count = 0
    with xlsxwriter.Workbook(path, {"strings_to_urls": False}) as book:
        page = book.add_worksheet("人员")
        for count, row in enumerate(CalamineWorkbook.from_path(source).get_sheet_by_index(0).iter_rows()):
            page.write_row(count, 0, row)
    return count - 2


def calamine(path: Path) -> int:
    """Every cell once, untouched."""
    return sum(1 for _ in CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows()) - 3


def reading(path: Path) -> int:
    """Rows of the sheet, cells by field."""
    return sum(1 for _ in open_sheet(path, SHEET).rows())


def cleaning(path: Path) -> int:
    """The same, with typed values and findings."""
    return sum(row.good for row in map(Cleaner(SHEET).clean, open_sheet(path, SHEET).rows()))


def measured(step: Callable[..., int], *arguments: Any) -> tuple[int, float, int]:
    """Rows, seconds of the processor (others may be busy), and the peak memory of this process in MiB."""
    start = time.process_time()
    rows = step(*arguments)
    return rows, time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def alone(step: Callable[..., int], *arguments: Any) -> tuple[int, float, int]:
    """The same, in a process of its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(measured, step, *arguments).result()


def main(rows: int) -> None:
    """Print the table."""
    say = sys.stdout.write
    say(f"{'file':<18}{'step':<18}{'rows':>9}{'cpu s':>8}{'rows/s':>9}{'x calamine':>12}{'peak MiB':>10}\n")
    with TemporaryDirectory() as folder:
        portal, excel = Path(folder, "portal.xlsx"), Path(folder, "excel.xlsx")
        made = {portal: alone(write_as_portal, portal, rows), excel: alone(write_as_excel, excel, portal)}
        for path, written in made.items():
            size = f"{path.stem} {path.stat().st_size / (1 << 20):.1f} MiB"
            steps = {"writing": written} | {each.__name__: alone(each, path) for each in (calamine, reading, cleaning)}
            base = steps["calamine"][1]
            for name, (count, seconds, peak) in steps.items():
                say(
                    f"{size:<18}{name:<18}{count:>9}{seconds:>8.1f}{count / seconds:>9.0f}{seconds / base:>12.1f}{peak:>10}\n"
                )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
