"""Sessions of browsers: they end when idle, go on in use, and their cookie is kept from others."""

from __future__ import annotations

import datetime as dt

from flask import Flask
from flask.testing import FlaskClient

from portal.foundation.clock import now
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import PASSWORD, World


def inside(client: FlaskClient) -> bool:
    return client.get("/householdview/list/").status_code == 200


def test_an_idle_session_ends(app: Flask, sign_in: SignIn) -> None:
    client = sign_in(roles.HEAD)
    with client.session_transaction() as cookie:
        cookie["seen"] = (now() - dt.timedelta(minutes=31)).isoformat()
    assert not inside(client)
    with client.session_transaction() as cookie:
        assert "_user_id" not in cookie


def test_a_session_in_use_goes_on(sign_in: SignIn) -> None:
    client = sign_in(roles.HEAD)
    with client.session_transaction() as cookie:
        cookie["seen"] = (now() - dt.timedelta(minutes=29)).isoformat()
    assert inside(client)
    with client.session_transaction() as cookie:
        assert dt.datetime.fromisoformat(cookie["seen"]) > now() - dt.timedelta(minutes=1)


def test_a_page_that_asks_by_itself_keeps_no_session_alive(sign_in: SignIn) -> None:
    client, last = sign_in(roles.HEAD), (now() - dt.timedelta(minutes=29)).isoformat()
    with client.session_transaction() as cookie:
        cookie["seen"] = last
    client.get("/printview/progress/1")
    with client.session_transaction() as cookie:
        assert cookie["seen"] == last


def test_cookies_are_kept_from_scripts_and_other_sites(app: Flask, world: World) -> None:
    answer = app.test_client().post("/login/", data={"username": world.users[roles.HEAD], "password": PASSWORD})
    cookie = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith("session="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
