"""Windows follow one another, and visits due are counted home by home, window by window."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from portal.figures import frequencies
from portal.figures.frequencies import visits_by_grid
from portal.figures.sources import Asked
from portal.figures.windows import windows
from portal.households.models import Household
from portal.visits.models import Visit
from seeds.sections.base import Per
from seeds.sections.register import VisitFrequency
from tests.fixtures.world import World
from tests.portal.figures.campaign import YEAR

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))


@given(per=st.sampled_from(get_args(Per)), first=DAYS, length=st.integers(0, 800), today=DAYS)
def test_windows_are_whole_and_leave_no_gap(per: Per, first: dt.date, length: int, today: dt.date) -> None:
    last = first + dt.timedelta(days=length)
    found = windows(per, first, last, today)
    for start, end in found:
        assert first <= start <= min(end, today)
        assert end <= last
        assert windows(per, start, end, today) == [(start, end)]
    for (_, end), (start, _) in pairwise(found):
        assert start - end == dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("per", "number"), [("day", 365), ("week", 51), ("month", 12), ("quarter", 4), ("half_year", 2), ("year", 1)]
)
def test_a_year_has_so_many(per: Per, number: int) -> None:
    assert len(windows(per, dt.date(2026, 1, 1), dt.date(2026, 12, 31), dt.date(2027, 1, 1))) == number


class OneRule:
    """A profile with nothing but this rule."""

    def __init__(self, rule: VisitFrequency) -> None:
        self.visit_frequencies = (rule,)


def counted(
    session: Session, monkeypatch: pytest.MonkeyPatch, world: World, rule: VisitFrequency
) -> dict[str, tuple[int, int]]:
    monkeypatch.setattr(frequencies, "profile_or_none", lambda _session: OneRule(rule))
    found = visits_by_grid(Asked(session, YEAR.within(last=dt.date(2026, 6, 30))))
    return {name: found[grid_id] for name, grid_id in world.grids.items() if grid_id in found}


def visit(session: Session, world: World, home: str, *days: str) -> None:
    for day in days:
        session.add(Visit(household_id=world.households[home], visited_on=dt.date.fromisoformat(day), way="home"))
    session.flush()


def test_many_visits_to_one_home_do_not_stand_for_none_to_another(
    session: Session, monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    visit(session, world, "west1-1", "2026-04-01", "2026-04-02", "2026-04-03")
    rule = VisitFrequency(times=1, per="quarter")
    assert counted(session, monkeypatch, world, rule) == {
        "west1": (2, 6),
        "west2": (0, 6),
        "east1": (1, 6),
        "east2": (0, 6),
    }


def test_only_homes_of_the_category_are_due(session: Session, monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    rule = VisitFrequency(times=2, per="half_year", category="released")
    assert counted(session, monkeypatch, world, rule) == {
        "west1": (1, 2),
        "west2": (0, 2),
        "east1": (1, 2),
        "east2": (0, 2),
    }


def test_an_area_is_walked_when_anybody_in_it_was_visited(
    session: Session, monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    visit(session, world, "west1-2", "2026-03-01", "2026-03-20", "2026-05-06")
    monthly = VisitFrequency(times=2, per="month", whole_area=True)
    assert counted(session, monkeypatch, world, monthly)["west1"] == (3, 12)
    daily = VisitFrequency(times=1, per="day", whole_area=True)
    assert counted(session, monkeypatch, world, daily)["west1"] == (3, 181)


def test_nobody_is_due_in_a_vacant_home(session: Session, monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    session.get_one(Household, world.households["west1-1"]).kind = "vacant"
    session.flush()
    assert counted(session, monkeypatch, world, VisitFrequency(times=1, per="quarter"))["west1"] == (0, 4)
