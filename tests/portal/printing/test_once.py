"""A page that orders or draws is sent once, however often its button is pressed; on connections of their own, on both databases."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select
from werkzeug.test import TestResponse

from portal.campaigns.models import Sample
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.once import KEPT_DAYS, Submission
from portal.jobs.marks import forget_marks
from portal.printing.models import PrintBatch
from portal.security import roles
from tests.fixtures.databases import BOTH, own_database
from tests.fixtures.world import PASSWORD, World
from tests.portal.printing.papers import lasting

TIMES = 3
Portal = tuple[Flask, World]


@pytest.fixture(scope="module", params=BOTH)
def portal(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """On each database in turn."""
    with own_database(request, "once") as url, lasting(tmp_path_factory.mktemp("once"), url) as made:
        yield made


@pytest.fixture
def clients(portal: Portal) -> list[FlaskClient]:
    """The centre's administrator, signed in in several windows."""
    app, world = portal
    made = [app.test_client() for _ in range(TIMES)]
    for client in made:
        client.post("/login/", data={"username": world.users[roles.CENTRE], "password": PASSWORD})
    return made


def at_once(clients: list[FlaskClient], path: str, form: dict[str, object]) -> list[TestResponse]:
    """The same form sent by all at the same moment."""
    start = threading.Barrier(len(clients))

    def send(client: FlaskClient) -> TestResponse:
        start.wait(timeout=30)
        return client.post(path, data=form)

    with ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(send, clients))


def number_of(app: Flask, model: type[object]) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def mark_of(page: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found
    return found[1]


def test_one_check_orders_one_batch(portal: Portal, clients: list[FlaskClient]) -> None:
    app, world = portal
    grid, before = world.grids["west1"], number_of(app, PrintBatch)
    form = {"grid": grid, "once": mark_of(clients[0].get(f"/printview/check/letters/grid/{grid}").text)}
    answers = at_once(clients, "/printview/order/letters", form)
    assert [answer.status_code for answer in answers] == [302] * TIMES
    assert len({answer.location for answer in answers}) == 1
    assert number_of(app, PrintBatch) == before + 1
    again = clients[0].post("/printview/order/letters", data={**form, "reason": "再点一次"}, follow_redirects=True)
    assert "这一页已经提交过，没有重复办理" in again.text
    assert number_of(app, PrintBatch) == before + 1


def test_without_a_mark_the_same_letters_still_need_a_reason(portal: Portal, clients: list[FlaskClient]) -> None:
    app, world = portal
    before = number_of(app, PrintBatch)
    answers = at_once(clients, "/printview/order/letters", {"grid": world.grids["east1"]})
    assert sorted(answer.status_code for answer in answers) == [302] + [422] * (TIMES - 1)
    assert all("写明再印的原因" in answer.text for answer in answers if answer.status_code == 422)
    assert number_of(app, PrintBatch) == before + 1


def test_paper_that_may_be_printed_often_is_printed_once_a_page(portal: Portal, clients: list[FlaskClient]) -> None:
    app, world = portal
    path, before = f"/printview/check/boards/grid/{world.grids['west']}", number_of(app, PrintBatch)
    for round_ in (1, 2):
        form = {"grid": world.grids["west"], "once": mark_of(clients[0].get(path).text)}
        assert [each.status_code for each in at_once(clients, "/printview/order/boards", form)] == [302] * TIMES
        assert number_of(app, PrintBatch) == before + round_


def test_one_page_draws_one_sample(portal: Portal, clients: list[FlaskClient]) -> None:
    app, world = portal
    day, page = dt.date(2000, 1, 1).isoformat(), clients[0].get("/sampleview/draw").text
    form = {
        "key": "spot", "grid": world.grids["town"], "period_from": day, "period_to": now().date().isoformat(), "number": 1,
        "once": mark_of(page),
    }  # fmt: skip
    wrong = clients[0].post("/sampleview/draw", data={**form, "number": 0})
    assert (wrong.status_code, mark_of(wrong.text)) == (422, form["once"])
    answers = at_once(clients, "/sampleview/draw", form)
    assert ([answer.status_code for answer in answers], number_of(app, Sample)) == ([302] * TIMES, 1)


def test_what_is_no_mark_is_refused(portal: Portal, clients: list[FlaskClient]) -> None:
    app, world = portal
    before = number_of(app, PrintBatch)
    answer = clients[0].post("/printview/order/boards", data={"grid": world.grids["west"], "once": "1' OR 1=1"})
    assert (answer.status_code, "页面标识不对" in answer.text) == (400, True)
    assert number_of(app, PrintBatch) == before


def test_marks_are_put_away_after_their_time(portal: Portal) -> None:
    app, _world = portal
    with app.app_context():
        long_ago = now() - dt.timedelta(days=KEPT_DAYS + 1)
        db.session.execute(insert(Submission).values(uid="old", user_id=1, at=long_ago))
        db.session.commit()
        assert (forget_marks(), forget_marks()) == (1, 0)
