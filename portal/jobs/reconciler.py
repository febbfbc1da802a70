"""The reconciler: brings queue and database together again, at its start and then every few seconds for ever."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterable
from types import FrameType

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from portal.foundation.errors import Refusal

log = logging.getLogger("portal.jobs")
EVERY_SECONDS = 5.0


def watch(app: Flask, steps: Iterable[Callable[[], object]], every: float = EVERY_SECONDS) -> None:
    """Take all `steps` again and again until SIGTERM or SIGINT. A broker, database or disk that is away is waited for."""
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    while not stop.is_set():
        with app.app_context():
            for step in steps:
                attempt(step)
        stop.wait(every)


def attempt(step: Callable[[], object]) -> None:
    """One step whose failure is logged and not fatal: the next pass comes in a few seconds."""
    try:
        step()
    except Refusal as refusal:
        log.warning("%s", refusal.message)
    except (SQLAlchemyError, OSError):
        log.exception("the database or the store of files did not answer")
