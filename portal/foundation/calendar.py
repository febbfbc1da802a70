"""Working days in force: the published calendar, with the days that the office has imported on top."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import String, delete, event, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.foundation.workdays import Calendar


class CalendarDay(Model):
    """A day whose working state the office has laid down (调休), over whatever the published calendar says."""

    __tablename__ = "calendar_day"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    works: Mapped[bool]
    name: Mapped[str] = mapped_column(String(64), default="")
    """Such as 国庆节 or 国庆节调休."""


@dataclass(frozen=True)
class DayOff:
    """One line of a calendar as an office publishes it: a day, whether people work on it, and what it is called."""

    day: dt.date
    works: bool
    name: str = ""


_KNOWN = "calendar"


def calendar_of(session: Session) -> Calendar:
    """The calendar in force. Asked of the database once a transaction."""
    if _KNOWN not in session.info:
        with session.no_autoflush:
            rows = session.execute(select(CalendarDay.day, CalendarDay.works))
            session.info[_KNOWN] = Calendar({row.day: row.works for row in rows})
    found: Calendar = session.info[_KNOWN]
    return found


def lay_down(session: Session, days: Iterable[DayOff]) -> int:
    """Lay these days down, over what stood there; how many. Terms that are fixed already stay as they are."""
    by_day = {each.day: each for each in days}
    session.execute(delete(CalendarDay).where(CalendarDay.day.in_(list(by_day))))
    rows = [{"day": each.day, "works": each.works, "name": each.name[:64]} for each in by_day.values()]
    if rows:
        session.execute(insert(CalendarDay), rows)
    _forget(session)
    return len(rows)


def take_back(session: Session, day: dt.date) -> None:
    """Let the published calendar hold again on this day."""
    session.execute(delete(CalendarDay).where(CalendarDay.day == day))
    _forget(session)


def years_unknown(session: Session, day: dt.date) -> list[int]:
    """The years that terms of today may reach and whose holidays are not known: this one, and from November on the next."""
    wanted = [day.year, *([day.year + 1] if day.month >= 11 else [])]
    calendar = calendar_of(session)
    return [year for year in wanted if not calendar.knows(year)]


def _forget(session: Session) -> None:
    session.info.pop(_KNOWN, None)


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_soft_rollback")
@event.listens_for(Session, "after_flush")
def _ask_again(session: Session, *_others: Any) -> None:
    """Days may have been laid down since."""
    _forget(session)
