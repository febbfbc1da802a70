"""Two people at the visits of one home at the same moment, each in a transaction of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.rules import TaskState
from portal.campaigns.services import open_campaign
from portal.exchange.actors import COMMAND_LINE
from portal.exchange.declaration import Entry
from portal.exchange.sheet import CleanRow
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.households.models import Household
from portal.plans.models import PlanVersion
from portal.visits import services
from portal.visits.models import Visit
from portal.visits.visit_part import VisitPart
from tests.fixtures.profiles import put_in_force
from tests.fixtures.races import Step, raced
from tests.fixtures.world import World


@pytest.fixture
def home(world_app: tuple[Flask, World]) -> Iterator[int]:
    """A home of a campaign in which one goes there before telephoning, where nobody opened yesterday; really committed, and taken
    away with all visits made since."""
    app, world = world_app
    with app.app_context(), Session(db.engine) as session:
        known = session.scalar(select(func.max(Visit.id)))
        put_in_force(session, campaigns=[_campaign()], tables=[], rates=[])
        made = open_campaign(session, "spring", session.get_one(Grid, world.grids["town"]))
        services.record_visit(session, visit(session, world.households["west1-2"], "absent", 1))
        session.commit()
        campaign_id = made.id
    yield world.households["west1-2"]
    with app.app_context(), Session(db.engine) as session:
        session.execute(delete(VisitTask).where(VisitTask.campaign_id == campaign_id))
        session.execute(delete(Visit).where(Visit.id > known))
        session.execute(delete(Campaign).where(Campaign.id == campaign_id))
        session.execute(delete(PlanVersion))
        session.commit()


def _campaign() -> dict[str, Any]:
    first, last = (str(today() + dt.timedelta(days=days)) for days in (-5, 5))
    return {
        "key": "spring", "name": "春季走访", "starts_on": first, "ends_on": last,
        "objects": [{"key": "homes", "name": "住户", "subject": "household"}],
        "telephone": [{"objects": ["homes"], "required": True}],
    }  # fmt: skip


def visit(session: Session, home: int, way: str, days_ago: int = 0) -> Visit:
    with session.no_autoflush:
        return Visit(
            household=session.get_one(Household, home), visited_on=today() - dt.timedelta(days=days_ago), way=way
        )


def state_of(app: Flask, home: int) -> str:
    with app.app_context(), Session(db.engine) as session:
        return session.scalars(select(VisitTask.state).where(VisitTask.household_id == home)).one()


def taken_away(home: int) -> Step:
    def step(session: Session) -> None:
        shut = select(Visit).where(Visit.household_id == home, Visit.way == "absent")
        services.remove_visit(session, session.scalars(shut).one())

    return step


def recorded(home: int, way: str) -> Step:
    return lambda session: services.record_visit(session, visit(session, home, way))


def imported(home: int) -> Step:
    """What an import asks of a row before it stores it."""

    def step(session: Session) -> None:
        part = VisitPart(session, COMMAND_LINE)
        entry = Entry(part, [CleanRow(2, {})], {})
        entry.columns = {
            **dict.fromkeys(part.table.columns), **dict.fromkeys(part.table.elsewhere), "household_id": home, "met": (),
            "visited_on": today(), "way": "phone",
        }  # fmt: skip
        part.judge(session, [entry])
        if entry.bad:
            raise Refusal(entry.rows[0].findings[0].message)

    return step


@pytest.mark.parametrize("call", [lambda home: recorded(home, "phone"), imported], ids=["record", "import"])
def test_a_call_finds_the_visit_gone_that_it_would_stand_on(
    world_app: tuple[Flask, World], home: int, call: Callable[[int], Step]
) -> None:
    assert "要求先上门" in raced(world_app[0], taken_away(home), call(home))
    assert state_of(world_app[0], home) == TaskState.OPEN


def test_a_visit_that_a_call_stands_on_is_not_taken_away_at_the_same_moment(
    world_app: tuple[Flask, World], home: int
) -> None:
    assert "为前提" in raced(world_app[0], recorded(home, "phone"), taken_away(home))
    assert state_of(world_app[0], home) == TaskState.PHONED


def test_of_two_at_one_door_the_better_news_stands(world_app: tuple[Flask, World], home: int) -> None:
    assert raced(world_app[0], recorded(home, "home"), recorded(home, "absent")) == ""
    assert state_of(world_app[0], home) == TaskState.VISITED


def test_a_visit_deleted_meanwhile_cannot_be_changed(world_app: tuple[Flask, World], home: int) -> None:
    def changed(session: Session) -> None:
        with session.no_autoflush:
            shut = select(Visit).where(Visit.household_id == home, Visit.way == "absent")
            for row in session.scalars(shut).all():  # on SQLite the second begins when the first has ended
                row.way = "refused"
                services.record_visit(session, row)

    told = raced(world_app[0], taken_away(home), changed)
    assert told == ("" if world_app[0].config["PORTAL"].on_spatialite else "这条走访刚刚被别人删除了")


def test_one_page_sent_twice_at_once_is_one_visit(world_app: tuple[Flask, World], home: int) -> None:
    app, found = world_app[0], []

    def sent(session: Session) -> None:
        made = visit(session, home, "home")
        made.uid = "7b1c2f9e-1111-4222-8333-444455556666"
        found.append(services.record_visit(session, made).id)

    assert raced(app, sent, sent) == ""
    assert found == [found[0]] * 2
