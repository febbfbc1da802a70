import pytest
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.errors import ShapeError
from geo.validity import problems, repair
from tests.geo.shapes import square

BOW_TIE = Polygon([(116.9, 34.2), (116.92, 34.22), (116.92, 34.2), (116.9, 34.22)])


def test_a_sound_boundary_has_no_problems() -> None:
    assert problems(square()) == []


def test_a_crossing_is_named_with_its_place() -> None:
    assert problems(MultiPolygon([BOW_TIE])) == ["边界自己相交：在经度 116.910000、纬度 34.210000 附近"]


def test_every_bad_part_is_named() -> None:
    other = shapely.transform(BOW_TIE, lambda coordinates: coordinates + 0.1)
    assert len(problems(MultiPolygon([BOW_TIE, other]))) == 2


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        (MultiPolygon(), "空"),
        (Point(116.9, 34.2), "面"),
        (square(side=1e-5), "太小"),
        (MultiPolygon([*square().geoms, *square(west=0.005).geoms]), "相交"),
        (Polygon(square().geoms[0].exterior, [square(west=0.1).geoms[0].exterior.coords]), "之外"),
    ],
)
def test_other_problems_are_said(shape: BaseGeometry, said: str) -> None:
    assert said in problems(shape)[0]


def test_repair_gives_a_sound_boundary() -> None:
    repaired = repair(BOW_TIE)
    assert problems(repaired) == []
    assert repaired.area == pytest.approx(0.0002)


def test_repair_of_nothing_is_refused() -> None:
    with pytest.raises(ShapeError, match="无法修复"):
        repair(Polygon([(116.9, 34.2), (116.91, 34.2), (116.9, 34.2)]))
