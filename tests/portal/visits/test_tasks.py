"""Visits from the office: they settle tasks, and changing or deleting them counts the tasks anew."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.rules import Joined, TaskState
from portal.foundation.clock import now, today
from portal.foundation.errors import Refusal
from portal.households.models import Household
from portal.security import roles
from portal.visits import services
from portal.visits.models import Visit, VisitAbsence
from portal.visits.wording import absence_in_words
from tests.fixtures.people import SignIn
from tests.fixtures.world import World


@pytest.fixture
def tasks(session: Session, world: World) -> dict[str, int]:
    """One open campaign with a task for a household and for a shop; their ids."""
    day = today()
    campaign = Campaign(
        key="walk", name="走访月", grid_id=world.grids["town"], starts_on=day - dt.timedelta(days=5), ends_on=day + dt.timedelta(days=5),
        opened_at=now(), opened_by="周中心",
    )  # fmt: skip
    session.add(campaign)
    session.flush()
    common: dict[str, Any] = {
        "campaign_id": campaign.id,
        "grid_id": world.grids["west1"],
        "joined": Joined.OPENING,
        "joined_on": day,
    }
    home, shop = world.households["west1-2"], world.others["shop-west1"]
    made = {
        "home": VisitTask(object="homes", subject=f"h{home}", household_id=home, **common),
        "shop": VisitTask(object="shops", subject=f"e{shop}", establishment_id=shop, **common),
    }
    session.add_all(made.values())
    session.commit()
    return {name: task.id for name, task in made.items()}


def state(session: Session, task: int) -> str:
    return session.scalars(select(VisitTask.state).where(VisitTask.id == task)).one()


def test_a_visit_settles_its_task_and_its_deletion_opens_it_again(
    sign_in: SignIn, session: Session, world: World, tasks: dict[str, int]
) -> None:
    client = sign_in(roles.CENTRE)
    data = {"household": world.households["west1-2"], "visited_on": str(today()), "way": "phone", "wishes": "多装路灯"}
    assert client.post("/visitview/add", data=data).status_code == 302
    assert state(session, tasks["home"]) == TaskState.PHONED
    visit = session.scalars(select(Visit).order_by(Visit.id.desc()).limit(1)).one()
    assert client.post(f"/visitview/edit/{visit.id}", data={**data, "way": "home"}).status_code == 302
    assert state(session, tasks["home"]) == TaskState.VISITED
    assert (
        client.post(f"/visitview/edit/{visit.id}", data={**data, "household": world.households["west1-3"]}).status_code
        == 302
    )
    assert state(session, tasks["home"]) == TaskState.OPEN
    assert client.post(f"/visitview/edit/{visit.id}", data=data).status_code == 302
    assert client.post(f"/visitview/delete/{visit.id}").status_code == 302
    assert state(session, tasks["home"]) == TaskState.OPEN


def test_an_establishment_is_visited_from_the_office(
    sign_in: SignIn, session: Session, world: World, tasks: dict[str, int]
) -> None:
    client = sign_in(roles.CENTRE)
    data = {"establishment": world.others["shop-west1"], "visited_on": str(today()), "way": "home"}
    both = client.post("/visitview/add", data={**data, "household": world.households["west1-2"]})
    assert (both.status_code, "二者选一" in both.text) == (422, True)
    assert client.post("/visitview/add", data=data).status_code == 302
    assert state(session, tasks["shop"]) == TaskState.VISITED
    assert "west1 商店" in client.get("/visitview/list/").text


def test_wishes_and_the_absent_can_be_listed(sign_in: SignIn, session: Session, world: World) -> None:
    visit = session.scalars(select(Visit).where(Visit.household_id == world.households["west1-1"])).one()
    visit.wishes, visit.absence = (
        "多装路灯",
        VisitAbsence(since=dt.date(2026, 2, 1), address="无锡市", occupation="务工"),
    )
    session.commit()
    client = sign_in(roles.CENTRE)
    for column, text in (("with_wishes", "多装路灯"), ("with_absence", "2026-02-01 起在无锡市，务工")):
        assert text in client.get(f"/visitview/list/?_flt_0_{column}=y").text
        assert text not in client.get(f"/visitview/list/?_flt_0_{column}=n").text
    page = client.get(f"/visitview/show/{visit.id}").text
    assert "None" not in page
    assert absence_in_words(None) is None


def test_a_known_uid_is_not_written_again(session: Session, world: World) -> None:
    def made(**values: Any) -> Visit:
        home = session.get_one(Household, world.households["west1-2"])
        with session.no_autoflush:
            return Visit(uid="0" * 36, household=home, visited_on=today(), **values)

    first = services.record_visit(session, made(way="home"))
    assert services.record_visit(session, made(way="home", note="又一次")) is first
    assert first.note is None
    with pytest.raises(Refusal, match="这一页已经登记过"):
        services.record_visit(session, made(way="absent"))
    assert first.way == "home"


def test_who_is_met_lives_there_and_is_met_only_when_reached(session: Session, world: World) -> None:
    home, other = (session.get_one(Household, world.households[name]) for name in ("west1-2", "west1-3"))
    for way, met, sentence in (("home", other.residents, "不在这一户"), ("absent", home.residents, "没有见到人")):
        with session.no_autoflush, pytest.raises(Refusal, match=sentence):
            services.record_visit(session, Visit(household=home, visited_on=today(), way=way, met=list(met)))
        session.expunge_all()
