"""When a home is to be visited next: the plan's frequencies and the day agreed on, one by one and as a condition."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.households.models import CareCategory, Household
from portal.visits import frequencies
from portal.visits.models import Visit
from portal.visits.rules import NextVisit, interval, next_visit
from seeds.sections.register import VisitFrequency
from tests.fixtures.world import World

DAY = dt.date(2026, 6, 15)
RULES = (VisitFrequency(times=1, per="quarter"), VisitFrequency(category="alone", times=2, per="month"))


@pytest.mark.parametrize(
    ("times", "per", "days"), [(1, "week", 7), (2, "month", 15), (1, "quarter", 91), (2, "year", 182), (5, "day", 1)]
)
def test_the_longest_time_between_two_visits(times: int, per: str, days: int) -> None:
    assert interval(times, per) == dt.timedelta(days=days)


days = st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))


@given(st.none() | st.integers(1, 365), days, days)
def test_the_next_day_is_the_earlier_one(every: int | None, reached: dt.date | None, agreed: dt.date | None) -> None:
    gap = dt.timedelta(days=every) if every else None
    found = next_visit(gap, reached, agreed, DAY)
    if every is None and agreed is None:
        assert found is None
        return
    assert found is not None
    assert found.late == (found.day < DAY)
    by_rule = [] if gap is None else [reached + gap if reached else DAY]
    assert found.day == min([*by_rule, *([agreed] if agreed else [])])


def test_the_most_demanding_rule_that_fits_counts(session: Session, world: World) -> None:
    home, other = world.households["west1-2"], world.households["west1-3"]
    alone = session.scalars(select(CareCategory).where(CareCategory.code == "alone")).one()
    session.get_one(Household, home).residents[0].care = [alone]
    for household in (home, other):
        session.add(Visit(household_id=household, visited_on=DAY - dt.timedelta(days=20), way="home"))
        session.add(Visit(household_id=household, visited_on=DAY - dt.timedelta(days=2), way="absent"))
    session.flush()
    found = frequencies.next_visits(session, [home, other], RULES, DAY)
    assert found[home] == NextVisit(DAY - dt.timedelta(days=5), late=True, agreed=False)
    assert found[other] == NextVisit(DAY + dt.timedelta(days=71), late=False, agreed=False)


def test_the_day_agreed_on_at_the_newest_visit_counts_and_older_ones_do_not(session: Session, world: World) -> None:
    home = world.households["west1-2"]
    session.add(
        Visit(
            household_id=home, visited_on=DAY - dt.timedelta(days=9), way="absent", next_on=DAY - dt.timedelta(days=3)
        )
    )
    session.flush()
    assert frequencies.next_visits(session, [home], (), DAY)[home] == NextVisit(DAY - dt.timedelta(days=3), True, True)
    session.add(Visit(household_id=home, visited_on=DAY - dt.timedelta(days=3), way="home"))
    session.flush()
    assert frequencies.next_visits(session, [home], (), DAY) == {}


def test_the_condition_finds_the_same_homes(session: Session, world: World) -> None:
    homes = [world.households[f"{grid}-{number}"] for grid in ("west1", "west2") for number in (1, 2, 3)]
    ways = ("home", "phone", "absent", "refused", "home", "absent")
    for number, (home, way) in enumerate(zip(homes, ways, strict=True)):
        agreed = DAY + dt.timedelta(days=number - 3) if number % 2 else None
        session.add(
            Visit(household_id=home, visited_on=DAY - dt.timedelta(days=7 + number * 25), way=way, next_on=agreed)
        )
    session.flush()
    found = frequencies.next_visits(session, homes, RULES, DAY)
    due = set(session.scalars(select(Household.id).where(Household.id.in_(homes), frequencies.due_by(RULES, DAY))))
    assert due == {home for home, when in found.items() if when.day <= DAY}
    assert 0 < len(due) < len(homes)


def test_a_vacant_home_is_due_only_on_a_day_agreed_on(session: Session, world: World) -> None:
    home, promised = world.households["west2-1"], world.households["west2-2"]
    for each in (home, promised):
        session.get_one(Household, each).kind = "vacant"
    session.add(Visit(household_id=promised, visited_on=DAY - dt.timedelta(days=400), way="absent", next_on=DAY))
    session.flush()
    found = frequencies.next_visits(session, [home, promised], RULES, DAY)
    assert found == {promised: NextVisit(DAY, late=False, agreed=True)}
    vacant = Household.kind == "vacant"
    assert set(session.scalars(select(Household.id).where(vacant, frequencies.due_by(RULES, DAY)))) == {promised}
    assert set(session.scalars(select(Household.id).where(vacant, frequencies.late_by(RULES, DAY)))) == set()
