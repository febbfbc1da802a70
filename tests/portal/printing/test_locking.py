"""A check takes seconds for thousands of households; meanwhile others must be able to write. On connections of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from portal.foundation.database import db
from portal.security import roles
from tests.fixtures.world import PASSWORD, World
from tests.portal.printing.papers import lasting

Watched = list[tuple[str, bool]]


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, World]]:
    """A portal on SpatiaLite, where one writer at a time has the whole database."""
    with lasting(tmp_path_factory.mktemp("locking")) as made:
        yield made


@pytest.fixture
def client(portal: tuple[Flask, World]) -> FlaskClient:
    """The centre's administrator, signed in."""
    app, world = portal
    client = app.test_client()
    client.post("/login/", data={"username": world.users[roles.CENTRE], "password": PASSWORD})
    return client


@contextmanager
def watched(app: Flask) -> Iterator[Watched]:
    """All statements of the block, each with whether another connection could write just before it ran."""
    seen: Watched = []
    with app.app_context():
        engine = db.engine
    other = pysqlite3.dbapi2.connect(Path(str(engine.url.database)), timeout=0, isolation_level=None)

    def probe(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        try:
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
        except pysqlite3.dbapi2.OperationalError:
            seen.append((statement, False))
        else:
            seen.append((statement, True))

    event.listen(engine, "before_cursor_execute", probe)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", probe)
        other.close()


@pytest.mark.parametrize(
    "path", ["/printview/check/letters", "/householdview/action_post", "/householdview/action/print_letters/{id}"]
)
def test_a_check_never_keeps_others_from_writing(portal: tuple[Flask, World], client: FlaskClient, path: str) -> None:
    app, world = portal
    form = {"rowid": list(world.households.values()), "action": "print_letters"}
    with watched(app) as seen:
        answer = client.post(path.format(id=world.households["west1-1"]), data=form)
    assert answer.status_code in {200, 303}
    assert any("FROM household" in statement for statement, _free in seen)
    assert [statement for statement, free in seen if not free and not statement.startswith("BEGIN")] == []


def test_an_order_locks_only_while_it_is_placed(portal: tuple[Flask, World], client: FlaskClient) -> None:
    app, world = portal
    with watched(app) as seen:
        answer = client.post("/printview/order/letters", data={"grid": world.grids["west"]})
    assert answer.status_code == 302
    reads = [free for statement, free in seen if "FROM household" in statement]
    writes = [free for statement, free in seen if statement.startswith("INSERT INTO print_batch")]
    assert (reads != [], all(reads), writes) == (True, True, [False])


def test_other_actions_still_begin_with_the_lock(portal: tuple[Flask, World], client: FlaskClient) -> None:
    app, world = portal
    with watched(app) as seen:
        client.post(f"/gridview/action/retire/{world.grids['west1']}")
    # Before the first statement of a transaction nothing is locked yet; from the second one on it must be.
    assert not any(before and after for (_, before), (_, after) in pairwise(seen))


def test_one_can_come_back_to_the_check_of_chosen_rows(portal: tuple[Flask, World], client: FlaskClient) -> None:
    rows = list(portal[1].households.values())
    asked = client.post("/householdview/action_post", data={"rowid": rows, "action": "print_letters"})
    assert asked.status_code == 303
    assert "印前检查" in client.get(asked.location).text
    without = client.get("/printview/check/letters", follow_redirects=True)
    assert "请重新勾选要印的内容" in without.text
