"""What a period that has ended counted does not move when later visits come."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.campaigns.joining import follow
from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.rules import TaskState
from portal.figures.grounds import Ground
from portal.figures.openings import Opening
from portal.figures.rates import count
from portal.figures.sources import Asked
from portal.households.models import Establishment, Household
from portal.households.rules import HouseholdKind
from portal.visits.models import Visit
from portal.visits.rules import REACHED, VisitWay
from portal.visits.services import record_visit
from tests.fixtures.world import World
from tests.portal.campaigns.conftest import in_force, opened

FIRST = dt.date(2026, 6, 1)
STATES = {"objects_visited": TaskState.VISITED, "objects_absent": TaskState.ABSENT}
MEASURES = (*STATES, "objects_reached", "objects_due")


def until(number: int) -> Ground:
    return Ground(FIRST, FIRST + dt.timedelta(days=number))


def counted(session: Session, number: int) -> dict[str, int]:
    return {key: count(session, key, until(number)) for key in MEASURES}


def call(session: Session, chance: random.Random, number: int) -> None:
    """Somebody calls at a home or a shop, most often in vain."""
    way = chance.choice((VisitWay.ABSENT, VisitWay.ABSENT, VisitWay.REFUSED, VisitWay.PHONE, VisitWay.HOME))
    kind = chance.choice((Household, Household, Household, Establishment))
    homes = session.scalars(select(kind).order_by(kind.id)).all()
    home = chance.choice(homes)
    with session.no_autoflush:
        made = Visit(visited_on=FIRST + dt.timedelta(days=number), way=way)
        if isinstance(home, Household):
            met = [each for each in home.residents if chance.random() < 0.6]
            made.household, made.met = home, met if way in REACHED else []
        elif isinstance(home, Establishment):
            made.establishment = home
        record_visit(session, made)


def leave(session: Session, chance: random.Random, campaign: Campaign, number: int) -> None:
    """Nobody lives in some home any more, whatever came of it so far."""
    home: Any = Household.__table__
    homes = session.scalars(select(Household.id).order_by(Household.id)).all()
    session.execute(update(home).where(home.c.id == chance.choice(homes)).values(kind=HouseholdKind.VACANT.value))
    session.expire_all()
    follow(session, campaign, FIRST + dt.timedelta(days=number))


@pytest.mark.parametrize("seed", range(3))
def test_the_figures_of_a_day_stay_as_they_were(session: Session, world: World, seed: int) -> None:
    in_force(session)
    campaign = opened(session, world)
    chance, then = random.Random(seed), {}
    for number in range(20):
        for _ in range(3):
            call(session, chance, number)
        if number % 4 == 3:
            leave(session, chance, campaign, number)
        states = dict(session.execute(select(VisitTask.state, func.count()).group_by(VisitTask.state)).all())
        then[number] = counted(session, number)
        assert {key: then[number][key] for key in STATES} == {
            key: states.get(state, 0) for key, state in STATES.items()
        }
    assert then[19]["objects_reached"] > then[5]["objects_reached"]
    assert then[19]["objects_due"] < then[5]["objects_due"]
    assert {number: counted(session, number) for number in then} == then
    assert all(then[number]["objects_absent"] == len(listed(session, "objects_absent", number)) for number in then)


def listed(session: Session, measure: str, number: int) -> list[int]:
    """The rows behind the number."""
    ground = until(number)
    return list(session.scalars(Opening(measure, "", ground).rows(Asked(session, ground))))
