"""The whole way through a real broker and a real forking worker, and what becomes of orders when either of them dies."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import update

from portal.foundation.clock import now
from portal.jobs.queues import Broker, BrokerDown
from portal.jobs.transactions import transaction
from portal.printing import assembling, claims, dispatch, rendering, services
from portal.printing.covers import cover_name
from portal.printing.jobs import store_of
from portal.printing.models import PrintBatch, PrintChunk
from portal.printing.rules import LEASE_SECONDS, MAX_ATTEMPTS, PrintKind
from tests.fixtures.terminal import Terminal
from tests.portal.jobs.conftest import MANY, Place
from tests.portal.printing.papers import pages_of

pytestmark = pytest.mark.broker

GRACE = dt.timedelta(seconds=dispatch.GRACE_SECONDS)
KEPT = dt.timedelta(days=180)
NAMES = ["赵甲", "赵乙", "赵丙", *(f"甲{number:03}号" for number in range(MANY))]


def order(place: Place, per_chunk: int, reason: str | None = None) -> int:
    with transaction() as session:
        found = services.order(
            session, PrintKind.LETTERS, place.world.grids["west1"], by="甲", per_chunk=per_chunk, reason=reason
        )
        return found.id


def printed_names(place: Place, batch_id: int, folder: Path) -> list[list[str]]:
    """The names found on each page of the finished file."""
    with transaction(reading=True) as session:
        batch = session.get_one(PrintBatch, batch_id)
        assert (batch.state, batch.error) == ("ready", None)
        output = str(batch.output)
    return [[name for name in NAMES if name in page] for page in pages_of(store_of(place.app).read(output), folder)]


def horses(worker: subprocess.Popen[bytes]) -> list[int]:
    """The processes that the worker has forked."""
    path = Path(f"/proc/{worker.pid}/task/{worker.pid}/children")
    return [int(pid) for pid in path.read_text().split()] if path.exists() else []


def alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_an_order_becomes_one_file_with_each_name_once(place: Place, tmp_path: Path) -> None:
    batch_id = order(place, per_chunk=12)
    assert dispatch.dispatch(place.broker, batch_id) == 3
    assert dispatch.dispatch(place.broker, batch_id, grace=0) == 0, "what waits in the queue is not queued twice"
    with place.worker("--burst") as worker:
        assert worker.wait(timeout=240) == 0
    assert printed_names(place, batch_id, tmp_path) == [[name] for name in NAMES]


def test_what_was_begun_before_goes_to_the_head_of_the_queue_in_its_order(place: Place) -> None:
    first, second = order(place, per_chunk=12), order(place, per_chunk=12, reason="再印")
    with transaction() as session:
        begun = services.chunk_ids(session, second)
        session.execute(update(PrintChunk).where(PrintChunk.id.in_(begun)).values(attempt=1))
        fresh = services.chunk_ids(session, first)
    dispatch.dispatch(place.broker)
    queued = [int(name.split("-")[1]) for name in place.broker._queue.get_job_ids()]
    assert queued == [*begun, *fresh]


def test_a_killed_worker_takes_its_fork_along_and_everything_is_still_printed_once(
    place: Place, tmp_path: Path
) -> None:
    batch_id = order(place, per_chunk=MANY + 3)
    dispatch.dispatch(place.broker, batch_id)
    with place.worker() as worker:
        place.wait(lambda: place.chunks(batch_id) == ["running"])
        (horse,) = horses(worker)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        place.wait(lambda: not alive(horse))
    assert place.chunks(batch_id) == ["running"], "nobody may take it before its lease has run out"
    assert dispatch.reconcile(place.broker).expired == 0
    later = now() + dt.timedelta(seconds=LEASE_SECONDS + 1)
    passed = dispatch.reconcile(place.broker, at=later)
    assert (passed.expired, passed.queued) == (1, 1)
    with place.worker("--burst") as worker:
        worker.wait(timeout=240)
    assert printed_names(place, batch_id, tmp_path) == [[name] for name in NAMES]


def test_what_was_begun_before_is_printed_before_what_waits(place: Place) -> None:
    batch_id = order(place, per_chunk=12)
    dispatch.dispatch(place.broker, batch_id)
    with transaction() as session:
        *_, last = services.chunk_ids(session, batch_id)
        assert claims.claim(session, last)
    later = now() + dt.timedelta(seconds=LEASE_SECONDS + 1)
    assert dispatch.reconcile(place.broker, at=later).expired == 1
    with place.worker():
        place.wait(lambda: "done" in place.chunks(batch_id))
        assert place.chunks(batch_id)[-1] == "done"


def test_a_broker_that_lost_everything_is_filled_again(place: Place, tmp_path: Path) -> None:
    batch_id = order(place, per_chunk=20)
    dispatch.dispatch(place.broker, batch_id)
    place.empty_broker()
    assert dispatch.reconcile(place.broker).queued == 0, "a job may be on its way for a while"
    assert dispatch.reconcile(place.broker, grace=0).queued == 2
    with place.worker("--burst") as worker:
        worker.wait(timeout=240)
    assert printed_names(place, batch_id, tmp_path) == [[name] for name in NAMES]


def chunks_done(place: Place, reason: str | None = None) -> int:
    """A batch that only waits for being joined."""
    batch_id = order(place, per_chunk=100, reason=reason)
    with transaction(reading=True) as session:
        chunks = services.chunk_ids(session, batch_id)
    for chunk_id in chunks:
        rendering.print_chunk(chunk_id, store_of(place.app))
    assert place.state(batch_id) == "running"
    return batch_id


def test_the_reconciler_joins_what_nobody_joined(place: Place, tmp_path: Path) -> None:
    batch_id = chunks_done(place)
    assert dispatch.reconcile(place.broker).assembled == 1
    assert dispatch.reconcile(place.broker, at=now() + GRACE).assembled == 0, "what waits is not queued twice"
    with place.worker("--burst") as worker:
        worker.wait(timeout=240)
    assert len(printed_names(place, batch_id, tmp_path)) == MANY + 3


def test_one_pass_of_the_command_removes_expired_files_and_no_others(place: Place) -> None:
    run = Terminal(place.app)
    expired, kept = chunks_done(place), chunks_done(place, "信件淋湿")
    names = {batch_id: joined(place, batch_id) for batch_id in (expired, kept)}
    assert "清理到期 0 批" in run("reconciler", "--once")[1]
    with transaction() as session:
        assert session.get_one(PrintBatch, kept).expires_on == now().date() + KEPT
        session.execute(update(PrintBatch).where(PrintBatch.id == expired).values(expires_on=now().date()))
    code, said, _ = run("reconciler", "--once")
    assert (code, "清理到期 1 批" in said) == (0, True), said
    left = {name for name, _ in store_of(place.app).printed()}
    assert left == {names[kept], cover_name(names[kept])}


def joined(place: Place, batch_id: int) -> str:
    """The file of a batch that only waited for being joined."""
    assert assembling.assemble(batch_id, store_of(place.app))
    with transaction(reading=True) as session:
        return str(session.get_one(PrintBatch, batch_id).output)


def test_a_killed_joiner_is_followed_by_another_and_none_follows_the_last(place: Place) -> None:
    batch_id, past = chunks_done(place), now() - GRACE
    for _ in range(MAX_ATTEMPTS):
        with transaction() as session:
            assert assembling.claim(session, batch_id, lease=60), "it is killed while it joins"
        assert dispatch.reconcile(place.broker).assembled == 0
        with transaction() as session:
            session.execute(update(PrintBatch).values(lease_until=past))
        passed = dispatch.reconcile(place.broker)
        place.empty_broker()
    assert passed.assembled == 0
    assert place.state(batch_id) == "failed"


def test_without_a_broker_an_order_stands_and_is_printed_later(place: Place, tmp_path: Path) -> None:
    batch_id = order(place, per_chunk=100)
    gone = Broker(f"unix://{tmp_path}/nobody.sock")
    assert not gone.answers()
    with pytest.raises(BrokerDown):
        dispatch.reconcile(gone)
    assert place.chunks(batch_id) == ["pending"]
    assert dispatch.reconcile(place.broker).queued == 1


def test_a_cancelled_order_is_not_printed_though_it_is_queued(place: Place) -> None:
    batch_id = order(place, per_chunk=100)
    dispatch.dispatch(place.broker, batch_id)
    with transaction() as session:
        services.cancel(session, batch_id)
    with place.worker("--burst") as worker:
        worker.wait(timeout=240)
    assert (place.state(batch_id), place.chunks(batch_id)) == ("cancelled", ["pending"])
    assert not (tmp := Path(place.environment["FILES_URL"]) / str(batch_id)).exists(), tmp
