"""Rates and what may stand in a visit."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.visits.rules import REACHED, Rate, VisitWay, visit_problem

TODAY = dt.date(2026, 3, 1)


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_a_rate_lies_between_nothing_and_all(numerator: int, rest: int) -> None:
    rate = Rate(numerator, numerator + rest)
    assert rate.percent is not None
    assert 0 <= rate.percent <= 100
    assert rate.text.startswith(f"{numerator}/{numerator + rest}（")


def test_a_rate_reads_as_people_write_it() -> None:
    assert Rate(46, 50).text == "46/50（92.0%）"
    assert Rate(1, 3).text == "1/3（33.3%）"
    assert Rate(0, 7).text == "0/7（0.0%）"


def test_no_data_is_not_zero() -> None:
    assert Rate(0, 0).text == "—"
    assert Rate(0, 0).share is None


@pytest.mark.parametrize("way", list(VisitWay))
def test_satisfaction_only_where_somebody_was_spoken_to(way: VisitWay) -> None:
    problem = visit_problem(TODAY, way, "satisfied", TODAY)
    assert (problem is None) == (way in REACHED)
    assert visit_problem(TODAY, way, None, TODAY) is None


@pytest.mark.parametrize("day", [None, TODAY + dt.timedelta(days=1), dt.date(1999, 12, 31)])
def test_a_visit_has_a_day_that_has_come(day: dt.date | None) -> None:
    problem = visit_problem(day, VisitWay.HOME, None, TODAY)
    assert problem is not None
    assert problem[1] == "visited_on"
