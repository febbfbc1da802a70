"""Made-up moments in office hours, and a plain count of working days."""

from datetime import date, datetime, time, timedelta
from random import Random


def office_time(rng: Random, day: date) -> datetime:
    """A moment between 8:30 and 17:59 of `day`, local time without zone."""
    return datetime.combine(day, time(8, 30)) + timedelta(minutes=rng.randrange(570))


def later(rng: Random, start: datetime, least: int, most: int) -> datetime:
    """An office moment `least` to `most` days after `start`; on the same day it is later by minutes."""
    days = rng.randint(least, most)
    if days == 0:
        return start + timedelta(minutes=rng.randint(15, 90))
    return office_time(rng, start.date() + timedelta(days=days))


def add_weekdays(day: date, count: int) -> date:
    """The day `count` Mondays-to-Fridays after `day`; public holidays are not known here."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
