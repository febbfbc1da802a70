"""Many homes with the same note: one visit each, all or none, once."""

from __future__ import annotations

import re
import uuid
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.foundation.clock import today
from portal.security import roles
from portal.visits.models import Visit
from tests.fixtures.people import SignIn
from tests.fixtures.world import World


def visits(session: Session) -> int:
    return session.scalar(select(func.count(Visit.id))) or 0


def form(session: Session, *homes: int, **values: Any) -> dict[str, Any]:
    base = session.scalar(select(func.max(Visit.id)))
    return {
        "batch": str(uuid.uuid4()), "base": base, "visited_on": str(today()), "way": "absent", "home": list(homes), "offered": list(homes), **values,
    }  # fmt: skip


def test_from_the_list_of_households_to_one_visit_each(sign_in: SignIn, session: Session, world: World) -> None:
    client, homes = sign_in(roles.MEMBER), [world.households["west1-1"], world.households["west1-3"]]
    chosen = client.post("/householdview/action_post", data={"action": "visit_many", "rowid": homes})
    assert chosen.status_code == 302
    page = client.get(chosen.location).text
    assert re.findall(r'name="home" value="(\d+)" checked', page) == [str(each) for each in homes]
    before, data = visits(session), form(session, *homes, note="敲门无人应答")
    assert client.post("/rounds/bulk", data=data).status_code == 302
    made = session.scalars(select(Visit).order_by(Visit.id.desc()).limit(2)).all()
    assert {(each.household_id, each.way, each.note) for each in made} == {
        (each, "absent", "敲门无人应答") for each in homes
    }
    assert client.post("/rounds/bulk", data=data).status_code == 302
    assert visits(session) == before + 2


def test_without_a_choice_the_homes_that_wait_are_offered(sign_in: SignIn, world: World) -> None:
    page = sign_in(roles.MEMBER).get("/rounds/bulk").text
    offered = re.findall(r'name="home" value="(\d+)"', page)
    assert offered == [str(world.households[f"west1-{number}"]) for number in (1, 2, 3)]
    assert "checked" not in page.partition("勾选住户")[2]


def test_nothing_is_stored_when_one_home_is_out_of_sight_or_the_note_is_wrong(
    sign_in: SignIn, session: Session, world: World
) -> None:
    client, before = sign_in(roles.MEMBER), visits(session)
    mine, foreign = world.households["west1-1"], world.households["east1-1"]
    data = {**form(session, mine, foreign), "offered": [mine]}
    for wrong, sentence in (
        (data, "管辖范围"), (form(session, mine, way="home"), "只能选"), (form(session, mine, visited_on="2026-02-30"), "走访日期"),
        ({**form(session), "offered": [mine]}, "请先勾选"), (form(session, mine, batch="x"), "页面已失效"),
    ):  # fmt: skip
        answer = client.post("/rounds/bulk", data=wrong)
        assert (answer.status_code, sentence in answer.text) == (422, True), sentence
    assert visits(session) == before


def test_homes_where_somebody_else_called_are_named_and_left(sign_in: SignIn, session: Session, world: World) -> None:
    data = form(session, world.households["west1-1"], world.households["west1-2"])
    sign_in(roles.HEAD).post("/rounds/bulk", data=form(session, world.households["west1-2"]))
    before = visits(session)
    page = sign_in(roles.MEMBER).post("/rounds/bulk", data=data, follow_redirects=True).text
    assert "已登记 1 户无人在家" in page
    assert "赵乙 当天已有他人登记走访" in page
    assert visits(session) == before + 1
