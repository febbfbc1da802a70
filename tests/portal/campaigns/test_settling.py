"""What visits make of tasks: once entered, every task of the home is settled, and never to the worse."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.rules import CampaignState, TaskState
from portal.campaigns.settling import VisitFact, resettle, resettle_all, settle
from portal.households.models import Household, Resident
from portal.visits.models import Visit
from tests.fixtures.world import World
from tests.portal.campaigns.conftest import in_force, opened

JUNE = dt.date(2026, 6, 10)


@pytest.fixture
def campaign(session: Session, world: World) -> Campaign:
    """Every household and its head, and every shop."""
    objects = [
        {"key": "homes", "name": "住户", "subject": "household"},
        {"key": "heads", "name": "居民", "subject": "resident"},
        {"key": "shops", "name": "商铺", "subject": "establishment"},
    ]
    in_force(session, objects=objects)
    return opened(session, world)


def record(
    session: Session, home: int, way: str = "home", day: dt.date = JUNE, met: tuple[Resident, ...] = ()
) -> Visit:
    visit = Visit(household_id=home, way=way, visited_on=day, met=list(met))
    session.add(visit)
    session.flush()
    return visit


def fact_of(visit: Visit) -> VisitFact:
    met = frozenset(each.id for each in visit.met)
    return VisitFact(
        visit.id, visit.household_id, visit.establishment_id, met, visit.way, visit.visited_on, visit.member_id
    )


def state(
    session: Session, campaign: Campaign, home: int, object_: str = "homes"
) -> tuple[str, int | None, dt.date | None]:
    return session.execute(
        select(VisitTask.state, VisitTask.visit_id, VisitTask.done_on).where(
            VisitTask.campaign_id == campaign.id, VisitTask.household_id == home, VisitTask.object == object_
        )
    ).one()  # fmt: skip


@pytest.fixture
def home(world: World) -> int:
    return world.households["west1-2"]


def test_one_visit_finishes_the_tasks_of_the_home_and_of_those_met(
    session: Session, campaign: Campaign, home: int
) -> None:
    head = session.get_one(Household, home).residents[0]
    visit = record(session, home, met=(head,))
    assert {task.object for task in settle(session, fact_of(visit))} == {"homes", "heads"}
    assert state(session, campaign, home) == (TaskState.VISITED, visit.id, JUNE)
    assert state(session, campaign, home, "heads") == (TaskState.VISITED, visit.id, JUNE)


def test_who_was_not_met_is_not_visited_but_nobody_is_met_where_nobody_opens(
    session: Session, campaign: Campaign, home: int
) -> None:
    settle(session, fact_of(record(session, home)))
    assert state(session, campaign, home, "heads")[0] == TaskState.OPEN
    settle(session, fact_of(record(session, home, "absent")))
    assert state(session, campaign, home, "heads")[0] == TaskState.ABSENT
    assert state(session, campaign, home)[0] == TaskState.VISITED


def test_visited_phoned_absent_and_refused_stay_apart(session: Session, campaign: Campaign, world: World) -> None:
    for number, (way, expected) in enumerate((("home", "visited"), ("phone", "phoned"), ("absent", "absent")), 1):
        settle(session, fact_of(record(session, world.households[f"west1-{number}"], way)))
        assert state(session, campaign, world.households[f"west1-{number}"])[0] == expected
    settle(session, fact_of(record(session, world.households["west2-1"], "refused")))
    assert state(session, campaign, world.households["west2-1"])[0] == TaskState.REFUSED


def test_a_task_never_falls_back_and_the_first_good_visit_decides(
    session: Session, campaign: Campaign, home: int
) -> None:
    settle(session, fact_of(record(session, home, "phone")))
    better = record(session, home, "home", JUNE + dt.timedelta(days=2))
    settle(session, fact_of(better))
    for way, later in (("absent", 3), ("home", 4), ("refused", 5)):
        decided = settle(session, fact_of(record(session, home, way, JUNE + dt.timedelta(days=later))))
        assert "homes" not in {task.object for task in decided}
    assert state(session, campaign, home) == (TaskState.VISITED, better.id, JUNE + dt.timedelta(days=2))


@pytest.mark.parametrize("day", [dt.date(2026, 5, 31), dt.date(2026, 7, 1)])
def test_visits_outside_the_period_settle_nothing(
    session: Session, campaign: Campaign, home: int, day: dt.date
) -> None:
    visit = record(session, home, day=day)
    assert settle(session, fact_of(visit)) == []
    resettle(session, [home])
    assert state(session, campaign, home)[0] == TaskState.OPEN


def test_a_closed_campaign_keeps_what_it_closed_with(session: Session, campaign: Campaign, home: int) -> None:
    settle(session, fact_of(record(session, home, "absent")))
    campaign.state = CampaignState.CLOSED
    session.flush()
    assert settle(session, fact_of(record(session, home))) == []
    resettle(session, [home])
    assert state(session, campaign, home)[0] == TaskState.ABSENT


def test_who_left_is_not_settled(session: Session, campaign: Campaign, home: int) -> None:
    task = session.scalars(select(VisitTask).where(VisitTask.household_id == home, VisitTask.object == "homes")).one()
    task.state = TaskState.LEFT
    settle(session, fact_of(record(session, home)))
    resettle(session, [home])
    assert state(session, campaign, home)[0] == TaskState.LEFT


def test_a_shop_s_visit_settles_the_shop(session: Session, campaign: Campaign, world: World) -> None:
    shop = world.others["shop-east1"]
    visit = Visit(establishment_id=shop, way="home", visited_on=JUNE)
    session.add(visit)
    session.flush()
    assert [task.subject for task in settle(session, fact_of(visit))] == [f"e{shop}"]
    session.execute(delete(Visit).where(Visit.id == visit.id))
    resettle(session, (), [shop])
    assert session.scalars(select(VisitTask.state).where(VisitTask.establishment_id == shop)).one() == TaskState.OPEN


_VISITS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(("home", "phone", "absent", "refused")),
        st.integers(-2, 31),
        st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=_VISITS, removed=st.integers(0, 8))
def test_counting_anew_comes_to_the_same_as_entry_by_entry(
    session: Session, campaign: Campaign, world: World, entries: list[tuple[int, str, int, bool]], removed: int
) -> None:
    homes = [world.households[f"west1-{number}"] for number in (1, 2, 3)]
    with session.begin_nested() as point:
        made = []
        for index, way, day, met in entries:
            people = tuple(session.get_one(Household, homes[index]).residents[:1]) if met else ()
            made.append(record(session, homes[index], way, dt.date(2026, 6, 1) + dt.timedelta(days=day), people))
        for visit in made:
            settle(session, fact_of(visit))
        one_by_one = _all(session, campaign)
        resettle(session, homes)
        assert _all(session, campaign) == one_by_one
        resettle_all(session, campaign)
        assert _all(session, campaign) == one_by_one
        _forget_some(session, made[:removed], homes)
        again = _all(session, campaign)
        session.execute(VisitTask.__table__.update().values(state="open", visit_id=None, done_on=None))
        session.expire_all()
        for visit in reversed(made[removed:]):
            settle(session, fact_of(visit))
        assert _all(session, campaign) == again
        point.rollback()
    session.expire_all()


def _forget_some(session: Session, visits: list[Visit], homes: list[int]) -> None:
    for visit in visits:
        session.delete(visit)
    session.flush()
    resettle(session, homes)


def _all(session: Session, campaign: Campaign) -> list[Any]:
    rows = select(VisitTask.subject, VisitTask.state, VisitTask.visit_id, VisitTask.done_on)
    return list(session.execute(rows.where(VisitTask.campaign_id == campaign.id).order_by(VisitTask.id)).all())
