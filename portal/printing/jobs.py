"""What the worker runs. Jobs take ids, update their row, and may run twice without harm."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from flask import Flask, current_app

from portal.jobs.queues import BrokerDown, broker_of
from portal.printing import assembling, rendering
from portal.printing.dispatch import push_assembly
from portal.printing.housekeeping import Tidied, tidy
from portal.printing.store import Store

SWEEP_SECONDS = 3600
log = logging.getLogger("portal.printing")


def store_of(app: Flask) -> Store:
    """The store of an application's printed files."""
    config = app.config["PORTAL"]
    return Store(config.files_url, config.print_keep_days)


def render_chunk(chunk_id: int) -> None:
    """Render one chunk, then have its batch joined if it was the last."""
    held = rendering.print_chunk(chunk_id, store_of(current_app))
    if held is None:
        return
    try:
        push_assembly(broker_of(current_app), held.batch_id)
    except BrokerDown:
        log.warning("batch %s is left to the reconciler", held.batch_id)


def assemble_batch(batch_id: int) -> None:
    """Join a finished batch; what goes wrong is in the worker's log, and tried again by the reconciler."""
    assembling.assemble(batch_id, store_of(current_app))


def housekeeper(app: Flask) -> Callable[[], Tidied]:
    """What the reconciler calls in each pass: dates and expires batches; looks for orphans at its start and once an hour."""
    swept: list[float] = []

    def keep_house() -> Tidied:
        sweeping = not swept or time.monotonic() - swept[-1] > SWEEP_SECONDS
        if sweeping:
            swept[:] = [time.monotonic()]
        return tidy(store_of(app), sweeping=sweeping)

    return keep_house
