"""Working days in force: the published calendar, with the days that the office has imported on top."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import String, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.foundation.workdays import Calendar


class CalendarDay(Model):
    """A day whose working state the office has laid down (调休), over whatever the published calendar says."""

    __tablename__ = "calendar_day"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    works: Mapped[bool]
    name: Mapped[str] = mapped_column(String(64), default="")
    """Such as 国庆节 or 国庆节调休."""


_KNOWN = "calendar"


def calendar_of(session: Session) -> Calendar:
    """The calendar in force. Asked of the database once a transaction."""
    if _KNOWN not in session.info:
        with session.no_autoflush:
            rows = session.execute(select(CalendarDay.day, CalendarDay.works))
            session.info[_KNOWN] = Calendar({row.day: row.works for row in rows})
    found: Calendar = session.info[_KNOWN]
    return found


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_soft_rollback")
@event.listens_for(Session, "after_flush")
def _ask_again(session: Session, *_others: Any) -> None:
    """Days may have been laid down since."""
    session.info.pop(_KNOWN, None)
