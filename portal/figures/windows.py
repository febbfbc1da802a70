"""The days, weeks, months … in which so many visits are due: pure decisions on days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from seeds.sections.base import Per

Window = tuple[dt.date, dt.date]
"""First and last day."""


def windows(per: Per, first: dt.date, last: dt.date, today: dt.date) -> list[Window]:
    """The calendar days, weeks (from Monday), months … that lie wholly between the two days and have begun by `today`."""
    start, found = _start(per, first), []
    if start < first:
        start = _NEXT[per](start)
    while start <= today and (following := _NEXT[per](start)) - dt.timedelta(days=1) <= last:
        found.append((start, following - dt.timedelta(days=1)))
        start = following
    return found


def _start(per: Per, day: dt.date) -> dt.date:
    if per == "day":
        return day
    if per == "week":
        return day - dt.timedelta(days=day.weekday())
    months = _MONTHS[per]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def _later(months: int) -> Callable[[dt.date], dt.date]:
    def later(start: dt.date) -> dt.date:
        month = start.month - 1 + months
        return dt.date(start.year + month // 12, month % 12 + 1, 1)

    return later


_MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_NEXT: dict[str, Callable[[dt.date], dt.date]] = {
    "day": lambda day: day + dt.timedelta(days=1),
    "week": lambda day: day + dt.timedelta(days=7),
    **{per: _later(months) for per, months in _MONTHS.items()},
}
