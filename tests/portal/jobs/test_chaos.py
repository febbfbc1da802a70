"""A small chaos: everything is killed while 200 letters are printed, and each of them is on paper exactly once."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from redis.exceptions import RedisError
from sqlalchemy import func, select

from bench.printshop.chaos import Chaos, outcome_of
from bench.printshop.house import letters_ordered
from bench.printshop.yard import Yard
from portal.foundation.clock import now
from portal.households.models import Household
from portal.jobs.queues import Broker, BrokerDown
from portal.jobs.transactions import transaction
from portal.printing import dispatch
from portal.printing.models import PrintChunk
from portal.printing.rules import LEASE_SECONDS
from tests.portal.jobs.conftest import Place

pytestmark = pytest.mark.broker

LETTERS, FAULTS, SEED, QUIET = 200, 6, 7, 12.0


def reconciler(broker: Broker) -> Callable[[], None]:
    """One that need not wait for leases: when nothing moves for a while, those of the killed are over for it."""
    seen: list[tuple[int, float]] = [(0, time.monotonic())]

    def one_pass() -> None:
        with transaction(reading=True) as session:
            done = session.scalar(select(func.count(PrintChunk.id)).where(PrintChunk.state == "done")) or 0
        if done != seen[-1][0]:
            seen[:] = [(done, time.monotonic())]
        still = time.monotonic() - seen[-1][1] > QUIET
        if still:
            dispatch.expire(now() + dt.timedelta(seconds=LEASE_SECONDS + 1))
            seen[:] = [(done, time.monotonic())]
        try:
            dispatch.reconcile(broker, grace=2)
        except (BrokerDown, RedisError):
            return

    return one_pass


def test_killed_processes_a_lost_queue_and_a_full_disk_lose_and_double_nothing(place: Place, tmp_path: Path) -> None:
    with transaction() as session:
        have = session.scalar(select(func.count(Household.id))) or 0
        session.add_all(
            Household(grid_id=place.world.grids["east1"], code=f"N{number:04}", head_name="乙某", address="东村二路")
            for number in range(1000, 1000 + LETTERS - have)
        )
    with Yard(place.environment, tmp_path / "yard", workers=2) as yard:
        expected = letters_ordered(per_chunk=10)
        chaos = Chaos(yard, FAULTS, SEED, reconciler(Broker(f"unix://{yard.socket}")))
        chaos.run()
    told = outcome_of(chaos, expected, place.app, 0.0)
    assert (told.letters, told.lost, told.twice, told.strange, told.failed) == (LETTERS, 0, 0, 0, [])
    assert told.struck.total() == FAULTS
