"""Warnings fire on numbers that mean something, and stay quiet on chance."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.figures.warnings import MEANINGS, THRESHOLDS, clusters, poisson_tail, rising, threshold_rows, worse

METRE = 1 / 111_195
"""In degrees of latitude."""


def test_every_threshold_is_shown() -> None:
    assert [meaning for meaning, _ in threshold_rows()] == list(MEANINGS.values())


def test_the_tail_agrees_with_the_definition() -> None:
    assert poisson_tail(0, 3) == 1
    assert poisson_tail(1, 2) == pytest.approx(1 - math.exp(-2))
    assert poisson_tail(3, 1) == pytest.approx(1 - math.exp(-1) * (1 + 1 + 0.5))
    assert 0 <= poisson_tail(500, 20) < 1e-9


@pytest.mark.parametrize(
    ("now", "earlier", "fires"),
    [
        (4, (0, 0, 0), False), (5, (0, 0, 0), True), (12, (4, 5, 3), True), (6, (4, 5, 3), False), (130, (100, 100, 100), True),
        (125, (100, 100, 100), False), (9, (), False),
    ],
)  # fmt: skip
def test_a_category_rises(now: int, earlier: tuple[int, ...], fires: bool) -> None:
    assert (rising(now, earlier) is not None) is fires


@given(now=st.integers(0, 300), earlier=st.lists(st.integers(0, 300), min_size=1, max_size=6))
def test_more_never_fires_less(now: int, earlier: list[int]) -> None:
    if rising(now, earlier):
        assert rising(now + 1, earlier)


def test_places_that_hang_together_are_one_cluster() -> None:
    row = {number: (117.0, 34.0 + number * 250 * METRE) for number in range(6)}
    assert clusters({**row, 99: (117.5, 34.0)}) == []
    near = {number: (117.0, 34.0 + number * 90 * METRE) for number in range(6)}
    assert clusters({**near, 99: (117.5, 34.0)}) == [[0, 1, 2, 3, 4, 5]]
    two = {**near, **{100 + number: (117.2, 34.0) for number in range(7)}}
    assert clusters(two) == [[100, 101, 102, 103, 104, 105, 106], [0, 1, 2, 3, 4, 5]]
    assert clusters({}) == []


@given(st.dictionaries(st.integers(1, 60), st.tuples(st.floats(117, 117.01), st.floats(34, 34.01)), max_size=25))
def test_a_cluster_is_big_enough_and_of_what_was_given(places: dict[int, tuple[float, float]]) -> None:
    found = clusters(places)
    assert all(len(group) >= THRESHOLDS.cluster_issues for group in found)
    for group in found:
        assert len(set(group)) == len(group)
        assert set(group) <= set(places)


def test_dissatisfaction_rises_by_points_and_needs_answers() -> None:
    assert worse((3, 10), (2, 20)) == (30, 10)
    assert worse((2, 10), (2, 20)) == (20, 10)
    assert worse((1, 10), (2, 20)) is None
    assert worse((4, 4), (0, 20)) is None
    assert worse((5, 5), (0, 0)) is None
