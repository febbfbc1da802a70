"""Totals, grades, periods: whatever the scores, a total stays on its scale, and no data is never zero."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.assessments import rules

FULL = st.decimals("0.1", 100, places=1)
WEIGHT = st.decimals("0.1", 100, places=1)


@st.composite
def rows(draw: st.DrawFn) -> list[tuple[Decimal | None, Decimal, Decimal]]:
    made = []
    for _ in range(draw(st.integers(0, 8))):
        full = draw(FULL)
        made.append((draw(st.none() | st.decimals(0, full, places=1)), full, draw(WEIGHT)))
    return made


@given(rows())
def test_a_total_stays_between_0_and_100(scores: list[tuple[Decimal | None, Decimal, Decimal]]) -> None:
    total = rules.total_of(scores)
    if any(score is not None for score, _, _ in scores):
        assert total is not None
        assert 0 <= total <= 100
    else:
        assert total is None


@given(rows(), FULL, WEIGHT)
def test_an_indicator_without_data_does_not_change_the_total(
    scores: list[tuple[Decimal | None, Decimal, Decimal]], full: Decimal, weight: Decimal
) -> None:
    assert rules.total_of([*scores, (None, full, weight)]) == rules.total_of(scores)


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("2025", (dt.date(2025, 1, 1), dt.date(2025, 12, 31))),
        ("2025Q1", (dt.date(2025, 1, 1), dt.date(2025, 3, 31))),
        ("2024Q2", (dt.date(2024, 4, 1), dt.date(2024, 6, 30))),
        ("2025Q4", (dt.date(2025, 10, 1), dt.date(2025, 12, 31))),
        ("2025H1", (dt.date(2025, 1, 1), dt.date(2025, 6, 30))),
        ("2025H2", (dt.date(2025, 7, 1), dt.date(2025, 12, 31))),
        ("2024-02", (dt.date(2024, 2, 1), dt.date(2024, 2, 29))),
        ("2025-12", (dt.date(2025, 12, 1), dt.date(2025, 12, 31))),
        ("2025Q5", None),
        ("2025H3", None),
        ("2025-13", None),
        ("1925", None),
        ("二〇二五", None),
        ("", None),
    ],
)
def test_periods(period: str, days: tuple[dt.date, dt.date] | None) -> None:
    assert rules.days_of(period) == days


def test_scores_keep_to_their_scale() -> None:
    full = Decimal(20)
    assert rules.score_problem(None, full) is None
    assert rules.score_problem(Decimal(20), full) is None
    assert rules.score_problem(Decimal("20.1"), full)
    assert rules.score_problem(Decimal("-0.1"), full)


def test_a_rate_proposes_its_share_and_nothing_without_data() -> None:
    assert rules.score_for(Decimal(46) / 50, Decimal(100)) == Decimal("92.0")
    assert rules.score_for(Decimal(1) / 3, Decimal(20)) == Decimal("6.7")
    assert rules.score_for(None, Decimal(20)) is None


@pytest.mark.parametrize(
    ("period", "kind", "name"),
    [
        ("2025", "year", "2025 年度"),
        ("2025H2", "half_year", "2025 年下半年"),
        ("2025Q3", "quarter", "2025 年第 3 季度"),
        ("2025-07", "month", "2025 年 7 月"),
        ("某年", None, "某年"),
    ],
)
def test_periods_have_kinds_and_names(period: str, kind: str | None, name: str) -> None:
    assert rules.kind_of(period) == kind
    assert rules.period_name(period) == name
