"""Signing in and out: lockout at every door, sessions that end, passwords that are good enough."""

from __future__ import annotations

import datetime as dt
import json
from itertools import count
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.foundation.audit import AuditEntry, Deed
from portal.foundation.clock import now
from portal.security import roles
from portal.security.models import AccountState
from portal.security.sign_in_view import REFUSED
from tests.fixtures.application import Visitor
from tests.fixtures.people import SignIn
from tests.fixtures.world import PASSWORD, World

TOKEN = "/api/v1/security/login"
NEW = "Xin-mi-ma-2027"


_addresses = (f"10.0.0.{number}" for number in count(1))


class Stranger(Visitor):
    """A client from an address of its own test, so that failures of other tests do not count."""

    address = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.environ_base["REMOTE_ADDR"] = self.address


@pytest.fixture(autouse=True)
def from_elsewhere(world_app: tuple[Flask, World], monkeypatch: pytest.MonkeyPatch) -> None:
    """All clients of a test come from one new address."""
    monkeypatch.setattr(Stranger, "address", next(_addresses))
    monkeypatch.setattr(world_app[0], "test_client_class", Stranger)


def try_page(client: FlaskClient, username: str, password: str) -> Any:
    return client.post("/login/", data={"username": username, "password": password})


def try_token(client: FlaskClient, username: str, password: str) -> Any:
    return client.post(TOKEN, json={"username": username, "password": password, "provider": "db", "refresh": True})


def state(session: Session, username: str) -> Any:
    session.rollback()
    user = session.execute(select(AccountState.__table__).where(AccountState.user_id == user_id(session, username)))
    return user.one()


def user_id(session: Session, username: str) -> int:
    return int(session.scalars(select(User.id).where(User.username == username)).one())


def age(session: Session, username: str, **values: Any) -> None:
    """Set columns of an account's state as if time had passed."""
    session.execute(update(AccountState).where(AccountState.user_id == user_id(session, username)).values(**values))
    session.commit()


@pytest.mark.parametrize("door", [try_page, try_token], ids=["page", "token"])
def test_five_failures_lock_every_door(app: Flask, world: World, session: Session, door: Any) -> None:
    client, username = app.test_client(), world.users[roles.HEAD]
    for _ in range(5):
        assert door(client, username, "falsch").status_code == 401
    assert state(session, username).locked_until > now() + dt.timedelta(minutes=29)
    assert try_page(client, username, PASSWORD).status_code == 401
    assert try_token(client, username, PASSWORD).status_code == 401
    age(session, username, locked_until=now() - dt.timedelta(seconds=1))
    assert try_page(client, username, PASSWORD).status_code == 302
    deeds = session.scalars(select(AuditEntry.deed).where(AuditEntry.subject == "ab_user")).all()
    assert deeds.count(Deed.LOCKED) == 1
    assert deeds.count(Deed.SIGN_IN_FAILED) == 7
    assert Deed.SIGN_IN in deeds


@pytest.mark.parametrize("door", [try_page, try_token], ids=["page", "token"])
def test_spaces_and_case_of_the_user_name_do_not_matter(app: Flask, world: World, door: Any) -> None:
    username = world.users[roles.HEAD]
    assert door(app.test_client(), f" {username.upper()}\u3000", PASSWORD).status_code in {200, 302}


def test_old_failures_are_forgotten(app: Flask, world: World, session: Session) -> None:
    client, username = app.test_client(), world.users[roles.HEAD]
    for _ in range(4):
        try_page(client, username, "falsch")
    age(session, username, last_failure_at=now() - dt.timedelta(minutes=31))
    assert try_page(client, username, "falsch").status_code == 401
    assert try_page(client, username, PASSWORD).status_code == 302


def test_a_refusal_does_not_tell_which_accounts_there_are(app: Flask, world: World, session: Session) -> None:
    client, username = app.test_client(), world.users[roles.HEAD]
    unknown, wrong = try_page(client, "nobody", "falsch"), try_page(client, username, "falsch")
    for _ in range(5):
        try_page(client, username, "falsch")
    locked = try_page(client, username, PASSWORD)
    for answer in (unknown, wrong, locked):
        assert answer.status_code == 401
        assert REFUSED in answer.text
    assert "nobody" not in " ".join(session.scalars(select(AuditEntry.label)))


@pytest.mark.parametrize(("username", "status"), [("\x00", 401), ("\ud83d", 400)], ids=["nul", "half a character"])
def test_what_no_database_stores_is_no_account(app: Flask, world: World, username: str, status: int) -> None:
    body = json.dumps({"username": username, "password": PASSWORD, "provider": "db"})
    answer = app.test_client().post("/api/v1/security/login", data=body, content_type="application/json")
    assert answer.status_code == status, answer.text


def test_an_address_that_keeps_failing_is_slowed_down(app: Flask, world: World) -> None:
    client = app.test_client()
    for number in range(20):
        door = try_page if number % 2 else try_token
        assert door(client, f"guess{number}", "falsch").status_code == 401
    answer = try_page(client, world.users[roles.HEAD], PASSWORD)
    assert answer.status_code == 429
    assert "稍后再试" in answer.text
    assert try_token(client, world.users[roles.HEAD], PASSWORD).status_code == 429


def test_a_whole_office_may_sign_in_from_one_address(app: Flask, world: World) -> None:
    for _ in range(25):
        assert try_page(app.test_client(), world.users[roles.HEAD], PASSWORD).status_code == 302


def replay(app: Flask, client: FlaskClient) -> FlaskClient:
    """Another browser with a copy of this one's cookie."""
    other = app.test_client()
    cookie = client.get_cookie("session")
    assert cookie is not None
    other.set_cookie("session", cookie.value)
    return other


def inside(client: FlaskClient) -> bool:
    return client.get("/householdview/list/").status_code == 200


def test_signing_out_ends_a_stolen_cookie(app: Flask, sign_in: SignIn) -> None:
    client = sign_in(roles.HEAD)
    thief = replay(app, client)
    assert inside(thief)
    assert client.get("/logout/").status_code == 405
    client.post("/logout/")
    assert not inside(client)
    assert not inside(thief)


def test_a_new_password_ends_other_sessions_and_tokens(app: Flask, sign_in: SignIn, world: World) -> None:
    client, username = sign_in(roles.HEAD), world.users[roles.HEAD]
    thief = replay(app, client)
    token = {"Authorization": f"Bearer {try_token(app.test_client(), username, PASSWORD).json['access_token']}"}
    assert app.test_client().get("/api/v1/household/", headers=token).status_code == 200
    form = {"old_password": PASSWORD, "new_password": NEW, "new_password_again": NEW}
    assert client.post("/resetmypassword/form", data=form).status_code == 302
    assert inside(client)
    assert not inside(thief)
    assert app.test_client().get("/api/v1/household/", headers=token).status_code == 401
    assert try_page(app.test_client(), username, PASSWORD).status_code == 401
    assert try_page(app.test_client(), username, NEW).status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "says"),
    [
        ("falsch", NEW, NEW, "原密码不对"), (PASSWORD, "kurz", "kurz", "至少 8 位"), (PASSWORD, "nurbuchstaben", "nurbuchstaben", "三种"),
        (PASSWORD, NEW, NEW + "x", "两次输入的密码不一样"), (PASSWORD, PASSWORD, PASSWORD, "不能与原密码相同"),
        (PASSWORD, "West-head-2026", "West-head-2026", "不能包含用户名"), (PASSWORD, "Aa1" * 60, "Aa1" * 60, "最多 128 位"),
    ],
)  # fmt: skip
def test_a_bad_new_password_is_refused(sign_in: SignIn, old: str, new: str, again: str, says: str) -> None:
    answer = sign_in(roles.HEAD).post(
        "/resetmypassword/form", data={"old_password": old, "new_password": new, "new_password_again": again}
    )
    assert answer.status_code == 422
    assert says in answer.text
    assert new not in answer.text


def test_wrong_old_passwords_lock_the_account(app: Flask, sign_in: SignIn, world: World, session: Session) -> None:
    client, username = sign_in(roles.HEAD), world.users[roles.HEAD]
    form = {"old_password": "falsch", "new_password": NEW, "new_password_again": NEW}
    for _ in range(5):
        answer = client.post("/resetmypassword/form", data=form)
        assert (answer.status_code, "原密码不对" in answer.text) == (422, True)
    assert state(session, username).locked_until > now()
    answer = client.post("/resetmypassword/form", data={**form, "old_password": PASSWORD})
    assert (answer.status_code, "账号已锁定" in answer.text) == (422, True)
    assert try_page(app.test_client(), username, PASSWORD).status_code == 401
    kept = session.scalars(select(AuditEntry).where(AuditEntry.deed.in_([Deed.SIGN_IN_FAILED, Deed.LOCKED]))).all()
    assert {(entry.actor, entry.deed) for entry in kept[:6]} == {
        ("郑西长", Deed.SIGN_IN_FAILED), ("郑西长", Deed.LOCKED),
    }  # fmt: skip


def test_a_new_session_begins_at_sign_in(app: Flask, world: World) -> None:
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["planted"] = "by someone else"
    try_page(client, world.users[roles.HEAD], PASSWORD)
    with client.session_transaction() as cookie:
        assert "planted" not in cookie


@pytest.mark.parametrize(
    "due", [{"must_change": True}, {"password_changed_at": dt.datetime(2020, 1, 1)}], ids=["set by another", "too old"]
)
def test_a_password_that_is_due_comes_first(
    sign_in: SignIn, session: Session, world: World, due: dict[str, Any]
) -> None:
    client = sign_in(roles.HEAD)
    age(session, world.users[roles.HEAD], **due)
    assert client.get("/householdview/list/").location.endswith("/resetmypassword/form")
    assert "请先修改密码" in client.get("/resetmypassword/form").text
    form = {"old_password": PASSWORD, "new_password": NEW, "new_password_again": NEW}
    client.post("/resetmypassword/form", data=form)
    assert inside(client)


@pytest.mark.parametrize("target", ["https://example.invalid/", "//example.invalid", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(app: Flask, world: World, target: str) -> None:
    answer = app.test_client().post(
        f"/login/?next={target}", data={"username": world.users[roles.HEAD], "password": PASSWORD}
    )
    assert answer.location == "/"


def test_a_token_is_refreshed_until_its_account_signs_out(app: Flask, sign_in: SignIn, world: World) -> None:
    client = sign_in(roles.HEAD)
    refresh = try_token(app.test_client(), world.users[roles.HEAD], PASSWORD).json["refresh_token"]
    bearer = {"Authorization": f"Bearer {refresh}"}
    assert app.test_client().post("/api/v1/security/refresh", headers=bearer).status_code == 200
    client.post("/logout/")
    assert app.test_client().post("/api/v1/security/refresh", headers=bearer).status_code == 401
