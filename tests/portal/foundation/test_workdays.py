"""Working days by the Chinese calendar."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.foundation.workdays import Calendar

UNANNOUNCED = dt.date(2050, 1, 1)
days = st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31))


@pytest.mark.parametrize("day", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"])
def test_weekends_worked_in_exchange_for_a_holiday_count(day: str) -> None:
    date = dt.date.fromisoformat(day)
    assert date.weekday() >= 5
    assert Calendar().is_workday(date)


@pytest.mark.parametrize("day", ["2026-01-01", "2026-02-17", "2026-04-06", "2026-05-01", "2026-06-19", "2026-10-01"])
def test_holidays_on_weekdays_do_not_count(day: str) -> None:
    date = dt.date.fromisoformat(day)
    assert date.weekday() < 5
    assert not Calendar().is_workday(date)


@given(st.dates(UNANNOUNCED, dt.date(2060, 12, 31)))
def test_a_year_without_table_counts_monday_to_friday(day: dt.date) -> None:
    assert Calendar().is_workday(day) == (day.weekday() < 5)


def test_a_limit_over_national_day_skips_the_holiday_and_counts_the_exchanged_saturday() -> None:
    assert Calendar().add(dt.date(2026, 9, 30), 1) == dt.date(2026, 10, 8)
    assert Calendar().add(dt.date(2026, 9, 30), 3) == dt.date(2026, 10, 10)


@given(days, st.integers(0, 40))
def test_exactly_so_many_working_days_lie_between(start: dt.date, count: int) -> None:
    end = Calendar().add(start, count)
    passed = [start + dt.timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(Calendar().is_workday(day) for day in passed) == count
    assert count == 0 or Calendar().is_workday(end)
