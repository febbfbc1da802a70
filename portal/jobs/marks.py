"""The marks of pages that were sent long ago, put away by the reconciler."""

from __future__ import annotations

import datetime as dt

from portal.foundation import once
from portal.foundation.clock import now
from portal.jobs.transactions import transaction


def forget_marks(at: dt.datetime | None = None) -> int:
    """Remove those that have had their time; how many. `at` stands in for the present."""
    at = at or now()
    with transaction(reading=True) as session:  # mostly there are none, and then nobody is kept from writing
        if not once.any_old(session, at):
            return 0
    with transaction() as session:
        return once.forget(session, at)
