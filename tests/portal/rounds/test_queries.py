"""The round asks the database the same number of questions however many homes it shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from portal.foundation.clock import today
from portal.households.models import Household, Resident
from portal.issues.models import Issue
from portal.security import roles
from portal.visits.models import Visit
from tests.fixtures.people import SignIn
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
