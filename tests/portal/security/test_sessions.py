"""Sessions of browsers: they end when idle, go on in use, and their cookie is kept from others."""

from __future__ import annotations

import datetime as dt
import re
from inspect import getsource
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from portal.foundation.clock import now
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import PASSWORD, World

_FOLLOWED = re.compile(r"""data-progress="\{\{ url_for\('([\w.]+)'""")


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


def asked_by_pages(app: Flask) -> set[str]:
    """The endpoints that a page asks for without anybody: for how far something is, or for itself."""
    found = set[str]()
    for template in Path(app.root_path, "templates").rglob("*.html"):
        text = template.read_text()
        found |= {name for each in _FOLLOWED.findall(text) for name in app.view_functions if name.endswith(each)}
        if 'http-equiv="refresh"' in text:
            pages = {
                name
                for name, view in app.view_functions.items()
                if f"{template.parent.name}/{template.name}" in getsource(view)
            }
            assert pages, template
            found |= pages
    return found


def test_a_page_that_asks_by_itself_keeps_no_session_alive(app: Flask, sign_in: SignIn) -> None:
    client, last = sign_in(roles.CENTRE), (now() - dt.timedelta(minutes=29)).isoformat()
    endpoints, urls = asked_by_pages(app), app.url_map.bind("localhost")
    assert {"PrintView.progress", "ImportView.progress", "CampaignView.waiting"} < endpoints
    for endpoint in sorted(endpoints):
        (rule,) = app.url_map.iter_rules(endpoint)
        with client.session_transaction() as cookie:
            cookie["seen"] = last
        client.get(urls.build(endpoint, dict.fromkeys(rule.arguments, "1")))
        with client.session_transaction() as cookie:
            assert cookie["seen"] == last, endpoint


def test_cookies_are_kept_from_scripts_and_other_sites(app: Flask, world: World) -> None:
    answer = app.test_client().post("/login/", data={"username": world.users[roles.HEAD], "password": PASSWORD})
    cookie = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith("session="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
