"""Area and distance on the WGS 84 ellipsoid (Karney's geodesics, as in pyproj.Geod)."""

import shapely
from pyproj import Geod
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

_ELLIPSOID = Geod(ellps="WGS84")


def area_m2(shape: BaseGeometry) -> float:
    """Area in square metres of any (multi)polygon in degrees; holes are subtracted; 0.0 for lines and points."""
    if shape.is_empty:
        return 0.0
    # Geod adds rings by their direction: shells must run one way and holes the other.
    area, _ = _ELLIPSOID.geometry_area_perimeter(shapely.orient_polygons(shape))
    return abs(float(area))


def distance_m(start: Point, end: Point) -> float:
    """Length of the geodesic between two points, in metres."""
    _, _, metres = _ELLIPSOID.inv(start.x, start.y, end.x, end.y)
    return float(metres)
