"""Days as people write them in spreadsheets."""

from __future__ import annotations

import datetime as dt
import re

from portal.exchange.folding import compact
from portal.exchange.lines import Raw

_FIRST, _LAST = dt.date(1900, 1, 1), dt.date(2099, 12, 31)
_EPOCH = dt.date(1899, 12, 30)
_CLOCK = re.compile(r"(?:\s+|T)\d{1,2}[:：]\d{2}\S*\s*$")
_WRITTEN = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?")
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"([1-7]\d{4})(?:\.\d+)?")
_SHORT_YEAR = re.compile(r"\d{1,2}(?:-|/|\.|年)\d{1,2}(?:-|/|\.|月)\d{1,2}日?")
_NO_DAY = re.compile(r"\d{4}(?:(?:-|/|\.|年)\d{1,2}月?|年)?")
_SAMPLE = "应写作 2026-03-01、2026/3/1、2026年3月1日或 20260301"


def read_day(raw: Raw) -> dt.date | str:
    """The day that a cell means, or in Chinese what is wrong with it.

    Takes Excel's dates, 2026-3-1, 2026/03/01, 2026.3.1, 2026年3月1日, 20260301, any of them with a time behind, and
    Excel's day count (1900 system) where the cell lost its format. Years 1900 to 2099.
    """
    if isinstance(raw, dt.datetime):
        raw = raw.date()
    if isinstance(raw, dt.date):
        return _in_range(raw)
    if isinstance(raw, bool | dt.time | dt.timedelta):
        return f"不是日期，{_SAMPLE}"
    text = compact(str(int(raw)) if isinstance(raw, float) and raw.is_integer() else _CLOCK.sub("", str(raw)))
    written = _EIGHT.fullmatch(text) or _WRITTEN.fullmatch(text)
    if written:
        return _existing(*(int(part) for part in written.groups()))
    serial = _SERIAL.fullmatch(text)
    if serial:
        return _in_range(_EPOCH + dt.timedelta(days=int(serial[1])))
    if _SHORT_YEAR.fullmatch(text):
        return f"“{text[:20]}”的年份要写四位，{_SAMPLE}"
    if _NO_DAY.fullmatch(text):
        return f"“{text[:20]}”没有写到日，{_SAMPLE}"
    return f"“{text[:20]}”不是日期，{_SAMPLE}"


def _existing(year: int, month: int, day: int) -> dt.date | str:
    try:
        return _in_range(dt.date(year, month, day))
    except ValueError:
        return f"{year}年{month}月{day}日这一天不存在，请核对"


def _in_range(day: dt.date) -> dt.date | str:
    if _FIRST <= day <= _LAST:
        return day
    return f"日期 {day.isoformat()} 不在 1900 年至 2099 年之间，请核对"
