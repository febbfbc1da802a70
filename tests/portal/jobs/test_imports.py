"""Imports through a real broker and a real forking worker, and what becomes of them when either dies."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

import pytest
from sqlalchemy import delete, func, select, update

from portal.exchange import claims, services, steps, storing
from portal.exchange.actors import COMMAND_LINE
from portal.exchange.dispatch import dispatch
from portal.exchange.models import ImportRow, ImportRun
from portal.exchange.rules import LEASE_SECONDS, MAX_ATTEMPTS
from portal.foundation.clock import now
from portal.households.models import Household
from portal.jobs.transactions import transaction
from portal.navigation import sheets
from tests.portal.exchange.conftest import book
from tests.portal.jobs.conftest import Place

pytestmark = pytest.mark.broker

ROWS = 60
HOMES = [
    {"所属网格": "西村第一网格", "户号": f"W{n:03}", "户主": f"甲{n}", "地址": f"新村 {n} 号"} for n in range(ROWS)
]


@pytest.fixture
def waiting(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """An uploaded file of households that waits for its check; small batches, so that there are several."""
    monkeypatch.setattr(steps, "BATCH_ROWS", 20)
    yield upload()
    with transaction() as session:
        for table in (ImportRow, ImportRun):
            session.execute(delete(table))
        session.execute(delete(Household).where(Household.code.startswith("W")))


def upload() -> int:
    stored = services.keep_upload(io.BytesIO(book(HOMES)))
    with transaction() as session:
        return services.receive(session, COMMAND_LINE, sheets()["households"], "表.xlsx", stored).id


def state(run_id: int) -> str:
    with transaction(reading=True) as session:
        return session.get_one(ImportRun, run_id).state


def confirm(run_id: int) -> None:
    with transaction() as session:
        services.confirm(session, run_id)


def homes() -> int:
    with transaction(reading=True) as session:
        return session.scalar(select(func.count(Household.id)).where(Household.code.startswith("W"))) or 0


def test_a_worker_checks_and_loads(place: Place, waiting: int) -> None:
    with place.worker():
        assert dispatch(place.broker, waiting) == 1
        assert dispatch(place.broker, waiting) == 0, "queued twice"
        place.wait(lambda: state(waiting) == "checked")
        confirm(waiting)
        dispatch(place.broker)
        place.wait(lambda: state(waiting) == "done")
    assert homes() == ROWS


def test_what_the_broker_lost_is_queued_again(place: Place, waiting: int) -> None:
    dispatch(place.broker)
    place.empty_broker()
    assert dispatch(place.broker, at=now() + dt.timedelta(seconds=20)) == 1


def test_a_dead_worker_is_succeeded_where_it_ended(place: Place, waiting: int, monkeypatch: pytest.MonkeyPatch) -> None:
    steps.run_step(waiting)
    confirm(waiting)
    stored: list[int] = []
    real = storing.store

    def dies_later(*arguments: object) -> None:
        if len(stored) == 2:
            raise KeyboardInterrupt
        stored.append(1)
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(steps, "store", dies_later)
    with pytest.raises(KeyboardInterrupt):
        steps.run_step(waiting)
    assert (homes(), state(waiting)) == (40, "importing")
    monkeypatch.setattr(steps, "store", real)
    assert steps.run_step(waiting) is False, "its lease has not run out"
    with transaction() as session:
        session.execute(update(ImportRun).values(lease_until=now() - dt.timedelta(seconds=1)))
    assert steps.run_step(waiting) is True
    with transaction(reading=True) as session:
        run = session.get_one(ImportRun, waiting)
        assert (run.state, run.new, run.same, run.bad) == ("done", ROWS, 0, 0)
    assert homes() == ROWS


def test_who_lost_the_lease_writes_nothing_more(place: Place, waiting: int, monkeypatch: pytest.MonkeyPatch) -> None:
    steps.run_step(waiting)
    confirm(waiting)
    real = storing.store

    def is_overtaken(*arguments: object) -> None:
        real(*arguments)  # type: ignore[arg-type]
        arguments[0].execute(update(ImportRun).values(token="another"))  # type: ignore[attr-defined]

    monkeypatch.setattr(steps, "store", is_overtaken)
    assert steps.run_step(waiting) is False
    assert homes() == 0


def test_an_import_begun_too_often_fails_and_can_be_taken_up_again(place: Place, waiting: int) -> None:
    steps.run_step(waiting)
    confirm(waiting)
    with transaction() as session:
        session.execute(update(ImportRun).values(attempt=MAX_ATTEMPTS))
    dispatch(place.broker)
    with transaction() as session:
        run = session.get_one(ImportRun, waiting)
        assert (run.state, run.error, run.resume) == ("failed", claims.GAVE_UP, "importing")
        services.retry(session, waiting)
    steps.run_step(waiting, LEASE_SECONDS)
    assert (state(waiting), homes()) == ("done", ROWS)
