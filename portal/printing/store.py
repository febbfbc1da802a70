"""Where printed files lie; an order is refused when the disk has clearly no room for it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from portal.foundation.errors import Refusal
from portal.jobs import store
from portal.jobs.store import Stored
from portal.printing.rules import room_problem

__all__ = ["Store", "Stored"]


_OF_A_BATCH = re.compile(r"[0-9]+/[^/]+")


class Store(store.Store):
    """`url`: a folder on this machine, or an fsspec address such as `s3://bucket/prefix`. `keep_days`: how long the files of a batch
    are kept after its end."""

    def __init__(self, url: str, keep_days: int) -> None:
        super().__init__(url)
        self._keep_days = keep_days

    def kept_until(self, ended: dt.datetime) -> dt.date:
        """The day on which the files of a batch that ended then go."""
        return ended.date() + dt.timedelta(days=self._keep_days)

    def check_room(self, items: int, each: int) -> None:
        """Raise `Refusal` when the local disk has clearly no room for this many items of `each` bytes."""
        free = self.free()
        problem = None if free is None else room_problem(items, each, free)
        if problem:
            raise Refusal(problem)

    def printed(self) -> Iterator[tuple[str, dt.datetime]]:
        """Every file of a batch (`12/3-<token>.pdf`, and those of writers that were killed) with the time of its last change."""
        for name, changed in self.files():
            if _OF_A_BATCH.fullmatch(name):
                yield name, changed
