"""GeoJSON or WKT text -> shapes, with errors a clerk can act on."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Point, Polygon, shape
from shapely.geometry.base import BaseGeometry

from geo.errors import ShapeError
from geo.features import Feature
from geo.positions import DEPTHS, MAX_VERTICES, check_positions, nested_positions

MAX_CHARACTERS = 20_000_000

_NAME_KEYS = ("name", "名称", "网格名称", "NAME", "Name")
_SAME_DATUM = re.compile(r"(CRS84|EPSG:+(4326|4490))$", re.IGNORECASE)
_KINDS = {
    "Point": "点",
    "MultiPoint": "多个点",
    "LineString": "线",
    "MultiLineString": "多条线",
    "Polygon": "面",
    "MultiPolygon": "多个面",
    "GeometryCollection": "混合图形",
}


def read_boundary(text: str | Mapping[str, Any]) -> MultiPolygon:
    """All polygons in `text` as one 2D MultiPolygon in degrees; it may still be invalid (`geo.validity.problems`).

    `text` is GeoJSON (geometry, Feature or FeatureCollection, as str or dict) or WKT. Raises ShapeError.
    """
    polygons: list[Polygon] = []
    for feature in read_features(text):
        polygons += _polygons(feature.geometry)
    if not polygons:
        raise ShapeError("边界是空的：请画出或填写一个多边形")
    return MultiPolygon(polygons)


def read_point(text: str | Mapping[str, Any]) -> Point:
    """The single point in `text` (same forms as `read_boundary`), 2D in degrees. Raises ShapeError."""
    shapes = [feature.geometry for feature in read_features(text)]
    if len(shapes) != 1:
        raise ShapeError(f"这里只能填一个点，现有 {len(shapes)} 个图形")
    point = shapes[0]
    if isinstance(point, Point):
        return point
    raise ShapeError(f"这里需要一个点，现在是{_kind(point)}")


def read_features(text: str | Mapping[str, Any]) -> list[Feature]:
    """Every feature in `text`, in order; a bare geometry is one feature without a name. Raises ShapeError."""
    if not isinstance(text, str):
        features = list(_features(text))
    elif not (stripped := text.strip().lstrip("\ufeff")):
        raise ShapeError("没有填写图形")
    elif len(stripped) > MAX_CHARACTERS:
        raise ShapeError(f"图形数据太大：最多 {MAX_CHARACTERS // 1_000_000} 兆字符，请先简化或分批导入")
    elif stripped[0] in "{[":
        features = list(_features(_parsed(stripped)))
    else:
        features = [Feature("", _from_wkt(stripped))]
    if sum(int(shapely.get_num_coordinates(feature.geometry)) for feature in features) > MAX_VERTICES:
        raise ShapeError(f"图形的顶点太多：最多 {MAX_VERTICES} 个，请先简化边界")
    return features


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise ShapeError("图形数据嵌套太深，不是正常的 GeoJSON") from None
    except json.JSONDecodeError as error:
        raise ShapeError(f"不是正确的 GeoJSON：第 {error.lineno} 行第 {error.colno} 个字符附近有错") from None
    except ValueError:
        raise ShapeError("不是正确的 GeoJSON：其中有过长的数字") from None


def _features(data: Any) -> Iterator[Feature]:
    if not isinstance(data, Mapping):
        raise ShapeError("不是正确的 GeoJSON：最外层应为对象")
    _refuse_other_datum(data.get("crs"))
    if data.get("type") == "FeatureCollection":
        members = data.get("features")
        if not isinstance(members, list):
            raise ShapeError("不是正确的 GeoJSON：缺少 features 列表")
        for number, member in enumerate(members, start=1):
            yield _numbered(member, number)
    elif data.get("type") == "Feature":
        yield _feature(data)
    else:
        yield Feature("", _geometry(data))


def _numbered(member: Any, number: int) -> Feature:
    try:
        return _feature(member)
    except ShapeError as error:
        raise ShapeError(f"第 {number} 个图形：{error}") from None


def _feature(member: Any) -> Feature:
    if not isinstance(member, Mapping) or member.get("type") != "Feature":
        raise ShapeError("不是正确的 GeoJSON 要素（Feature）")
    properties = member.get("properties") or {}
    if not isinstance(properties, Mapping):
        raise ShapeError("要素的属性（properties）应为对象")
    name = next((str(properties[key]) for key in _NAME_KEYS if properties.get(key)), "")
    return Feature(name, _geometry(member.get("geometry")), dict(properties))


def _geometry(data: Any, inside_collection: bool = False) -> BaseGeometry:
    if not isinstance(data, Mapping):
        raise ShapeError("没有图形（geometry 为空）")
    kind = data.get("type")
    if kind == "GeometryCollection" and not inside_collection:
        members = data.get("geometries")
        if not isinstance(members, list):
            raise ShapeError("不是正确的 GeoJSON：缺少 geometries 列表")
        return shapely.GeometryCollection([_geometry(member, inside_collection=True) for member in members])
    if not isinstance(kind, str) or kind not in DEPTHS:
        raise ShapeError(f"不认识的图形类型“{str(kind)[:40]}”" if kind else "不是 GeoJSON：缺少图形类型（type）")
    return _built(kind, data.get("coordinates"))


def _built(kind: str, coordinates: object) -> BaseGeometry:
    if not coordinates:
        raise ShapeError("图形是空的：没有坐标")
    checked = nested_positions(coordinates, DEPTHS[kind])
    try:
        built = shape({"type": kind, "coordinates": checked})
    except (ValueError, IndexError, TypeError, shapely.GEOSException):
        raise ShapeError("图形的点太少：线至少要 2 个点，面的每一圈至少要 3 个不同的点") from None
    if built.is_empty:
        raise ShapeError("图形是空的：没有坐标")
    return built


def _from_wkt(text: str) -> BaseGeometry:
    datum, _, rest = text.partition(";") if text.upper().startswith("SRID=") else ("SRID=4326", "", text)
    if datum[5:].strip() not in ("4326", "4490"):
        raise ShapeError("坐标系不对：只接受 WGS 84（4326）或 CGCS2000（4490）的经纬度")
    try:
        built = shapely.force_2d(shapely.from_wkt(rest))
    except (shapely.GEOSException, ValueError):
        raise ShapeError("看不懂这段图形文字：请粘贴 GeoJSON，或 WKT（例如 POINT (116.95 34.19)）") from None
    if built.is_empty:
        raise ShapeError("图形是空的：没有坐标")
    check_positions(built)
    return built


def _refuse_other_datum(crs: Any) -> None:
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, Mapping) else None
    name = properties.get("name") if isinstance(properties, Mapping) else None
    if not (isinstance(name, str) and _SAME_DATUM.search(name)):
        raise ShapeError("坐标系不对：只接受 WGS 84（EPSG:4326）或 CGCS2000（EPSG:4490）的经纬度，请先转换")


def _polygons(found: BaseGeometry) -> list[Polygon]:
    if isinstance(found, Polygon):
        return [found]
    if isinstance(found, MultiPolygon):
        return list(found.geoms)
    if isinstance(found, shapely.GeometryCollection):
        return [polygon for part in found.geoms for polygon in _polygons(part)]
    raise ShapeError(f"边界需要面（多边形），现在是{_kind(found)}")


def _kind(found: BaseGeometry) -> str:
    return _KINDS.get(found.geom_type, "其他图形")
