"""Which issue to merge into or to link with is picked from those alike; a number is typed only for others."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from portal.households.models import Household
from portal.issues import links
from portal.issues.candidates import candidates
from portal.issues.models import Issue
from portal.security import roles
from portal.security.scope import Scope, set_scope
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.issues.conftest import Register, Take

DEED = "/issueview/deed/{}/{}"


@pytest.fixture
def pair(session: Session, world: World, register: Register) -> tuple[Issue, Issue]:
    home = session.get_one(Household, world.households["west2-2"])
    found = register(household=home, title="下水道堵塞"), register(household=home, title="水漫到屋里")
    session.commit()
    return found


def test_a_head_picks_the_other_one_without_knowing_its_number(
    sign_in: SignIn, session: Session, pair: tuple[Issue, Issue]
) -> None:
    (one, other), client = pair, sign_in(roles.HEAD)
    page = client.get(DEED.format(one.id, "merge")).text
    assert f'type="radio" name="chosen" value="{other.number}"' in page
    assert str(other.household) in page
    assert "水漫到屋里" in page
    sent = {"chosen": other.number, "other": "", "note": ""}
    assert client.post(DEED.format(one.id, "merge"), data=sent).status_code == 302
    session.expire_all()
    assert session.get_one(Issue, one.id).merged_into_id == other.id


@pytest.mark.parametrize(
    ("typed", "said"), [("", "请选一件诉求，或填写它的编号"), ("123", "请只留一件")], ids=["nothing", "two"]
)
def test_one_and_only_one_must_be_named(
    sign_in: SignIn, session: Session, pair: tuple[Issue, Issue], typed: str, said: str
) -> None:
    one, other = pair
    data = {"chosen": other.number if typed else "", "other": typed}
    answer = sign_in(roles.HEAD).post(DEED.format(one.id, "merge"), data=data)
    assert (answer.status_code, said in answer.text) == (422, True)
    session.expire_all()
    assert session.get_one(Issue, one.id).merged_into_id is None


def test_what_is_over_or_linked_is_not_offered_again(session: Session, pair: tuple[Issue, Issue], take: Take) -> None:
    one, other = pair
    links.link(session, one, other)
    assert candidates(session, one, linked=False) == []
    assert [each.number for each in candidates(session, one, linked=True)] == [other.number]
    take(other, "handle", "已告知", outcome="explained")
    take(other, "close", "已说明")
    assert candidates(session, one, linked=True) == []


def test_a_household_out_of_sight_is_not_named(session: Session, world: World, pair: tuple[Issue, Issue]) -> None:
    """A department sees the issues given to it, not whose home they are about."""
    one, other = pair
    name = str(one.household)
    one.department = other.department = one.category.department
    session.commit()
    session.expire_all()
    set_scope(session, Scope(departments=(world.others["department"],)))
    try:
        (found,) = candidates(session, session.get_one(Issue, one.id), linked=True)
    finally:
        set_scope(session, None)
    assert (found.number, name in found.about) == (other.number, False)
