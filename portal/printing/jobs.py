"""What the worker runs. Jobs take ids, update their row, and may run twice without harm."""

from __future__ import annotations

import logging

from flask import Flask, current_app

from portal.foundation.errors import Refusal
from portal.jobs.queues import BrokerDown, broker_of
from portal.jobs.transactions import transaction
from portal.printing import claims, rendering
from portal.printing.dispatch import push_assembly
from portal.printing.store import Store
from reports.errors import ReportError

log = logging.getLogger("portal.printing")


def store_of(app: Flask) -> Store:
    """The store of an application's printed files."""
    return Store(app.config["PORTAL"].files_url)


def render_chunk(chunk_id: int) -> None:
    """Render one chunk, then have its batch joined if it was the last."""
    held = rendering.print_chunk(chunk_id, store_of(current_app))
    if held is None:
        return
    with transaction(reading=True) as session:
        whole = rendering.is_whole(session, held.batch_id)
    if whole:
        try:
            push_assembly(broker_of(current_app), held.batch_id)
        except BrokerDown:
            log.warning("batch %s is left to the reconciler", held.batch_id)


def assemble_batch(batch_id: int) -> None:
    """Join a finished batch; a file that cannot be joined fails the batch with its reason."""
    try:
        rendering.assemble(batch_id, store_of(current_app))
    except (ReportError, Refusal, FileNotFoundError) as error:
        with transaction() as session:
            claims.fail_batch(session, batch_id, "合并成一个文件时出错,请删除后重新下单")
        raise error
