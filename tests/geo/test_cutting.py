import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon

from geo.cutting import Style, cut, opens_inside
from geo.lattice import Ring, subdivided

BACK = 3000


def comb(teeth: int) -> Ring:
    """Long narrow teeth on a thick back: the shortest lines between its vertices leap across the gaps."""
    bottom = [(0, 0), (teeth * 130 - 30, 0)]
    top = [(tooth * 130 + x, y) for tooth in range(teeth) for x, y in ((0, BACK), (0, 5000), (100, 5000), (100, BACK))]
    return subdivided([*bottom, *top[::-1][:-1], (0, BACK)], 100)


@settings(deadline=None, max_examples=40)
@given(st.integers(2, 8), st.floats(0.1, 0.9), st.integers(0, 1000))
def test_a_cut_stays_inside_and_loses_nothing(teeth: int, share: float, seed: int) -> None:
    ring = comb(teeth)
    whole = Polygon(ring)
    first, second = (Polygon(part) for part in cut(ring, share, Style(100, np.random.default_rng(seed))))
    assert whole.is_valid
    assert first.is_valid
    assert second.is_valid
    assert first.area + second.area == whole.area
    assert first.exterior.is_ccw
    assert second.exterior.is_ccw
    assert set(ring) <= set(first.exterior.coords) | set(second.exterior.coords)
    assert first.area / whole.area == pytest.approx(share, abs=0.15)


def test_the_first_part_lies_to_the_north_or_west() -> None:
    for corners in ([(0, 0), (9000, 0), (9000, 1000), (0, 1000)], [(0, 0), (1000, 0), (1000, 9000), (0, 9000)]):
        parts = cut(subdivided(corners, 100), 0.5, Style(100, np.random.default_rng(1)))
        first, second = (Polygon(part).centroid for part in parts)
        assert second.x - first.x + first.y - second.y > 4000


def test_which_ways_lead_inside() -> None:
    ring = [(0, 0), (10, 0), (10, 10), (5, 4), (0, 10)]
    assert opens_inside(ring, 0, (5, 3))
    assert not opens_inside(ring, 0, (-1, 5))
    assert opens_inside(ring, 3, (5, 0))
    assert not opens_inside(ring, 3, (5, 9))
