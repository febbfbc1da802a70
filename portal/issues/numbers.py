"""Numbers of issues: the day and a running number of four digits or more, `202603010001`."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.issues.models import Issue

_number = Issue.__table__.c.number
_LOCK = 2_026_001
"""The key of PostgreSQL's advisory lock under which numbers are drawn."""


def next_number(session: Session, day: dt.date) -> str:
    """The next number of a day. No other transaction can draw the same: until this one ends, it holds the lock.

    SQLite's writing transactions hold the lock of the whole file from their beginning. Read from the table, not through the
    class, which would be narrowed to what the person sees.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    prefix = f"{day:%Y%m%d}"
    last = session.scalar(
        select(_number)
        .where(_number.like(f"{prefix}____%"), func.ltrim(_number, "0123456789") == "")
        .order_by(func.length(_number).desc(), _number.desc())
        .limit(1)
    )
    return f"{prefix}{int(last[len(prefix) :]) + 1 if last else 1:04}"
