"""Today and now, in the portal's own time zone (China has one: UTC+8)."""

from __future__ import annotations

import datetime as dt

CHINA = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")


def now() -> dt.datetime:
    """The time in China, without microseconds and without zone, as the database keeps it."""
    return dt.datetime.now(CHINA).replace(microsecond=0, tzinfo=None)


def today() -> dt.date:
    """The date in China."""
    return now().date()
