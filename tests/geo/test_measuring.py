import pytest
from shapely.geometry import MultiPolygon, Point, Polygon, box

from geo.measuring import area_m2, distance_m


def test_a_degree_at_the_equator() -> None:
    # WGS 84: a = 6,378,137 m, so one degree of the equator is a·π/180.
    assert distance_m(Point(0, 0), Point(1, 0)) == pytest.approx(111_319.491, abs=0.001)


def test_a_hole_is_subtracted_whatever_its_direction() -> None:
    outer, inner = box(116, 34, 117, 35), box(116.4, 34.4, 116.6, 34.6)
    for ring in (inner.exterior.coords, list(inner.exterior.coords)[::-1]):
        holed = Polygon(outer.exterior, [ring])
        assert area_m2(holed) == pytest.approx(area_m2(outer) - area_m2(inner))


def test_parts_are_added_and_nothing_is_zero() -> None:
    one, other = box(116, 34, 116.1, 34.1), box(117, 34, 117.1, 34.1)
    assert area_m2(MultiPolygon([one, other])) == pytest.approx(2 * area_m2(one))
    assert area_m2(MultiPolygon()) == 0
