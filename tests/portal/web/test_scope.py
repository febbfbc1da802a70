"""A person of the west never sees or touches a row of the east: screens, actions, pickers and REST."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.grids.models import Grid
from portal.households.models import Establishment, Household, Resident
from portal.members.models import Assignment, Member
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World

SCREENS = {
    "gridview": Grid, "memberview": Member, "assignmentview": Assignment, "householdview": Household,
    "residentview": Resident, "establishmentview": Establishment,
}  # fmt: skip
RESOURCES = {
    "grid": Grid,
    "member": Member,
    "household": Household,
    "resident": Resident,
    "establishment": Establishment,
}
EAST = ("东村", "陈东一", "王东长", "孙甲", "李甲", "east1")


def rows(session: Session, world: World, model: type) -> tuple[int, int]:
    """(id of a row in the west, id of a row in the east)."""
    if model is Grid:
        return world.grids["west1"], world.grids["east1"]
    if model is Member:
        return world.members["west1-member"], world.members["east1-member"]
    if model is Household:
        return world.households["west1-1"], world.households["east1-1"]
    if model is Establishment:
        return world.others["shop-west1"], world.others["shop-east1"]
    key = {Resident: ("household_id", world.households), Assignment: ("member_id", world.members)}[model]
    names = ("west1-1", "east1-1") if model is Resident else ("west1-member", "east1-member")
    found: list[Any] = [session.query(model).filter_by(**{key[0]: key[1][name]}).limit(1).one() for name in names]
    return found[0].id, found[1].id


@pytest.mark.parametrize("screen", SCREENS)
def test_screens_show_and_touch_only_rows_in_scope(
    sign_in: SignIn, session: Session, world: World, screen: str
) -> None:
    model = SCREENS[screen]
    west, east = rows(session, world, model)
    client = sign_in(roles.HEAD)
    page = client.get(f"/{screen}/list/").text
    assert not [name for name in EAST if name in page]
    assert client.get(f"/{screen}/show/{west}").status_code == 200
    assert client.get(f"/{screen}/edit/{west}").status_code == 200
    for address in (f"/{screen}/show/{east}", f"/{screen}/edit/{east}"):
        assert client.get(address).status_code == 404
    assert client.post(f"/{screen}/edit/{east}", data={"name": "x"}).status_code == 404
    assert client.post(f"/{screen}/delete/{east}").status_code in {403, 404}
    session.expire_all()
    assert session.get(model, east) is not None


@pytest.mark.parametrize("resource", RESOURCES)
def test_rest_shows_and_touches_only_rows_in_scope(
    sign_in: SignIn, session: Session, world: World, resource: str
) -> None:
    model = RESOURCES[resource]
    west, east = rows(session, world, model)
    client = sign_in(roles.HEAD)
    listed = client.get(f"/api/v1/{resource}/").json
    assert listed["count"] == len(listed["ids"])
    assert west in listed["ids"]
    assert east not in listed["ids"]
    assert client.get(f"/api/v1/{resource}/{west}").status_code == 200
    assert client.get(f"/api/v1/{resource}/{east}").status_code == 404
    assert client.put(f"/api/v1/{resource}/{east}", json={"remark": "x"}).status_code == 404
    assert client.delete(f"/api/v1/{resource}/{east}").status_code in {403, 404}
    info = client.get(f"/api/v1/{resource}/_info").text
    assert not [name for name in EAST if name in info]
    session.expire_all()
    assert session.get(model, east) is not None


@pytest.mark.parametrize("table", ["grid", "member", "household", "establishment"])
def test_pickers_offer_only_rows_in_scope(sign_in: SignIn, table: str) -> None:
    answer = sign_in(roles.HEAD).get(f"/picker/{table}?q=")
    assert answer.json["results"]
    assert not [name for name in EAST if name in answer.text]


def test_pickers_are_for_those_who_may_list_the_table(sign_in: SignIn) -> None:
    assert sign_in(roles.AUDIT).get("/picker/household?q=").status_code == 403
    assert sign_in(roles.CENTRE).get("/picker/ab_user?q=").status_code == 404


def test_pickers_search_by_words(sign_in: SignIn) -> None:
    client = sign_in(roles.HEAD)
    assert [row["text"] for row in client.get("/picker/household?q=赵 2 号").json["results"]] == [
        "赵乙 · west1 路 2 号"
    ]
    assert client.get("/picker/household?q=%25").json["results"] == []
    assert client.get("/picker/household?q=a%00b").status_code == 200


def test_an_action_on_a_row_out_of_scope_is_not_found(sign_in: SignIn, world: World) -> None:
    """Reveal is the centre's; lend its scope's edge by asking for a row that is not there."""
    assert sign_in(roles.CENTRE).post("/memberview/action/reveal/999999").status_code == 404
    assert sign_in(roles.HEAD).post(f"/memberview/action/reveal/{world.members['west1-member']}").status_code == 403


@pytest.mark.parametrize("role", [roles.SYSTEM, roles.SECURITY, roles.AUDIT, roles.DEPARTMENT])
def test_others_reach_no_register(sign_in: SignIn, role: str) -> None:
    client = sign_in(role)
    for screen in SCREENS:
        assert client.get(f"/{screen}/list/").status_code == 403
    for resource in RESOURCES:
        assert client.get(f"/api/v1/{resource}/").status_code == 403


def test_tabs_that_a_role_may_not_list_are_not_shown(sign_in: SignIn, world: World) -> None:
    address = f"/memberview/show/{world.members['west1-member']}"
    assert "AssignmentView" in sign_in(roles.HEAD).get(address).text
    assert "AssignmentView" not in sign_in(roles.MEMBER).get(address).text
