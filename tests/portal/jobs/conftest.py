"""A portal with a real broker and real forking workers. Orders are committed here and deleted after each test."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.foundation.database import db
from portal.households.models import Household
from portal.jobs.queues import Broker
from portal.jobs.transactions import transaction
from portal.plans.models import PlanVersion
from portal.printing.models import PrintBatch, PrintChunk, PrintItem
from tests.fixtures.application import DATA_KEY, provisioned
from tests.fixtures.world import PASSWORD, World, make_world
from tests.portal.printing.papers import apply_plan

PATIENCE = 120.0
MANY = 30


class Place:
    """The portal under test: its application, broker, database and workers."""

    def __init__(self, app: Flask, world: World, files: Path, url: str) -> None:
        self.app, self.world, self.url = app, world, url
        self.broker = Broker(url)
        self.environment = {
            **os.environ, "INSTANCE": str(app.config["PORTAL"].instance), "SECRET_KEY": "test " * 8, "DATA_KEY": DATA_KEY,
            "DATABASE_URL": app.config["PORTAL"].database_url, "BROKER_URL": url, "FILES_URL": str(files),
        }  # fmt: skip

    @contextmanager
    def worker(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        """A `portal worker` process; ended with the block."""
        command = [sys.executable, "-c", "from portal.cli import main; main()", "worker", *arguments]
        process = subprocess.Popen(command, env=self.environment, start_new_session=True)
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def empty_broker(self) -> None:
        """Lose all that is queued, as a broker restarted without its file does."""
        with Redis.from_url(self.url) as connection:
            connection.flushall()

    def wait(self, what: Callable[[], object]) -> None:
        """Until `what()` holds; a failure says what did not come true."""
        deadline = time.monotonic() + PATIENCE
        while not what():
            assert time.monotonic() < deadline, f"not in {PATIENCE:.0f} s: {what}"
            time.sleep(0.05)

    def state(self, batch_id: int) -> str:
        """The state of a batch."""
        with transaction(reading=True) as session:
            return session.get_one(PrintBatch, batch_id).state

    def chunks(self, batch_id: int) -> list[str]:
        """The states of its chunks."""
        with transaction(reading=True) as session:
            statement = select(PrintChunk.state).where(PrintChunk.batch_id == batch_id).order_by(PrintChunk.position)
            return list(session.scalars(statement))


@contextmanager
def own_place(folder: Path, broker_url: str, plan: Callable[[Session], object]) -> Iterator[Place]:
    """A portal of its own with a plan in force: what a worker does there is committed, and nothing puts it back."""
    with provisioned(folder) as app:
        app.config["PORTAL"] = dataclasses.replace(app.config["PORTAL"], broker_url=broker_url)
        with app.app_context():
            world = make_world(db.session())
            plan(db.session())
            db.session.commit()
            yield Place(app, world, folder / "files", broker_url)


def enter(place: Place, role: str) -> FlaskClient:
    """Somebody with this role, signed in."""
    client = place.app.test_client()
    client.post("/login/", data={"username": place.world.users[role], "password": PASSWORD})
    return client


def check_lost(place: Place, client: FlaskClient, page: str) -> None:
    """The page on which one waits says that the job has got lost, and to ask again."""
    place.empty_broker()
    assert "请再点一次" in client.get(page, follow_redirects=True).text


@pytest.fixture
def place(world_app: tuple[Flask, World], broker_url: str, tmp_path: Path) -> Iterator[Place]:
    """West's first grid has `MANY` more households; everything made here is deleted again."""
    app, world = world_app
    before = app.config["PORTAL"]
    app.config["PORTAL"] = dataclasses.replace(before, broker_url=broker_url, files_url=str(tmp_path / "files"))
    place = Place(app, world, tmp_path / "files", broker_url)
    place.empty_broker()
    with app.app_context():
        with transaction() as session:
            apply_plan(session)
            session.add_all(
                Household(
                    grid_id=world.grids["west1"],
                    code=f"N{number:03}",
                    walking_order=9 + number,
                    head_name=f"甲{number:03}号",
                    address="西村一路",
                )
                for number in range(MANY)
            )
        yield place
        with transaction() as session:
            for table in (PrintItem, PrintChunk, PrintBatch, PlanVersion):
                session.execute(delete(table))
            session.execute(delete(Household).where(Household.code.startswith("N")))
    app.extensions.pop("portal_broker", None)
    app.config["PORTAL"] = before
