"""Keeping what a person did, or saying why not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.foundation.constraints import refusal_for
from portal.foundation.errors import Refusal


@contextmanager
def committed(session: Session) -> Iterator[None]:
    """Commit what is done inside. Raises `Refusal`, with nothing kept, also where it was the database that refused."""
    try:
        yield
        session.commit()
    except (Refusal, SQLAlchemyError) as error:
        session.rollback()
        refusal = error if isinstance(error, Refusal) else refusal_for(error)
        if refusal is None:
            raise
        raise refusal from error
