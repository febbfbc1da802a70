import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon

from geo.coverage import OVERLAP_TOLERANCE_DEG2, check_coverage, may_contain
from geo.division import merge, split, tile
from geo.errors import ShapeError
from tests.geo.shapes import LAT, LON, outlines, square


def test_a_line_across_cuts_in_two_in_reading_order() -> None:
    line = LineString([(LON + 0.003, LAT - 1), (LON + 0.003, LAT + 1)])
    west, east = split(square(), line)
    assert west.bounds == (LON, LAT, 116.903, 34.21)
    assert west.area + east.area == pytest.approx(square().area)


def test_a_bent_line_may_cut_off_several_parts() -> None:
    zigzag = LineString([(LON - 0.001, LAT + 0.005), (LON + 0.005, LAT + 0.012), (LON + 0.011, LAT + 0.005)])
    assert len(split(square(), zigzag)) == 3


@pytest.mark.parametrize("reach", [0.005, -0.001])
def test_a_line_that_does_not_reach_across_is_refused(reach: float) -> None:
    line = LineString([(LON - 0.01, LAT + 0.005), (LON + reach, LAT + 0.005)])
    with pytest.raises(ShapeError, match="没有把网格切开"):
        split(square(), line)


def test_an_island_stays_with_the_nearest_part() -> None:
    shape = MultiPolygon([*square().geoms, *square(west=0.02, side=0.001).geoms])
    west, east = split(shape, LineString([(LON + 0.003, LAT - 1), (LON + 0.003, LAT + 1)]))
    assert (len(west.geoms), len(east.geoms)) == (1, 2)


@settings(deadline=None, max_examples=50)
@given(outlines(), st.floats(-0.8, 0.8), st.floats(-0.8, 0.8))
def test_split_parts_tile_the_shape_and_merge_back(shape: MultiPolygon, left: float, right: float) -> None:
    west, south, east, north = shape.bounds
    middle, half = (south + north) / 2, (north - south) / 2
    line = LineString([(west - 0.01, middle + left * half), (east + 0.01, middle + right * half)])
    parts = split(shape, line)
    assert check_coverage(shape, {str(number): part for number, part in enumerate(parts)}).is_sound
    assert merge(parts).symmetric_difference(shape).area < OVERLAP_TOLERANCE_DEG2


@settings(deadline=None, max_examples=30)
@given(outlines(), st.integers(0, 100))
def test_merged_grids_of_two_villages_have_no_hairline_left(town: MultiPolygon, seed: int) -> None:
    villages = tile(town, [1, 1], seed)
    merged = merge([grid for village in villages for grid in tile(village, [1, 2], seed)])
    assert may_contain(town, merged)
    assert merged.symmetric_difference(town).area < OVERLAP_TOLERANCE_DEG2
    assert len(merged.geoms) == 1
    assert len(merged.geoms[0].interiors) == len(town.geoms[0].interiors)


def test_nothing_to_merge_is_refused() -> None:
    with pytest.raises(ShapeError, match="没有可以合并"):
        merge([])
    assert shapely.equals(merge([square(), square(west=0.01)]), merge([square(west=0.01), square()]))
