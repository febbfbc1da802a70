"""Going there comes before telephoning, and a way that a campaign leaves out stays out: at every door by which a visit comes in."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.campaigns.models import VisitTask
from portal.campaigns.rules import TaskState
from portal.campaigns.services import open_campaign
from portal.foundation.clock import today
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.households.models import Household
from portal.security import roles
from portal.visits import services
from portal.visits.models import Visit, VisitAbsence
from portal.visits.rules import VisitWay
from tests.fixtures.people import SignIn
from tests.fixtures.profiles import put_in_force
from tests.fixtures.world import World

VISITS = "/api/v1/visit/"
FIRST = "要求先上门"


def run(session: Session, world: World, **campaign: Any) -> None:
    """Open a campaign of all households, ten days around today."""
    first, last = today() - dt.timedelta(days=5), today() + dt.timedelta(days=5)
    written = {
        "key": "spring", "name": "春季走访", "starts_on": str(first), "ends_on": str(last),
        "objects": [{"key": "homes", "name": "住户", "subject": "household"}], **campaign,
    }  # fmt: skip
    put_in_force(session, campaigns=[written], tables=[], rates=[])
    open_campaign(session, "spring", session.get_one(Grid, world.grids["town"]))
    session.commit()


@pytest.fixture
def spring(session: Session, world: World) -> None:
    """A campaign in which one goes there first."""
    run(session, world, telephone=[{"objects": ["homes"], "required": True}])


def reached(session: Session) -> int:
    states = (TaskState.VISITED, TaskState.PHONED)
    return session.scalar(select(func.count(VisitTask.id)).where(VisitTask.state.in_(states))) or 0


def made(session: Session, world: World, way: str, days_ago: int = 0, home: str = "west1-2", **values: Any) -> Visit:
    found = session.get_one(Household, world.households[home])
    day = today() - dt.timedelta(days=days_ago)
    with session.no_autoflush:
        return Visit(household=found, visited_on=day, way=way, **values)


def test_neither_form_nor_rest_counts_a_call_to_which_nobody_went(
    sign_in: SignIn, session: Session, world: World, spring: None
) -> None:
    before, client = reached(session), sign_in(roles.CENTRE)
    body = {"household": world.households["west1-2"], "visited_on": str(today()), "way": "phone"}
    form = client.post("/visitview/add", data=body)
    rest = client.post(VISITS, json=body)
    assert (form.status_code, FIRST in form.text) == (422, True)
    assert (rest.status_code, FIRST in rest.json["message"]) == (422, True)
    assert reached(session) == before
    noted = client.post(VISITS, json={**body, "absence": {"address": "无锡市"}})
    assert noted.status_code == 201, noted.text
    assert reached(session) == before + 1


def test_changing_a_visit_asks_again_and_its_own_task_is_no_excuse(
    sign_in: SignIn, session: Session, world: World, spring: None
) -> None:
    visit = services.record_visit(session, made(session, world, "home"))
    session.commit()
    client, address = sign_in(roles.CENTRE), f"{VISITS}{visit.id}"
    phoned = client.put(address, json={"way": "phone"})
    assert (phoned.status_code, FIRST in phoned.json["message"]) == (422, True)
    assert client.put(address, json={"way": "phone", "absence": {"address": "无锡市"}}).status_code == 200
    emptied = client.put(address, json={"absence": {}})
    assert (emptied.status_code, FIRST in emptied.json["message"]) == (422, True)
    assert client.put(address, json={"note": "已转告"}).status_code == 200, "nothing that matters changed"


def test_a_call_before_the_day_on_which_nobody_opened_does_not_count(
    session: Session, world: World, spring: None
) -> None:
    services.record_visit(session, made(session, world, "absent", 1))
    with pytest.raises(Refusal, match=FIRST):
        services.record_visit(session, made(session, world, "phone", 2))
    session.expunge_all()
    services.record_visit(session, made(session, world, "phone", 1))


@pytest.mark.parametrize("way", ["absent", "home"])
def test_the_visit_that_a_call_stands_on_stays(
    sign_in: SignIn, session: Session, world: World, spring: None, way: str
) -> None:
    went = services.record_visit(session, made(session, world, way, 2))
    call = services.record_visit(session, made(session, world, "phone", 1))
    session.commit()
    client = sign_in(roles.CENTRE)
    later = client.put(f"{VISITS}{went.id}", json={"visited_on": str(today())})
    assert later.status_code == (422 if way == "absent" else 200), "who was met at home counts as visited on any day"
    for answer in (client.delete(f"{VISITS}{went.id}"), client.put(f"{VISITS}{went.id}", json={"way": "refused"})):
        assert (answer.status_code, f"{call.visited_on} 的电话走访以" in answer.text) == (422, True), answer.text
    assert client.put(f"{VISITS}{went.id}", json={"note": "院门锁着"}).status_code == 200
    assert client.delete(f"{VISITS}{call.id}").status_code == 200
    assert client.delete(f"{VISITS}{went.id}").status_code == 200


def test_a_way_left_out_is_refused_at_the_form_and_over_rest(sign_in: SignIn, session: Session, world: World) -> None:
    run(session, world, ways=["home", "absent"])
    client = sign_in(roles.CENTRE)
    body = {"household": world.households["west1-2"], "visited_on": str(today()), "way": "phone"}
    assert "“春季走访”没有“电话”这种走访方式" in client.post("/visitview/add", data=body).text
    refused = client.post(VISITS, json=body)
    assert (refused.status_code, refused.json["field"]) == (422, "way")
    assert client.post(VISITS, json={**body, "way": "home"}).status_code == 201
    assert client.post(VISITS, json=body).status_code == 201, "its task is done"


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_recorded_changed_and_deleted_no_call_counts_to_which_nobody_went(
    session: Session, world: World, spring: None, seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        stored = list(session.scalars(select(Visit).where(Visit.visited_on >= today() - dt.timedelta(days=5))))
        one, way, ago = (
            (chance.choice(stored) if stored else None),
            chance.choice(list(VisitWay)).value,
            chance.randrange(4),
        )
        try:
            if one is None or chance.random() < 0.4:
                noted = VisitAbsence(address="无锡市") if way == "phone" and chance.random() < 0.2 else None
                home = chance.choice(("west1-2", "west1-3"))
                services.record_visit(session, made(session, world, way, ago, home, absence=noted))
            elif chance.random() < 0.6:
                with session.no_autoflush:
                    one.absence = one.absence if way in ("phone", "absent") and chance.random() < 0.7 else None
                    one.way, one.visited_on = way, today() - dt.timedelta(days=ago)
                services.record_visit(session, one)
            else:
                services.remove_visit(session, one)
            session.commit()
        except Refusal:
            session.rollback()
        phoned = select(VisitTask.household_id).where(VisitTask.state == TaskState.PHONED)
        for called in session.scalars(phoned):
            visits = list(session.scalars(select(Visit).where(Visit.household_id == called)))
            shut = min((each.visited_on for each in visits if each.way == "absent"), default=dt.date.max)
            calls = [each for each in visits if each.way == "phone"]
            assert any(each.absence or shut <= each.visited_on for each in calls), (
                seed,
                [str(each) for each in visits],
            )
