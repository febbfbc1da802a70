"""A table of an object of a campaign, or with a column of care categories, may tell as much as a ledger: it is as closed, and logged."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign
from portal.plans.current import profile_in_force
from portal.security.scope import set_scope
from portal.tables.care import tells_sensitive
from portal.tables.filling import fill
from portal.tables.work import Work
from portal.visits.models import Visit
from tests.fixtures.world import World
from tests.portal.campaigns.conftest import in_force, opened
from tests.portal.tables.grounds import cells, ground
from tests.portal.tables.test_scope import seen_by, table

JUNE = (dt.date(2026, 6, 1), dt.date(2026, 6, 30))
NAMES = {"household": "head", "resident": "name", "visit": "name"}


@pytest.fixture
def june(session: Session, world: World) -> Campaign:
    """A campaign with an object of released people: the first of each grid; everybody was called at."""
    in_force(session)
    made = opened(session, world)
    for home in world.households.values():
        session.add(Visit(household_id=home, visited_on=dt.date(2026, 6, 5), way="absent"))
    session.flush()
    return made


def shown(session: Session, world: World, june: Campaign, subject: str, only: list[str]) -> tuple[int, bool]:
    """How many rows the table of the first grid has, and whether it counts as telling."""
    asked = table(subject, NAMES[subject], only=only)
    where = ground(session, world.grids["west1"], JUNE, june.id)
    work = Work(session, asked, where, profile_in_force(session))
    return len(cells(fill(session, asked, where), NAMES[subject])), tells_sensitive(work)


@pytest.mark.parametrize("subject", NAMES)
def test_a_sensitive_object_is_listed_for_who_is_responsible_only(
    session: Session, world: World, june: Campaign, subject: str
) -> None:
    sensitive, plain = ["object:cared"], ["object:homes"]
    with seen_by(session, world, "west1", member="west1-member"):
        assert shown(session, world, june, subject, plain)[1] is False
        rows, told = shown(session, world, june, subject, sensitive)
        assert (rows > 0, told) == (True, True)
    with seen_by(session, world, "west"):
        assert shown(session, world, june, subject, plain)[0] > 0
        assert shown(session, world, june, subject, sensitive) == (0, False)
        assert shown(session, world, june, subject, ["object:cared", "object:homes"]) == (
            shown(session, world, june, subject, plain)
        )
    assert shown(session, world, june, subject, sensitive) == (0, False), "paper made on the command line wanders"


def test_an_unreached_sensitive_object_is_as_closed(session: Session, world: World, june: Campaign) -> None:
    with seen_by(session, world, "west"):
        for condition in ("unvisited", "way:absent"):
            assert shown(session, world, june, "household", [condition, "object:cared"]) == (0, False)


@pytest.mark.parametrize("subject", ["household", "resident"])
def test_a_column_of_care_tells_without_any_condition(session: Session, world: World, subject: str) -> None:
    in_force(session)
    asked = table(subject, NAMES[subject], "care")

    def told(grid: str) -> bool:
        return tells_sensitive(Work(session, asked, ground(session, world.grids[grid]), profile_in_force(session)))

    with seen_by(session, world, "west", member="west1-member"):
        assert (told("west"), told("west1"), told("west2")) == (True, True, False)
    with seen_by(session, world, "west"):
        assert not told("west")
    set_scope(session, None)
    assert not told("west")
