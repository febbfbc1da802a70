"""Whoever opens the map sees their own grids, households and issues, and nothing else."""

import json

import pytest
from flask import Flask
from shapely import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.issues.models import Issue
from portal.map.parameters import Wish
from portal.map.points import issue_layer
from portal.security import roles
from portal.security.scope import Scope, set_scope
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.map.reading import named_in, read, without

WEST = {"西村", "西村第一网格", "西村第二网格"}
EAST = {"东村", "东村第一网格", "东村第二网格"}
GRIDS = {
    roles.CENTRE: {"试验镇", *WEST, *EAST}, roles.LEADER: {"试验镇", *WEST, *EAST}, roles.HEAD: WEST,
    roles.MEMBER: {"西村第一网格"},
}  # fmt: skip
HOUSEHOLDS = {roles.CENTRE: 12, roles.LEADER: 12, roles.HEAD: 6, roles.MEMBER: 3}
ISSUES = {
    roles.CENTRE: {"west1-registered", "west1-assigned", "east1-handled"},
    roles.LEADER: {"west1-registered", "west1-assigned", "east1-handled"},
    roles.HEAD: {"west1-registered", "west1-assigned"},
    roles.MEMBER: {"west1-registered", "west1-assigned"},
}
LAYERS = ("boundaries", "households", "issues")


@pytest.mark.parametrize("role", GRIDS)
def test_a_role_reads_its_own_part_of_the_map(sign_in: SignIn, world: World, role: str) -> None:
    client = sign_in(role)
    assert named_in(read(client, "boundaries")) == GRIDS[role]
    homes = read(client, "households")["features"]
    assert len(homes) == HOUSEHOLDS[role]
    assert all(home["properties"]["name"] for home in homes)
    found = {issue["properties"]["id"] for issue in read(client, "issues")["features"]}
    assert found == {world.issues[name] for name in ISSUES[role]}


@pytest.mark.parametrize("role", [role.name for role in roles.ROLES if role.name not in GRIDS])
def test_a_role_without_the_map_reads_nothing(sign_in: SignIn, role: str) -> None:
    client = sign_in(role)
    assert [client.get(f"/map/{layer}").status_code for layer in LAYERS] == [403, 403, 403]
    assert client.get("/map/").status_code == 403


def test_nobody_reads_the_map_without_signing_in(app: Flask) -> None:
    client, header = app.test_client(), {"Accept": "application/json"}
    assert [client.get(f"/map/{layer}", headers=header).status_code for layer in LAYERS] == [401, 401, 401]


@pytest.mark.parametrize(
    ("layer", "name"), [("boundaries", "parent"), ("boundaries", "near"), *((layer, "grid") for layer in LAYERS)]
)
def test_a_grid_out_of_scope_is_not_there(sign_in: SignIn, world: World, layer: str, name: str) -> None:
    assert sign_in(roles.HEAD).get(f"/map/{layer}?{name}={world.grids['east']}").status_code == 404


def test_names_are_kept_from_who_may_not_list_them(sign_in: SignIn, session: Session) -> None:
    for screen in ("HouseholdView", "IssueView", "MemberView"):
        without(session, roles.HEAD, "can_list", screen)
    client = sign_in(roles.HEAD)
    for layer in ("households", "issues"):
        points = read(client, layer)["features"]
        assert {point["properties"]["name"] for point in points} == {""}
    assert all("people_in_charge" not in each["properties"] for each in read(client, "boundaries")["features"])


def test_nothing_personal_but_a_name_and_an_address_is_sent(sign_in: SignIn) -> None:
    client = sign_in(roles.CENTRE)
    home = read(client, "households")["features"][0]["properties"]
    assert home == {
        "name": "赵甲 · west1 路 1 号",
        "id": home["id"],
        "grid": home["grid"],
        "state": "resident",
        "state_name": "常住",
    }
    assert "1390000" not in client.get("/map/issues").text


def test_a_department_sees_its_own_issues_only(session: Session, world: World) -> None:
    for issue in session.scalars(select(Issue)):
        issue.location = Point(116.95, 34.2)
    session.flush()
    set_scope(session, Scope(departments=(world.others["department"],)))
    shown = json.loads(issue_layer(session, Wish(), named=True).text())["features"]
    assert [each["properties"]["id"] for each in shown] == [world.issues["west1-assigned"]]


def test_the_card_names_who_looks_after_the_grid_today(sign_in: SignIn) -> None:
    west1 = next(
        each
        for each in read(sign_in(roles.HEAD), "boundaries")["features"]
        if each["properties"]["name"] == "西村第一网格"
    )
    assert west1["properties"]["people_in_charge"] == [{"name": "冯西一", "duty": "网格员", "phone": "13800000004"}]
