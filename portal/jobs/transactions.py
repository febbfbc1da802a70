"""Short transactions of their own, for jobs: a job never holds one while it works."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from portal.foundation.database import db, set_reading


@contextmanager
def transaction(reading: bool = False) -> Iterator[Session]:
    """An unscoped session: committed at the end, rolled back on an error. `reading` takes no write lock."""
    set_reading(reading)
    try:
        with db.session.session_factory() as session, session.begin():
            yield session
    finally:
        set_reading(False)
