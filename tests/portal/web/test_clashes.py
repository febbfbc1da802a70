"""Two people write at the same moment and the database gives way to one of them: the other is told so and loses nothing."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.foundation.constraints import refusal_for
from portal.foundation.errors import Conflict
from portal.households.models import Household
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World

AGAIN = "刚才有人同时在改，请再点一次"
SAVING: dict[str, Callable[[FlaskClient, int, dict[str, object]], Any]] = {
    "form": lambda client, key, data: client.post(f"/householdview/edit/{key}", data=data),
    "rest": lambda client, key, data: client.put(f"/api/v1/household/{key}", json=data),
}
_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@pytest.fixture
def other(connection: Connection) -> Any:
    """Another clerk's connection, who would wait for a minute before giving way."""
    if connection.dialect.name != "postgresql":
        pytest.skip("SpatiaLite has one writer at a time")
    with connection.engine.connect() as other:
        other.execute(text("SET deadlock_timeout = '60s'"))
        yield other
        other.rollback()


def crossing(other: Connection, world: World) -> None:
    """As soon as the first clerk waits for the grid, ask for the household that they have changed."""
    while not other.execute(text(_WAITING)).scalar():
        time.sleep(0.02)
    other.execute(text("UPDATE household SET remark = '别人' WHERE id = :id"), {"id": world.households["west1-1"]})


def moved(session: Session, world: World) -> dict[str, object]:
    home = session.get_one(Household, world.households["west1-1"])
    return {
        "grid": world.grids["west2"], "head_name": "新户主", "address": home.address, "kind": home.kind, "code": "077",
    }  # fmt: skip


@pytest.mark.parametrize("way", SAVING)
def test_of_two_who_cross_one_is_asked_to_try_again(
    way: str, sign_in: SignIn, session: Session, world: World, other: Connection
) -> None:
    client, data, key = sign_in(roles.CENTRE), moved(session, world), world.households["west1-1"]
    session.commit()
    other.execute(text("SELECT id FROM grid WHERE id = :id FOR UPDATE"), {"id": world.grids["west2"]})
    with ThreadPoolExecutor(1) as thread:
        second = thread.submit(crossing, other, world)
        answer = SAVING[way](client, key, data)
        second.result(timeout=60)
    assert (answer.status_code, AGAIN in (answer.text if way == "form" else answer.json["message"])) == (409, True)
    assert way == "rest" or 'value="新户主"' in answer.text
    other.rollback()
    again = client.post(f"/householdview/edit/{key}", data=data)
    session.expire_all()
    assert (again.status_code, session.get_one(Household, key).head_name) == (302, "新户主")


def test_a_file_that_another_writer_holds_is_no_fault() -> None:
    busy = OperationalError("UPDATE household", {}, sqlite3.OperationalError("database is locked"))
    assert isinstance(refusal_for(busy), Conflict)
    broken = OperationalError("UPDATE household", {}, sqlite3.OperationalError("no such table: household"))
    assert refusal_for(broken) is None
