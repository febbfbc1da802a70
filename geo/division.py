"""Divide a grid into parts in proportion to weights, so that the parts meet exactly."""

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import shapely
from shapely.geometry import MultiPolygon

from geo.cutting import Style, cut
from geo.errors import ShapeError
from geo.lattice import UNITS_PER_DEGREE, Ring, Vertex, on_grid
from geo.ordering import reading_order
from geo.slits import closed, corners, opened
from geo.splitting import merge, split, with_islands

__all__ = ["merge", "split", "tile"]

_VERTICES_ACROSS = 8  # about as many vertices along each side of a part
_NARROWEST = 100.0  # a part is at least about this many grid units (1 m) wide
_ATTEMPTS = 5


def tile(parent: MultiPolygon, weights: Sequence[float], seed: int) -> list[MultiPolygon]:
    """Divide `parent` into one part a weight, areas roughly in proportion; part k belongs to weight k.

    The parts run from west to east and north to south as far as their weights allow; equal weights are exactly in
    `reading_order`. All vertices lie on the 1e-7 degree grid and neighbours share them, so that a part may be tiled
    again. The same arguments give the same parts. Raises ShapeError for bad weights or a parent too small.
    """
    if not weights or not all(0 < weight < float("inf") for weight in weights):
        raise ShapeError("划分的份数和比例不对：每一份的比例都应大于零")
    outline = on_grid(parent)
    spacing = (outline.area / len(weights)) ** 0.5 * UNITS_PER_DEGREE / _VERTICES_ACROSS
    if spacing * _VERTICES_ACROSS < _NARROWEST:
        raise ShapeError(f"边界太小，无法划分成 {len(weights)} 份")
    for attempt in range(_ATTEMPTS):
        parts = _tiled(outline, weights, Style(spacing, np.random.default_rng([seed, attempt])))
        if _is_sound(parts, outline):
            return _numbered(parts, weights)
    raise ShapeError("这个边界划分不成完整的几份，请检查边界是否过于狭窄")


def _tiled(outline: MultiPolygon, weights: Sequence[float], style: Style) -> list[MultiPolygon]:
    """Each polygon of the outline takes the weights for which it has room; those left without join a neighbour."""
    parts = [MultiPolygon()] * len(weights)
    islands = []
    for polygon, numbers in zip(outline.geoms, _allotted(outline, weights), strict=True):
        if not numbers:
            islands.append(polygon)
            continue
        rings = dict(_divided(opened(polygon, style.spacing), numbers, weights, style))
        for number, ring in _thinned(rings, corners(polygon)).items():
            parts[number] = closed(ring)
    return with_islands(parts, islands)


def _allotted(outline: MultiPolygon, weights: Sequence[float]) -> list[list[int]]:
    """For each polygon the numbers of the weights it takes: the heaviest first, where most room is left."""
    room = [polygon.area for polygon in outline.geoms]
    scale = outline.area / sum(weights)
    numbers: list[list[int]] = [[] for _ in room]
    for number in sorted(range(len(weights)), key=lambda number: -weights[number]):
        widest = room.index(max(room))
        numbers[widest].append(number)
        room[widest] -= weights[number] * scale
    return [sorted(taken) for taken in numbers]


def _divided(ring: Ring, numbers: list[int], weights: Sequence[float], style: Style) -> list[tuple[int, Ring]]:
    """Halve until each ring has one weight; cutting in two keeps every part in one piece."""
    if len(numbers) == 1:
        return [(numbers[0], ring)]
    sums = list(accumulate(weights[number] for number in numbers))
    half = min(range(1, len(numbers)), key=lambda count: abs(sums[count - 1] - sums[-1] / 2))
    first, second = cut(ring, sums[half - 1] / sums[-1], style)
    return _divided(first, numbers[:half], weights, style) + _divided(second, numbers[half:], weights, style)


def _thinned(rings: dict[int, Ring], original: set[Vertex]) -> dict[int, Ring]:
    """The rings without the vertices that were offered as ends of cuts and not taken."""
    uses = Counter(vertex for ring in rings.values() for vertex in ring)
    return {
        number: [vertex for vertex in ring if vertex in original or uses[vertex] > 1] for number, ring in rings.items()
    }


def _is_sound(parts: list[MultiPolygon], outline: MultiPolygon) -> bool:
    """No overlap, and no area lost but what half a grid unit along the border can hold (`geo.lattice.between`)."""
    if any(part.is_empty or not part.is_valid for part in parts):
        return False
    lost = abs(sum(part.area for part in parts) - outline.area)
    return bool(shapely.coverage_is_valid(parts)) and lost <= outline.length / UNITS_PER_DEGREE / 2


def _numbered(parts: list[MultiPolygon], weights: Sequence[float]) -> list[MultiPolygon]:
    """Parts of equal weight exchanged among themselves until they stand in reading order."""
    order = reading_order(parts)
    placed = list(parts)
    for weight in set(weights):
        places = [number for number, found in enumerate(weights) if found == weight]
        for place, number in zip(places, [number for number in order if weights[number] == weight], strict=True):
            placed[place] = parts[number]
    return placed
