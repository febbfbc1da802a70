"""Checks on raw coordinates, before any geometry is built from them."""

from shapely import get_coordinates
from shapely.geometry.base import BaseGeometry

from geo.errors import ShapeError

MAX_VERTICES = 200_000
# Lists nested as deep as in a MultiPolygon; anything deeper is refused before it is walked.
DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}

# China's land and sea lie well inside; swapped coordinates of a Chinese place always fall in here.
_CHINA_LON = (73.0, 136.0)
_CHINA_LAT = (3.0, 54.0)

Position = tuple[float, float]
Nested = Position | list["Nested"]


def nested_positions(value: object, depth: int) -> Nested:
    """GeoJSON `coordinates` of the given nesting depth as checked 2D positions. Raises ShapeError."""
    if not isinstance(value, list | tuple):
        raise ShapeError("坐标格式不对：应为由数字组成的列表，例如 [116.95, 34.19]")
    if depth == 0:
        return checked_position(value)
    return [nested_positions(item, depth - 1) for item in value]


def checked_position(value: list[object] | tuple[object, ...]) -> Position:
    """`[lon, lat]` or `[lon, lat, height]` as (lon, lat). Raises ShapeError when out of range or not numbers."""
    if len(value) < 2:
        raise ShapeError("坐标不完整：每个点需要经度和纬度两个数字")
    lon, lat = _number(value[0]), _number(value[1])
    _refuse_impossible(lon, lat)
    return lon, lat


def check_positions(shape: BaseGeometry) -> None:
    """Apply the same checks to a geometry that was not read from GeoJSON. Raises ShapeError."""
    for lon, lat in get_coordinates(shape).tolist():
        _refuse_impossible(lon, lat)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ShapeError("坐标中有不是数字的内容，请检查经度和纬度")
    # Compared before conversion: a JSON integer may be too large for a float.
    if not -1e9 < value < 1e9:
        raise ShapeError("坐标中有空值或无效数字（NaN、无穷大或过大的数）")
    return float(value)


def _refuse_impossible(lon: float, lat: float) -> None:
    if lon != lon or lat != lat:
        raise ShapeError("坐标中有空值或无效数字（NaN、无穷大或过大的数）")
    where = f"（经度 {lon:.7g}，纬度 {lat:.7g}）"
    if _looks_swapped(lon, lat):
        raise ShapeError(f"经纬度可能写反了{where}：应当先写经度、后写纬度")
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ShapeError(f"坐标超出范围{where}：经度应在 -180 到 180 之间，纬度应在 -90 到 90 之间，单位为度")


def _looks_swapped(lon: float, lat: float) -> bool:
    return _CHINA_LAT[0] <= lon <= _CHINA_LAT[1] and _CHINA_LON[0] <= lat <= _CHINA_LON[1]
