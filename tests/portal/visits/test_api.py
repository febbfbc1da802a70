"""Visits, campaigns and tasks over REST, by the rules of the screens."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign
from portal.foundation.clock import today
from portal.households.models import Household
from portal.security import roles
from portal.visits.models import Visit
from tests.fixtures.people import SignIn
from tests.fixtures.profiles import put_in_force
from tests.fixtures.world import World
from tests.portal.campaigns.conftest import in_force, opened

VISITS = "/api/v1/visit/"
LIST = {"key": "safety", "name": "安全清单", "sections": [{"key": "fire", "name": "消防", "questions": [
    {"key": "gas", "text": "用煤气吗", "kind": "boolean", "required": True},
]}]}  # fmt: skip


def visit(world: World, **values: Any) -> dict[str, Any]:
    return {"household": world.households["west1-2"], "visited_on": str(today()), "way": "home", **values}


def test_a_visit_brings_who_was_met_and_the_answers(sign_in: SignIn, session: Session, world: World) -> None:
    put_in_force(session, checklists=[LIST], campaigns=[], tables=[], rates=[])
    person = session.get_one(Household, world.households["west1-2"]).residents[0].id
    client = sign_in(roles.MEMBER)
    body = visit(world, met=[person], checklist="safety", answers={"gas": "yes"})
    made = client.post(VISITS, json=body)
    assert made.status_code == 201, made.text
    shown = client.get(f"{VISITS}{made.json['id']}").json["result"]
    assert (shown["answers"], [each["id"] for each in shown["met"]]) == ({"gas": True}, [person])
    assert session.get_one(Visit, made.json["id"]).member_id == world.members["west1-member"]


def test_a_visit_brings_what_is_known_of_the_absent(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.MEMBER)
    made = client.post(VISITS, json=visit(world, way="absent", absence={"address": "无锡市", "since": "2026-02-01"}))
    assert made.status_code == 201, made.text
    absence = session.get_one(Visit, made.json["id"]).absence
    assert absence is not None
    assert (absence.address, str(absence.since)) == ("无锡市", "2026-02-01")
    assert client.get(f"{VISITS}{made.json['id']}").json["result"]["absence"]["address"] == "无锡市"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"met": [1, "a"]}, "met"), ({"met": [999999]}, "met"), ({"met": 7}, "met"), ({"absence": []}, None), ({"absence": [1]}, "absence"),
        ({"absence": {"x": 1}}, "absence"), ({"absence": {"since": "2026-02-30"}}, "since"), ({"absence": {"phone": 1}}, "phone"),
        ({"answers": "x"}, "answers"), ({"answers": {"gas": True}}, "answers"), ({"checklist": 3}, "checklist"),
        ({"absence": {"address": "无锡"}}, "absence"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_on_its_field(
    sign_in: SignIn, world: World, values: dict[str, Any], field: str | None
) -> None:
    answer = sign_in(roles.MEMBER).post(VISITS, json=visit(world, **values))
    said = answer.get_json()
    assert (answer.status_code, said.get("field")) == ((201, None) if field is None else (422, field)), answer.text


def test_campaigns_and_tasks_are_read_and_never_written(sign_in: SignIn, session: Session, world: World) -> None:
    in_force(session)
    campaign = opened(session, world)
    session.commit()
    assert isinstance(campaign, Campaign)
    client = sign_in(roles.HEAD)
    found = client.get("/api/v1/campaign/").json["result"]
    assert [(each["key"], each["state"], each["grid"]) for each in found] == [("june", "open", None)], (
        "the town is not theirs to see"
    )
    tasks = client.get("/api/v1/task/?q=(page_size:100)").json["result"]
    assert {each["grid"]["id"] for each in tasks} == {world.grids["west1"], world.grids["west2"]}
    assert {each["object"] for each in tasks} == {"cared", "homes", "shops"}
    assert client.post("/api/v1/task/", json={}).status_code == 405
    assert client.delete(f"/api/v1/campaign/{found[0]['id']}").status_code == 405


def test_tasks_that_tell_of_a_sensitive_category_stay_with_those_who_visit(
    sign_in: SignIn, session: Session, world: World
) -> None:
    in_force(session)
    opened(session, world)
    session.commit()
    for role in (roles.CENTRE, roles.LEADER):
        tasks = sign_in(role).get("/api/v1/task/?q=(page_size:100)").json["result"]
        assert {each["object"] for each in tasks} == {"homes", "shops"}, role
