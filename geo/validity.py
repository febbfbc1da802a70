"""What is wrong with one boundary, in words for a person, and its repair."""

import re

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.errors import ShapeError
from geo.measuring import area_m2

MIN_AREA_M2 = 10.0

_REASON = re.compile(r"(?P<what>[^\[]+)(?:\[(?P<lon>\S+) (?P<lat>[^\]\s]+)\])?")
_WORDS = {
    "Self-intersection": "边界自己相交",
    "Ring Self-intersection": "边界的同一圈碰到了自己",
    "Hole lies outside shell": "挖空的部分在边界之外",
    "Holes are nested": "挖空的部分互相套叠",
    "Nested shells": "几块面互相套叠",
    "Interior is disconnected": "挖空的部分把面截成了几段",
    "Duplicate Rings": "有两圈边界完全重复",
    "Too few points in geometry component": "有一圈边界的点太少",
    "Invalid Coordinate": "有无效的坐标",
    "Ring is not closed": "边界没有闭合",
}


def problems(shape: BaseGeometry) -> list[str]:
    """Every reason why `shape` cannot be a boundary, as Chinese sentences; an empty list means it is sound."""
    if shape.is_empty:
        return ["边界是空的"]
    if not isinstance(shape, Polygon | MultiPolygon):
        return ["边界需要是面（多边形）"]
    if not shape.is_valid:
        return [_in_words(part) for part in _parts_to_blame(shape)]
    area = area_m2(shape)
    if area < MIN_AREA_M2:
        return [f"面积太小：只有 {area:.2f} 平方米，至少要 {MIN_AREA_M2:.0f} 平方米"]
    return []


def repair(shape: BaseGeometry) -> MultiPolygon:
    """The nearest sound boundary: crossings resolved, slivers under MIN_AREA_M2 dropped.

    Raises ShapeError when no area is left.
    """
    fixed = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = [part for part in shapely.get_parts(fixed) if isinstance(part, Polygon) and not part.is_empty]
    kept = [part for part in parts if area_m2(part) >= MIN_AREA_M2]
    if not kept:
        raise ShapeError("边界无法修复：修复后没有剩下面积，请重新画")
    return MultiPolygon(kept)


def _parts_to_blame(shape: Polygon | MultiPolygon) -> list[BaseGeometry]:
    """The invalid polygons themselves, so each is named; the whole when only their combination is wrong."""
    parts = [part for part in shapely.get_parts(shape) if not part.is_valid]
    return parts or [shape]


def _in_words(shape: BaseGeometry) -> str:
    match = _REASON.fullmatch(shapely.is_valid_reason(shape))
    what = _WORDS.get(match["what"].strip(), "边界的形状不正确") if match else "边界的形状不正确"
    if match is None or match["lon"] is None:
        return what
    return f"{what}：在经度 {float(match['lon']):.6f}、纬度 {float(match['lat']):.6f} 附近"
