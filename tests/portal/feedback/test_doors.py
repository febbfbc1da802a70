"""The pages of residents tell nobody's name, are found by nobody without a code, and are not guessed."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.feedback import services
from portal.feedback.models import ContactCode
from portal.foundation.audit import AuditEntry, Deed
from portal.households.models import Household
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.feedback.conftest import Phone, check_words


def test_the_page_names_nobody(phone: Phone, home: Household) -> None:
    answer = phone.open()
    assert answer.status_code == 200
    check_words(answer.text)
    for secret in ("赵", str(home.phone), str(home.address), "西村", "冯西一", "婚", "刑满"):
        assert secret not in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<script" not in answer.text


def test_revoked_and_unknown_codes_look_the_same(session: Session, phone: Phone, home: Household) -> None:
    services.revoke(session, session.merge(home), "周中心")
    session.commit()
    revoked = phone.open()
    phone.token = "A" * 22
    unknown = phone.open()
    assert revoked.status_code == unknown.status_code == 404
    strip = re.compile(r'value="[^"]*"')
    assert strip.sub("", revoked.text) == strip.sub("", unknown.text)
    check_words(unknown.text)
    assert phone.tell().status_code == 404


@pytest.mark.parametrize("token", ["x", "%27", "..%2F", "长", "a" * 500, "%00", "a%00b"])
def test_nonsense_is_not_found(app: Flask, token: str) -> None:
    assert app.test_client().get(f"/r/{token}", environ_overrides={"REMOTE_ADDR": "10.6.0.1"}).status_code == 404


def test_codes_are_not_guessed(app: Flask) -> None:
    client, there = app.test_client(), {"REMOTE_ADDR": "10.5.0.1"}
    statuses = [client.get(f"/r/guess{n}", environ_overrides=there).status_code for n in range(62)]
    assert statuses == [404] * 60 + [429] * 2
    assert client.get("/r/?n=ABCDEFGH", environ_overrides=there).status_code == 429


def test_what_is_found_does_not_count_as_a_guess(phone: Phone) -> None:
    assert {phone.open().status_code for _ in range(65)} == {200}


# The page of the office


def path(world: World, home: str = "west1-1") -> str:
    return f"/contact-codes/{world.households[home]}"


def test_the_office_sees_a_code_and_the_look_is_kept(
    sign_in: SignIn, session: Session, phone: Phone, world: World
) -> None:
    phone.receipt()
    page = sign_in(roles.HEAD).get(path(world)).text
    check_words(page)
    assert "data:image/png" in page
    assert "1 次" in page
    session.rollback()
    looks = session.scalars(select(AuditEntry.label).where(AuditEntry.deed == Deed.LOOK)).all()
    home = session.get_one(Household, world.households["west1-1"])
    assert looks == [f"住户 {home.grid.code}-001的联系码"]


def test_a_code_is_made_and_renewed_by_hand(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.CENTRE)
    assert "还没有联系码" in client.get(path(world)).text
    client.post(f"{path(world)}/make")
    first = session.scalars(select(ContactCode.token)).one()
    session.rollback()
    assert "旧码已作废" in client.post(f"{path(world)}/revoke", follow_redirects=True).text
    tokens = {row[0]: row[1] for row in session.execute(select(ContactCode.token, ContactCode.revoked_by))}
    assert len(tokens) == 2
    assert tokens[first] == "周中心"


def test_nobody_opens_the_code_of_a_household_outside(sign_in: SignIn, world: World) -> None:
    client = sign_in(roles.HEAD)
    for way in ("get", "post"):
        for end in ("",) if way == "get" else ("/make", "/revoke"):
            assert getattr(client, way)(path(world, "east1-1") + end).status_code == 404
    assert sign_in(roles.MEMBER).get(path(world)).status_code == 403


def test_nothing_typed_is_said_in_words(app: Flask, phone: Phone) -> None:
    from_here = {"REMOTE_ADDR": "10.6.0.2"}
    asked = app.test_client().get(f"/r/{phone.token}?n=", environ_overrides=from_here, follow_redirects=True)
    assert asked.status_code == 422
    assert "请填写编号" in asked.text
