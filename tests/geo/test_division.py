"""Whatever the outline, the parts tile it, and can be tiled again."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon

from geo.coverage import OVERLAP_TOLERANCE_DEG2, check_coverage
from geo.division import tile
from geo.errors import ShapeError
from geo.lattice import on_grid
from geo.ordering import reading_order
from tests.geo.shapes import LAT, LON, outlines, square

NOTHING_DEG2 = 1e-12
HALF_UNIT_DEG = 0.5e-7  # of the shared grid: 5 mm


def assert_tiles(parent: MultiPolygon, parts: list[MultiPolygon], shared: float = NOTHING_DEG2) -> None:
    """No overlap to speak of; along the parent's border no gap or spill wider than rounding makes it."""
    union = shapely.union_all(parts)
    assert parent.difference(union).buffer(-1.01 * HALF_UNIT_DEG / 2).is_empty
    assert union.difference(parent).buffer(-1.01 * HALF_UNIT_DEG / 2).is_empty
    assert abs(sum(part.area for part in parts) - union.area) <= shared
    assert check_coverage(parent, {str(number): part for number, part in enumerate(parts)}).is_sound
    assert all(part.is_valid and part.area > 0 for part in parts)


@settings(deadline=None, max_examples=60)
@given(outlines(), st.lists(st.floats(1, 4), min_size=1, max_size=12), st.integers(0, 2**32))
def test_parts_tile_their_parent_in_proportion(parent: MultiPolygon, weights: list[float], seed: int) -> None:
    parts = tile(parent, weights, seed)
    assert_tiles(parent, parts)
    assert shapely.coverage_is_valid(parts)
    for part, weight in zip(parts, weights, strict=True):
        assert part.area / parent.area == pytest.approx(weight / sum(weights), rel=0.5)


@settings(deadline=None, max_examples=15)
@given(outlines(), st.integers(0, 2**32))
def test_town_villages_and_grids_all_tile(town: MultiPolygon, seed: int) -> None:
    villages = tile(town, [1, 2, 3], seed)
    grids = []
    for number, village in enumerate(villages):
        inside = tile(village, [1, 1, 2], seed + number)
        assert_tiles(village, inside)
        grids += inside
    # Cousins on either side of a village border may have put different vertices into it.
    assert_tiles(town, grids, shared=OVERLAP_TOLERANCE_DEG2)


@settings(deadline=None, max_examples=30)
@given(outlines(), st.integers(2, 9))
def test_equal_parts_stand_in_reading_order_and_on_the_shared_grid(parent: MultiPolygon, count: int) -> None:
    parts = tile(parent, [1.0] * count, seed=3)
    assert reading_order(parts) == list(range(count))
    coordinates = shapely.get_coordinates(parts)
    assert (coordinates == coordinates.round(7)).all()


def test_the_same_arguments_give_the_same_parts_and_another_seed_others() -> None:
    assert tile(square(), [1, 2, 3], seed=1) == tile(square(), [1, 2, 3], seed=1)
    assert tile(square(), [1, 2, 3], seed=1) != tile(square(), [1, 2, 3], seed=2)


def test_a_parent_with_holes_and_islands_is_tiled() -> None:
    holes = [square(west, south, 0.01).geoms[0].exterior for west in (0.01, 0.03) for south in (0.01, 0.05)]
    lake_land = Polygon(square(side=0.08).geoms[0].exterior, holes)
    parent = MultiPolygon([lake_land, *square(west=0.1, side=0.04).geoms, *square(west=0.2, side=0.001).geoms])
    for count in (1, 2, 5, 23):
        assert_tiles(parent, tile(parent, [1.0] * count, seed=5))


def test_a_long_winding_parent_is_tiled_into_whole_pieces() -> None:
    path = [(116.9 + step / 100, 34.2 + 0.02 * (step % 2)) for step in range(12)]
    parent = MultiPolygon([shapely.LineString(path).buffer(0.001)])
    parent = shapely.transform(parent, lambda coordinates: coordinates.round(7))
    parts = tile(parent, [1.0] * 30, seed=1)
    assert_tiles(parent, parts)
    assert all(len(part.geoms) == 1 for part in parts)


def test_borders_that_pass_between_the_points_of_the_grid_are_divided_too() -> None:
    crooked = MultiPolygon([Polygon([(116.9, 34.2), (116.94, 34.2000001), (116.9400002, 34.23), (116.9, 34.23)])])
    parts = tile(crooked, [1.0] * 12, seed=1)
    assert check_coverage(crooked, {str(number): part for number, part in enumerate(parts)}).is_sound
    assert max(part.area for part in parts) < 1.3 * min(part.area for part in parts)


@pytest.mark.parametrize("seed", range(12))
def test_an_ordinary_outline_is_met_to_a_tenth_of_a_square_metre(seed: int) -> None:
    chance = np.random.default_rng(seed)
    turns = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    ways = np.stack([np.cos(turns), np.sin(turns)], axis=1) * chance.uniform(0.05, 0.1, (12, 1))
    parent = MultiPolygon([Polygon((ways + np.array([LON, LAT])).round(7))])
    parts = tile(parent, [1.0] * 20, seed)
    left_or_over = shapely.get_parts(parent.symmetric_difference(shapely.union_all(parts)))
    assert max(part.area for part in left_or_over) <= 10 * NOTHING_DEG2
    assert_tiles(parent, parts)


def test_long_borders_that_pass_between_the_points_are_divided_with_a_hairline_at_most() -> None:
    corners = [(116.919999, 34.2), (116.9, 34.209999), (116.890001, 34.2), (116.9, 34.191213)]
    centre = np.array([LON, LAT])
    for scale in (1, 20):
        around = (np.array(corners) - centre) * scale + centre
        parent = on_grid(Polygon(around))
        left_or_over = parent.symmetric_difference(shapely.union_all(tile(parent, [1.0] * 4, seed=885086)))
        assert left_or_over.buffer(-1.01 * HALF_UNIT_DEG / 2).is_empty


def test_a_whole_county_of_grids_is_tiled() -> None:
    parts = tile(square(side=0.5), [1.0] * 600, seed=1)
    assert_tiles(square(side=0.5), parts)


@pytest.mark.parametrize("weights", [[], [0.0], [1.0, -1.0], [float("nan")], [float("inf")]])
def test_bad_weights_are_refused(weights: list[float]) -> None:
    with pytest.raises(ShapeError, match="比例"):
        tile(square(), weights, seed=1)


def test_a_parent_too_small_is_refused() -> None:
    with pytest.raises(ShapeError, match="太小"):
        tile(square(side=1e-5), [1.0] * 9, seed=1)
