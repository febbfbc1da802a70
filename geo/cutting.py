"""Cut a ring of grid vertices in two along a wavy line from one of its vertices to another.

Both parts keep the vertices of the line, and no vertex is added to the ring itself; so whatever is cut from one
outline tiles it exactly, however often it is cut again. A ring runs anticlockwise and may touch itself along a slit
(`geo.slits`), but never cross itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, hypot, pi, radians, sin

import numpy as np
import shapely
from shapely.geometry import LineString

from geo.errors import ShapeError
from geo.lattice import UNITS_PER_DEGREE, Ring, Vertex

_MOST_ENDS = 500  # chords are sought between at most this many vertices, evenly taken
_MOST_CHORDS = 3000
_WAVES = (0.07, 0.03, 0.0)  # height of the waves as a share of the chord, the first that fits
_UNEVEN = 6.0  # cost of an area off by 100 %, in chords as long as the shape is wide

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


@dataclass(frozen=True)
class Style:
    """How a cut is drawn: `spacing` of its vertices in grid units, and where its chances come from."""

    spacing: float
    chance: np.random.Generator


def cut(ring: Ring, share: float, style: Style) -> tuple[Ring, Ring]:
    """Two rings; the first has about `share` of the area and lies to the west or north of the second.

    Raises ShapeError when no line fits.
    """
    outline = LineString([*ring, ring[0]])
    shapely.prepare(outline)
    waves = style.chance.uniform(-1, 1, 2).tolist()
    for start, end in _chords(ring, share, style.chance):
        for height in _WAVES:
            line = _wavy(ring[start], ring[end], [height * wave for wave in waves], style.spacing)
            if _fits(ring, outline, (start, end), line):
                return _parts(ring, start, end, line)
    raise ShapeError("这个边界太窄或太小，划分不下去，请减少份数或先调整边界")


def opens_inside(ring: Ring, number: int, towards: Vertex) -> bool:
    """Whether a line from vertex `number` towards a point sets out into the ring's inside (the cone test)."""
    here = ring[number]
    before, after = _from(here, ring[number - 1]), _from(here, ring[(number + 1) % len(ring)])
    way = _from(here, towards)
    if _cross(after, before) > 0:
        return _cross(after, way) > 0 and _cross(way, before) > 0
    return not (_cross(before, way) >= 0 and _cross(way, after) >= 0)


def _chords(ring: Ring, share: float, chance: np.random.Generator) -> Iterator[tuple[int, int]]:
    """Pairs of vertex numbers, best first: short, and with about `share` of the area on the first side."""
    points = np.asarray(ring, dtype=np.float64) - ring[0]
    ends = np.linspace(0, len(ring), min(len(ring), _MOST_ENDS), endpoint=False).astype(np.intp)
    running, chosen = _running_area(points), points[ends]
    shares = _shares(running[ends], chosen, float(running[-1]))
    run, rise = (chosen[None, :, axis] - chosen[:, None, axis] for axis in (0, 1))
    width = float(np.sqrt(abs(running[-1]) / 2))
    length = np.hypot(run * cos(radians(ring[0][1] / UNITS_PER_DEGREE)), rise) / width
    off = np.abs(shares - share) / min(share, 1 - share)
    cost = length * chance.uniform(0.85, 1.15, length.shape) + _UNEVEN * np.maximum(off - 0.01, 0)
    # The first part lies to the right of its chord, which is west or north when the chord runs down or left.
    cost[(shares <= 0) | (shares >= 1) | (length == 0) | (run + rise >= 0)] = np.inf
    best = np.argsort(cost, axis=None, kind="stable")[:_MOST_CHORDS]
    for start, end in zip(*np.unravel_index(best[np.isfinite(cost.flat[best])], cost.shape), strict=True):
        yield int(ends[start]), int(ends[end])


def _shares(running: Floats, points: Floats, total: float) -> Floats:
    """Share of the whole area between the ring from vertex i on to vertex j and the chord back, shape (n, n)."""
    x, y = points[:, 0], points[:, 1]
    closing = x[None, :] * y[:, None] - y[None, :] * x[:, None]
    enclosed = running[None, :] - running[:, None] + closing
    numbers = np.arange(len(points))
    return np.asarray((enclosed + total * (numbers[None, :] < numbers[:, None])) / total)


def _running_area(points: Floats) -> Floats:
    """Twice the signed area swept from the first vertex up to each vertex, and in the end once round."""
    following = np.roll(points, -1, axis=0)
    return np.concatenate([[0.0], np.cumsum(points[:, 0] * following[:, 1] - points[:, 1] * following[:, 0])])


def _wavy(start: Vertex, end: Vertex, heights: list[float], spacing: float) -> Ring:
    """The inner vertices of a line from start to end that swings by sines of one and two periods."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    steps = max(1, round(hypot(dx, dy) / spacing))
    inner = []
    for step in range(1, steps):
        along = step / steps
        aside = heights[0] * sin(2 * pi * along) + heights[1] * sin(5 * pi * along) * sin(pi * along)
        inner.append((round(start[0] + along * dx - aside * dy), round(start[1] + along * dy + aside * dx)))
    return inner


def _fits(ring: Ring, outline: LineString, ends: tuple[int, int], line: Ring) -> bool:
    start, end = ring[ends[0]], ring[ends[1]]
    if not opens_inside(ring, ends[0], [*line, end][0]) or not opens_inside(ring, ends[1], [start, *line][-1]):
        return False
    path = LineString([start, *line, end])
    return bool(outline.relate_pattern(path, "F**F*****"))


def _parts(ring: Ring, start: int, end: int, line: Ring) -> tuple[Ring, Ring]:
    turned = ring[start:] + ring[:start]
    far = (end - start) % len(ring)
    return turned[: far + 1] + line[::-1], turned[far:] + turned[:1] + line


def _from(here: Vertex, there: Vertex) -> Vertex:
    return there[0] - here[0], there[1] - here[1]


def _cross(one: Vertex, other: Vertex) -> int:
    return one[0] * other[1] - one[1] * other[0]
