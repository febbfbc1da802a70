"""The reconciler: brings queue and database together again, at its start and then every few seconds for ever."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from types import FrameType

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from portal.foundation.errors import Refusal

log = logging.getLogger("portal.jobs")
EVERY_SECONDS = 5.0


def watch(app: Flask, one_pass: Callable[[], object], every: float = EVERY_SECONDS) -> None:
    """Run `one_pass` again and again until SIGTERM or SIGINT. A broker, database or disk that is away is waited for."""
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    while not stop.is_set():
        with app.app_context():
            attempt(one_pass)
        stop.wait(every)


def attempt(one_pass: Callable[[], object]) -> None:
    """One pass whose failure is logged and not fatal: the next one comes in a few seconds."""
    try:
        one_pass()
    except Refusal as refusal:
        log.warning("%s", refusal.message)
    except (SQLAlchemyError, OSError):
        log.exception("the database or the store of files did not answer")
