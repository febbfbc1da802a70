"""Shapes near 萧县 that the geo tests share."""

from math import cos, radians, sin

from hypothesis import strategies
from shapely.geometry import MultiPolygon, Polygon, box

from geo.reading import read_boundary

LON, LAT = 116.9, 34.2


def square(west: float = 0.0, south: float = 0.0, side: float = 0.01) -> MultiPolygon:
    """A square of `side` degrees, its corner offset from LON, LAT."""
    corner = (LON + west, LAT + south)
    return MultiPolygon([box(*corner, corner[0] + side, corner[1] + side)])


@strategies.composite
def outlines(draw: strategies.DrawFn) -> MultiPolygon:
    """Star-shaped outlines, concave more often than not, some with a hole, 1 to 5 km across."""
    scale = draw(strategies.floats(0.005, 0.025))
    radii = draw(strategies.lists(strategies.floats(0.35, 1.0), min_size=4, max_size=24))
    step = 360 / len(radii)
    shell = [_turned(radius * scale, step * number) for number, radius in enumerate(radii)]
    holes = [[_turned(scale * 0.08, 90 * number) for number in range(4)]] if draw(strategies.booleans()) else []
    return read_boundary(MultiPolygon([Polygon(shell, holes)]).wkt)


def _turned(radius: float, degrees: float) -> tuple[float, float]:
    return round(LON + radius * cos(radians(degrees)), 6), round(LAT + radius * sin(radians(degrees)), 6)
