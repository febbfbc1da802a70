"""Keeping a lease while the work goes on."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.jobs.transactions import transaction

log = logging.getLogger("portal.jobs")


@contextmanager
def kept(renew: Callable[[Session], bool], lease: int) -> Iterator[None]:
    """Renew the lease from a thread while the block runs; a token that no longer counts is noticed when finishing."""
    done = threading.Event()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def keep() -> None:
        held_still = True
        while held_still and not done.wait(lease / 3):
            try:
                with app.app_context(), transaction() as session:
                    held_still = renew(session)
            except SQLAlchemyError:
                log.warning("a lease could not be renewed", exc_info=True)

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()
