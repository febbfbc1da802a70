"""Working days by the Chinese calendar (Saturdays and Sundays, public holidays and 调休)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import chinese_calendar


@dataclass(frozen=True)
class Calendar:
    """The published calendar, with days that the office has laid down on top. `own`: day -> whether people work."""

    own: Mapping[dt.date, bool] = field(default_factory=dict)

    def is_workday(self, day: dt.date) -> bool:
        """Whether people work on this day. A year whose holidays are not known counts Monday to Friday (`knows`)."""
        if day in self.own:
            return self.own[day]
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            return day.weekday() < 5

    def add(self, start: dt.date, days: int) -> dt.date:
        """The day on which `days` working days after `start` end; the day itself does not count."""
        day = start
        while days > 0:
            day += dt.timedelta(days=1)
            days -= self.is_workday(day)
        return day

    def between(self, start: dt.date, end: dt.date) -> int:
        """How many working days lie after `start` up to `end`; 0 when `end` is not later."""
        return sum(self.is_workday(start + dt.timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def knows(self, year: int) -> bool:
        """Whether the holidays of the year are known: published, or laid down by the office."""
        try:
            chinese_calendar.is_workday(dt.date(year, 1, 1))
        except NotImplementedError:
            return any(day.year == year for day in self.own)
        return True
