"""Demo accounts open nothing outside demo mode, whichever door is tried, and are made in the demo town only."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.demo import people
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.security import accounts, demo_accounts, roles
from seeds.demo import town
from tests.fixtures.world import World

TOKEN = "/api/v1/security/login"


def set_demo(app: Flask, monkeypatch: pytest.MonkeyPatch, demo: bool) -> None:
    """The same portal, started with or without DEMO=1."""
    monkeypatch.setitem(app.config, "PORTAL", dataclasses.replace(app.config["PORTAL"], demo=demo))


def demo_account(app: Flask, role: str = roles.CENTRE) -> str:
    """A demo account as the loader makes it."""
    manager: Any = app.extensions["appbuilder"].sm
    mail = "demo-one" + demo_accounts.MAIL
    manager.add_user("demo-one", "示", "演", mail, manager.find_role(role), people.PASSWORD)
    return "demo-one"


def page(client: FlaskClient, username: str) -> int:
    return client.post("/login/", data={"username": username, "password": people.PASSWORD}).status_code


def token(client: FlaskClient, username: str) -> Any:
    return client.post(
        TOKEN, json={"username": username, "password": people.PASSWORD, "provider": "db", "refresh": True}
    )


def test_a_demo_account_enters_no_real_portal(app: Flask) -> None:
    username = demo_account(app)
    client = app.test_client()
    assert page(client, username) == 401
    assert client.get("/").location == "/login/"
    assert token(app.test_client(), username).status_code == 401


def test_what_was_begun_in_demo_mode_ends_with_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    username = demo_account(app)
    set_demo(app, monkeypatch, True)
    client, made = app.test_client(), token(app.test_client(), username).json
    bearer = {name: {"Authorization": f"Bearer {made[f'{name}_token']}"} for name in ("access", "refresh")}
    assert page(client, username) == 302
    assert client.get("/householdview/list/").status_code == 200
    assert app.test_client().get("/api/v1/household/", headers=bearer["access"]).status_code == 200
    set_demo(app, monkeypatch, False)
    assert client.get("/householdview/list/").status_code == 302
    assert client.get("/api/v1/household/").status_code == 401
    assert app.test_client().get("/api/v1/household/", headers=bearer["access"]).status_code == 401
    assert app.test_client().post("/api/v1/security/refresh", headers=bearer["refresh"]).status_code == 401


def test_a_barred_administrator_does_not_count_as_the_other_one(app: Flask, session: Session, world: World) -> None:
    demo_account(app, roles.AUDIT)
    last = session.scalars(select(User).where(User.username == world.users[roles.AUDIT])).one()
    last.active = False
    with session.no_autoflush, pytest.raises(Refusal, match="最后一个"):
        accounts.check_closing(session, last, 0)


def test_demo_accounts_are_made_in_the_demo_town_only(session: Session, world: World) -> None:
    with pytest.raises(Refusal, match="不是演示库"):
        people.make_accounts(session)
    assert not session.scalars(select(User.id).where(User.email.endswith(demo_accounts.MAIL))).all()
    session.get_one(Grid, world.grids["town"]).remark = town.BOUNDARIES_ARE_MADE_UP
    session.flush()
    assert len(people.make_accounts(session)) == len(people.ACCOUNTS)
