"""The shared grid of 1e-7 degree (1 cm) on which divided boundaries have all their vertices.

Whole numbers of this unit are exact in floating point, and so are orientation tests on them: two neighbours that
share a vertex share it to the last bit, and stored or exported text changes nothing.
"""

from bisect import bisect_left, bisect_right
from math import ceil, gcd, hypot

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

UNITS_PER_DEGREE = 10_000_000

Vertex = tuple[int, int]
Near = tuple[float, int, int, int]  # share of the way along an edge, how far off it, and the point
Ring = list[Vertex]  # closed implicitly: the first vertex is not repeated

METRE = 100  # in grid units, roughly
_MOST_OFF = 90  # doubled area in square units of the triangle a vertex makes with its edge: 4.5e-13 deg²


def on_grid(shape: BaseGeometry) -> MultiPolygon:
    """`shape` with every vertex moved to the nearest grid point, valid again if the move closed something."""
    rounded = shapely.transform(shape, lambda coordinates: np.round(coordinates, 7))
    if not rounded.is_valid:
        rounded = shapely.make_valid(rounded, method="structure", keep_collapsed=False)
    return MultiPolygon([part for part in shapely.get_parts(rounded) if isinstance(part, Polygon) and part.area > 0])


def vertices(ring: shapely.LinearRing) -> Ring:
    """The ring's vertices in grid units, repeated ones dropped."""
    found = [(int(x), int(y)) for x, y in np.rint(shapely.get_coordinates(ring) * UNITS_PER_DEGREE).tolist()]
    return [vertex for number, vertex in enumerate(found[:-1]) if vertex != found[number + 1]]


def degrees(ring: Ring) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """The ring's vertices in degrees, shape (n, 2): the doubles nearest to their seven decimals."""
    return np.asarray(ring, dtype=np.float64) / UNITS_PER_DEGREE


def subdivided(ring: Ring, spacing: float) -> Ring:
    """`ring` with vertices added on its edges about every `spacing` units."""
    result: Ring = []
    for start, end in zip(ring, [*ring[1:], ring[0]], strict=True):
        result += [start, *between(start, end, spacing)]
    return result


def between(start: Vertex, end: Vertex, spacing: float) -> Ring:
    """New vertices about every `spacing` units on the edge, the same ones whichever way it is walked.

    They hardly move it, so that two neighbours may add different ones: triangles under 1e-12 deg²; only
    where an edge runs so nearly along the grid that it passes between its points, by up to half a unit sideways
    (5 mm: within geo.coverage's tolerance for edges up to 4 km).
    """
    if start > end:
        return between(end, start, spacing)[::-1]
    dx, dy = end[0] - start[0], end[1] - start[1]
    count = ceil(hypot(dx, dy) / spacing)
    if count < 2:
        return []
    near = _near_line(dx, dy, count)
    chosen = set()
    for step in range(1, count):
        x, y = _least_off(near, step / count, 0.4 / count) or beside(
            (0, 0), (dx, dy), (dx * step / count, dy * step / count), int(spacing / 3)
        )
        chosen.add((x * dx + y * dy, x, y))
    return [(start[0] + x, start[1] + y) for along, x, y in sorted(chosen) if 0 < along < dx * dx + dy * dy]


def beside(start: Vertex, end: Vertex, point: tuple[float, float], reach: int = METRE) -> Vertex:
    """The grid point nearest to the line of the edge among those within `reach` units of `point`, which is on it."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    steep = abs(dy) > abs(dx)
    slope, at, on = (dx / dy, start[1], start[0]) if steep else (dy / dx, start[0], start[1])
    middle = round(point[1] if steep else point[0])
    low, high = sorted((start[1], end[1]) if steep else (start[0], end[0]))
    ways = np.arange(max(low, middle - reach), min(high, middle + reach) + 1)
    lines = on + (ways - at) * slope
    best = int(np.lexsort((np.abs(ways - middle), np.abs(lines - np.rint(lines))))[0])
    way, aside = int(ways[best]), round(float(lines[best]))
    return (aside, way) if steep else (way, aside)


def _near_line(dx: int, dy: int, count: int) -> list[Near]:
    """Grid points at or next to the line from (0, 0) to (dx, dy), sorted along it, some for each of `count` wanted.

    A point off the line by twice-area c solves dx·y - dy·x = c (Bézout); without a common factor of dx and dy
    there is just one along the edge for each c, and they spread evenly.
    """
    common = gcd(dx, dy)
    x, y = dx // common, dy // common
    if common >= 3 * count:
        turns = [round(common * step / count) for step in range(count)]
        return [(turn / common, 0, x * turn, y * turn) for turn in turns]
    offs = [sign * off for off in range(1, _MOST_OFF // common + 1) for sign in (1, -1)]
    first = [(0, 0, 0), *((abs(off), *_solution(x, y, off)) for off in offs)]
    length = dx * dx + dy * dy
    placed = [(off, turn * x + px, turn * y + py) for turn in range(common) for off, px, py in first]
    return sorted(((px * dx + py * dy) / length, off, px, py) for off, px, py in placed)


def _least_off(near: list[Near], along: float, reach: float) -> Vertex | None:
    """The point least off the line among those within `reach` of a share `along` of its length."""
    window = near[bisect_left(near, (along - reach,)) : bisect_right(near, (along + reach,))]
    best = min(window, key=lambda found: (found[1], abs(found[0] - along)), default=None)
    return best and (best[2], best[3])


def _solution(dx: int, dy: int, off: int) -> Vertex:
    """The one (x, y) with dx·y - dy·x = off that lies along the edge, for dx > 0 without a factor in common with dy."""
    x = -off * pow(dy, -1, dx) % dx
    return x, (off + dy * x) // dx
