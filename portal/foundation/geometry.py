"""Columns that hold Shapely shapes in WGS 84 (longitude, latitude in degrees)."""

from __future__ import annotations

from typing import Any

from geoalchemy2 import Geometry
from geoalchemy2.elements import WKBElement
from geoalchemy2.shape import from_shape, to_shape
from shapely import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

SRID = 4326
CHINA = (73.0, 3.0, 136.0, 54.0)
"""West, south, east and north of what holds China's land and sea, in degrees."""


class _Shape(TypeDecorator[BaseGeometry]):
    cache_ok = True
    impl = Geometry
    geometry_type = "GEOMETRY"

    def __init__(self) -> None:
        super().__init__(geometry_type=self.geometry_type, srid=SRID, spatial_index=True)

    def process_bind_param(self, value: BaseGeometry | None, dialect: Dialect) -> Any:
        """Shapely shape -> WKB element (None stays None)."""
        return None if value is None else from_shape(self.as_stored(value), srid=SRID)

    def process_result_value(self, value: Any, dialect: Dialect) -> BaseGeometry | None:
        """WKB element -> Shapely shape."""
        return None if value is None else to_shape(value if isinstance(value, WKBElement) else WKBElement(value))

    def as_stored(self, value: BaseGeometry) -> BaseGeometry:
        """The shape in the column's own geometry type."""
        return value


class Boundary(_Shape):
    """A multipolygon; a plain polygon is wrapped."""

    cache_ok = True
    geometry_type = "MULTIPOLYGON"

    def as_stored(self, value: BaseGeometry) -> BaseGeometry:
        """A polygon becomes a multipolygon of one part."""
        return MultiPolygon([value]) if isinstance(value, Polygon) else value


class Location(_Shape):
    """A point."""

    cache_ok = True
    geometry_type = "POINT"


def place_problem(shape: BaseGeometry) -> str | None:
    """What is wrong with where a shape lies, or nothing: everything the portal draws lies in China."""
    west, south, east, north = CHINA
    if shape.is_empty:
        return None
    left, bottom, right, top = shape.bounds
    if west <= left and south <= bottom and right <= east and top <= north:
        return None
    return f"位置不在我国范围内：经度应在 {west:g} 到 {east:g} 之间，纬度应在 {south:g} 到 {north:g} 之间"


def point(longitude: float, latitude: float) -> Point:
    """A point from degrees."""
    return Point(longitude, latitude)
