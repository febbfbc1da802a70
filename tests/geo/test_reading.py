import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, mapping

from geo.errors import ShapeError
from geo.reading import MAX_CHARACTERS, read_boundary, read_features, read_point
from tests.geo.shapes import square

POLYGON = {"type": "Polygon", "coordinates": [[[116.9, 34.2], [116.91, 34.2], [116.91, 34.21], [116.9, 34.2]]]}


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(POLYGON),
        POLYGON,
        json.dumps(feature(POLYGON)),
        {"type": "FeatureCollection", "features": [feature(POLYGON)]},
        {"type": "GeometryCollection", "geometries": [POLYGON]},
        "POLYGON ((116.9 34.2, 116.91 34.2, 116.91 34.21, 116.9 34.2))",
        "SRID=4326;POLYGON Z ((116.9 34.2 5, 116.91 34.2 5, 116.91 34.21 5, 116.9 34.2 5))",
    ],
)
def test_a_boundary_is_read_from_every_form(text: str | dict[str, object]) -> None:
    boundary = read_boundary(text)
    assert boundary.geom_type == "MultiPolygon"
    assert boundary.bounds == (116.9, 34.2, 116.91, 34.21)
    assert not boundary.has_z


def test_names_and_properties_come_along() -> None:
    collection = {"type": "FeatureCollection", "features": [feature(POLYGON, 名称="东关村", code="001")]}
    (found,) = read_features(json.dumps(collection))
    assert (found.name, found.properties["code"]) == ("东关村", "001")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "没有填写"),
        ("你好", "看不懂"),
        ("{", "第 1 行"),
        ("[1]", "最外层"),
        ("{}", "缺少图形类型"),
        ("POINT (34.2 116.9)", "写反"),
        ("POINT (200 34)", "超出范围"),
        ("POINT (39500000 3780000)", "超出范围"),
        ("POINT (nan nan)", "无效数字|空"),
        ("POINT EMPTY", "空"),
        ("SRID=3857;POINT (1 1)", "坐标系"),
        ('{"type":"Point","coordinates":[NaN,34]}', "无效数字"),
        ('{"type":"Point","coordinates":[1e999,34]}', "无效数字"),
        ('{"type":"Point","coordinates":[' + "9" * 400 + ",34]}", "无效数字"),
        ('{"type":"Point","coordinates":["116.9",34]}', "不是数字"),
        ('{"type":"Point","coordinates":[true,34]}', "不是数字"),
        ('{"type":"Point","coordinates":[116.9]}', "不完整"),
        ('{"type":"Point","coordinates":[]}', "空"),
        ('{"type":"Circle","coordinates":[1,2]}', "Circle"),
        ('{"type":"Feature","geometry":null}', "没有图形"),
        ("[" * 100_000, "嵌套太深|最外层|GeoJSON"),
        ('{"type":"Point","coordinates":[1,2],"crs":{"properties":{"name":"EPSG:3857"}}}', "坐标系"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    with pytest.raises(ShapeError, match=said):
        read_point(text)


def test_too_much_is_refused() -> None:
    with pytest.raises(ShapeError, match="太大"):
        read_boundary("x" * (MAX_CHARACTERS + 1))
    ring = [[116 + number / 1e6, 34] for number in range(200_001)]
    with pytest.raises(ShapeError, match="顶点太多"):
        read_features({"type": "LineString", "coordinates": ring})


def test_the_wrong_kind_is_named() -> None:
    with pytest.raises(ShapeError, match="现在是点"):
        read_boundary("POINT (116.9 34.2)")
    with pytest.raises(ShapeError, match="现在是面"):
        read_point(POLYGON)
    with pytest.raises(ShapeError, match="点太少"):
        read_boundary({"type": "Polygon", "coordinates": [[[116.9, 34.2], [116.91, 34.2]]]})
    with pytest.raises(ShapeError, match="第 2 个图形"):
        read_boundary({"type": "FeatureCollection", "features": [feature(POLYGON), feature(None)]})
    with pytest.raises(ShapeError, match="边界是空的"):
        read_boundary({"type": "FeatureCollection", "features": []})


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists))
def test_nonsense_coordinates_are_only_ever_refused(coordinates: object) -> None:
    try:
        boundary = read_boundary({"type": "MultiPolygon", "coordinates": coordinates})
    except ShapeError:
        return
    assert not boundary.is_empty


@given(st.floats(73, 135, allow_nan=False), st.floats(3, 53, allow_nan=False))
def test_any_point_of_china_is_read_and_its_swap_refused(lon: float, lat: float) -> None:
    assert read_point(mapping(Point(lon, lat))) == Point(lon, lat)
    with pytest.raises(ShapeError, match="写反"):
        read_point(mapping(Point(lat, lon)))


def test_all_parts_of_a_collection_are_kept() -> None:
    parts = [feature(mapping(square())), feature(mapping(square(west=0.02)))]
    assert len(read_boundary({"type": "FeatureCollection", "features": parts}).geoms) == 2
