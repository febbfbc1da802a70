"""A table filled by the week within a campaign tells the week as it ended, whatever came of its tasks later."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.campaigns.joining import follow
from portal.campaigns.models import Campaign
from portal.households.models import Household
from portal.households.rules import HouseholdKind
from portal.tables.filling import fill
from portal.visits.models import Visit
from tests.fixtures.world import World
from tests.portal.campaigns.conftest import in_force, opened
from tests.portal.tables.grounds import cells, ground
from tests.portal.tables.test_scope import table

WEEK = (dt.date(2026, 6, 1), dt.date(2026, 6, 7))
LATER = (dt.date(2026, 6, 8), dt.date(2026, 6, 14))
ASKED = (["visited"], ["unvisited"], ["way:absent"], ["object:homes"])


@pytest.fixture
def june(session: Session, world: World) -> Campaign:
    in_force(session)
    return opened(session, world)


def call(session: Session, world: World, name: str, way: str, day: dt.date) -> None:
    session.add(Visit(household_id=world.households[name], way=way, visited_on=day))
    session.commit()


def week(session: Session, world: World, june: Campaign, days: tuple[dt.date, dt.date] = WEEK) -> list[Any]:
    """The numbers of the homes that each table lists."""
    where = ground(session, world.grids["west1"], days, june.id)
    return [cells(fill(session, table("household", "code", only=only), where), "code") for only in ASKED]


def test_a_week_stays_as_it_ended(session: Session, world: World, june: Campaign) -> None:
    call(session, world, "west1-2", "absent", WEEK[0])
    call(session, world, "west1-3", "home", WEEK[1])
    then = week(session, world, june)
    call(session, world, "west1-2", "home", LATER[0])
    home: Any = Household.__table__
    session.execute(update(home).where(home.c.id == world.households["west1-3"]).values(kind=HouseholdKind.VACANT))
    follow(session, june, LATER[1])
    assert week(session, world, june) == then
    visited, unvisited, absent, homes = week(session, world, june, LATER)
    assert (len(visited), absent, len(homes)) == (1, [], 1)
    assert then[0] not in (visited, unvisited)
