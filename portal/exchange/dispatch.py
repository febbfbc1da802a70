"""Bringing imports that wait into the queue; used after a person's decision and by the reconciler.

The database is the record: a job that gets lost is found missing and pushed again.
"""

from __future__ import annotations

import datetime as dt

from portal.exchange import claims
from portal.exchange.rules import MAX_ATTEMPTS
from portal.foundation.clock import now
from portal.jobs.queues import Broker
from portal.jobs.transactions import transaction

RUN = "portal.exchange.jobs.run_import"
GRACE_SECONDS = 15
"""How long a job may be on its way from the queue to its claim."""


def dispatch(broker: Broker, run_id: int | None = None, at: dt.datetime | None = None) -> int:
    """Queue what waits and is not in the queue, one import or all; how many. Raises `BrokerDown`, losing nothing.

    A job's name holds step, attempt and time: one that was lost with its worker does not stand in the way of the next.
    """
    at = at or now()
    with transaction(reading=True) as session:
        waiting = claims.due(session, at, run_id)
    if not waiting:
        return 0
    if any(each.attempt >= MAX_ATTEMPTS for each in waiting):
        with transaction() as session:
            claims.fail_worn_out(session, at)
    queued = {name.rpartition("-")[0] for name in broker.waiting()}
    names = {
        f"import-{each.run_id}-{each.state}-{each.attempt + 1}": each for each in waiting if each.attempt < MAX_ATTEMPTS
    }
    period = int(at.timestamp()) // GRACE_SECONDS
    return sum(broker.push(RUN, f"{name}-{period}", each.run_id) for name, each in names.items() if name not in queued)
