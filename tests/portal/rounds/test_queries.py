"""The round asks the database the same number of questions however many homes it shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from portal.campaigns.services import open_campaign
from portal.foundation.clock import today
from portal.grids.models import Grid
from portal.households.models import Household, Resident
from portal.issues.models import Issue
from portal.rounds.day import day_of, first_stops
from portal.rounds.stops import DUE, LATE, REST, TASK
from portal.security import roles
from portal.visits.models import Visit
from tests.fixtures.people import SignIn
from tests.fixtures.profiles import put_in_force
from tests.fixtures.world import World

MOST = {"/rounds/": 26, "/rounds/day.json": 28, "/rounds/bulk": 30}


@pytest.fixture
def asked(connection: Connection) -> Iterator[list[str]]:
    """The SELECTs so far."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            found.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield found
    event.remove(connection, "before_cursor_execute", note)


def more_homes(session: Session, world: World, number: int) -> None:
    day = today() - dt.timedelta(days=30)
    for n in range(number):
        home = Household(
            grid_id=world.grids["west1"], code=f"9{n:03}", head_name=f"周{n}", address=f"新村 {n} 号", walking_order=100 + n,
            residents=[Resident(name=f"周{n}", relation="head")], visits=[Visit(visited_on=day, way="home", next_on=day + dt.timedelta(9))],
        )  # fmt: skip
        session.add(home)
        session.flush()
        session.add(Issue(
            number=f"20260401{n:04}", grid_id=world.grids["west1"], household_id=home.id, category_id=world.others["category"], title="灯",
            text="灯", registered_at=dt.datetime(2026, 4, 1), stage="new",
        ))  # fmt: skip
    session.commit()


@pytest.mark.parametrize("page", MOST)
def test_more_homes_are_not_more_questions(
    sign_in: SignIn, session: Session, world: World, asked: list[str], page: str
) -> None:
    client = sign_in(roles.MEMBER)
    client.get(page)
    asked.clear()
    assert client.get(page).status_code == 200
    few = len(asked)
    more_homes(session, world, 30)
    asked.clear()
    assert client.get(page).status_code == 200
    assert len(asked) <= few + 1, (few, len(asked))
    assert few <= MOST[page], few


def test_the_first_stops_are_those_of_the_whole_list(session: Session, world: World) -> None:
    """The database cuts the list by the rank that stops have."""
    day, ago = today(), today() - dt.timedelta(days=40)
    campaign = {
        "key": "spring", "name": "春季走访", "starts_on": str(day), "ends_on": str(day),
        "objects": [{"key": "shops", "name": "商店", "subject": "establishment"}],
    }  # fmt: skip
    monthly = {"category": "released", "times": 1, "per": "month"}
    put_in_force(session, tables=[], rates=[], campaigns=[campaign], visit_frequencies=[monthly])
    homes = {name: session.get_one(Household, each) for name, each in world.households.items()}
    for name, agreed in (("east1-2", day), ("west2-3", day - dt.timedelta(days=1))):
        session.add(Visit(household=homes[name], visited_on=ago, way="absent", next_on=agreed))
    session.add(
        Visit(establishment_id=world.others["shop-east1"], visited_on=ago, way="home", next_on=ago + dt.timedelta(9))
    )
    session.add(Visit(household=homes["west1-1"], visited_on=day, way="absent", next_on=None))
    open_campaign(session, "spring", session.get_one(Grid, world.grids["town"]))
    session.commit()
    whole = [(stop.kind, stop.id) for stop in day_of(session, day).waiting]
    ranks = [stop.rank(day) for stop in day_of(session, day).waiting]
    assert set(ranks) == {LATE, DUE, TASK, REST}
    for most in (1, 2, 3, 5, 8):
        assert [(stop.kind, stop.id) for stop in first_stops(session, day, most)] == whole[:most]
