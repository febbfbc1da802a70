"""The office's calendar as a table: a day, whether people work on it, and its name."""

from __future__ import annotations

from pathlib import Path

from portal.exchange.days import read_day
from portal.exchange.folding import tidy
from portal.exchange.reading import open_sheet
from portal.exchange.sheet import Field, Sheet
from portal.foundation.calendar import DayOff
from portal.foundation.errors import Refusal

WORDS = {
    "上班": True,
    "工作日": True,
    "补班": True,
    "调休上班": True,
    "班": True,
    "休息": False,
    "放假": False,
    "休": False,
    "节假日": False,
}
MOST = 1000
MOST_SAID = 8
SHEET = Sheet(
    "calendar", "工作日历",
    (
        Field("day", "日期", "text", required=True, example="2027-01-01", width=14),
        Field("works", "上班或休息", "text", required=True, example="休息", width=12),
        Field("name", "名称", "text", longest=64, example="元旦", width=20),
    ),
)  # fmt: skip


def days_in(path: Path) -> list[DayOff]:
    """The days of a file (.xlsx, .xls, .csv). Raises `Refusal` naming the rows that make no sense; then none is taken."""
    found: dict[object, DayOff] = {}
    wrong: list[str] = []
    for row in open_sheet(path, SHEET).rows():
        raw = row.cells.get("day")
        day = read_day(raw) if raw is not None else "没有写日期"
        word = tidy(str(row.cells.get("works") or ""))
        if isinstance(day, str):
            wrong.append(f"第 {row.number} 行：{day}")
        elif word not in WORDS:
            wrong.append(f"第 {row.number} 行：“{word[:20]}”应写作“上班”或“休息”")
        elif day in found and found[day].works != WORDS[word]:
            wrong.append(f"第 {row.number} 行：{day} 前面已写过，且不一样")
        else:
            found[day] = DayOff(day, WORDS[word], tidy(str(row.cells.get("name") or "")))
    _check(wrong, len(found))
    return list(found.values())


def _check(wrong: list[str], count: int) -> None:
    if wrong:
        more = f"；等 {len(wrong)} 处" if len(wrong) > MOST_SAID else ""
        raise Refusal("；".join(wrong[:MOST_SAID]) + more, "file")
    if not count:
        raise Refusal("表里没有日期", "file")
    if count > MOST:
        raise Refusal(f"一次最多导入 {MOST} 天", "file")
