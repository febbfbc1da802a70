"""A form that adds a row adds one, however often it is sent; who goes back to it and fills it otherwise adds another."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.members.models import Member
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.members.test_member_screens import record

ADD, SAID = "/memberview/add", "这一页已经提交过，没有重复办理"


@pytest.fixture
def filled(sign_in: SignIn, world: World) -> dict[str, object]:
    """The form of a new member as a person sends it."""
    page = sign_in(roles.CENTRE).get(ADD).text
    (mark,) = re.findall(r'name="once" value="([0-9a-f-]{36})"', page)
    return {**record(world), "once": mark, "name": "丁一"}


def named(session: Session, *names: str) -> int:
    session.expire_all()
    return session.scalar(select(func.count(Member.id)).where(Member.name.in_(names))) or 0


def test_the_second_time_leads_to_the_row_of_the_first(
    sign_in: SignIn, session: Session, filled: dict[str, object]
) -> None:
    client = sign_in(roles.CENTRE)
    first, again = (client.post(ADD, data=filled) for _ in range(2))
    assert (first.status_code, again.status_code) == (302, 302)
    assert again.location == first.location
    assert SAID in client.get(again.location).text
    assert named(session, "丁一") == 1
    assert client.post(ADD, data={**filled, "name": "丁二"}).location != first.location
    assert named(session, "丁一", "丁二") == 2


def test_what_was_refused_may_be_sent_again(sign_in: SignIn, session: Session, filled: dict[str, object]) -> None:
    client = sign_in(roles.CENTRE)
    refused = client.post(ADD, data={**filled, "name": ""})
    assert refused.status_code == 422
    assert str(filled["once"]) in refused.text
    assert client.post(ADD, data=filled).status_code == 302
    assert named(session, "丁一") == 1


@pytest.mark.parametrize("mark", ["x", "1" * 36])
def test_what_is_no_mark_is_no_mark(sign_in: SignIn, session: Session, filled: dict[str, object], mark: str) -> None:
    answer = sign_in(roles.CENTRE).post(ADD, data={**filled, "once": mark})
    assert (answer.status_code, "页面标识不对" in answer.text) == (422, True)
    assert named(session, "丁一") == 0
