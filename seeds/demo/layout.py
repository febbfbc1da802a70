"""Where homes stand: points inside a polygon, in the order a person would walk them."""

from math import cos, pi, radians, sqrt
from random import Random

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

Point = tuple[float, float]
_METRES_PER_DEGREE = 111_195.0


def walk(polygon: BaseGeometry, count: int, *, spread: float, rng: Random) -> list[Point]:
    """`count` points (lon, lat) inside `polygon`, row by row and turning at each end.

    `spread` (0–1) is how much of the polygon's width the settled core takes. Raises ValueError for an empty polygon."""
    if polygon.is_empty or polygon.area == 0:
        raise ValueError("网格没有面积，无法布置住户")
    if count == 0:
        return []
    core = _core(polygon, spread)
    step = sqrt(core.area / count)
    while len(spots := _lattice(core, step, rng)) < count:
        step *= 0.9
    return [spots[index * len(spots) // count] for index in range(count)]


def beside(polygon: BaseGeometry, points: list[Point], rng: Random, metres: float) -> list[Point]:
    """Each point moved by up to `metres`, left where it was when the move would leave the polygon."""
    if not points:
        return []
    turns = [rng.random() * 2 * pi for _ in points]
    reach = metres / _METRES_PER_DEGREE
    base = np.asarray(points)
    distance = np.asarray([rng.random() * reach for _ in points])
    stretch = 1 / cos(radians(base[0, 1]))
    moved = base + np.column_stack((np.cos(turns) * distance * stretch, np.sin(turns) * distance))
    shapely.prepare(polygon)
    inside = shapely.contains_xy(polygon, moved[:, 0], moved[:, 1])
    chosen = np.where(inside[:, None], moved, base).round(7)
    return [(float(lon), float(lat)) for lon, lat in chosen]


def _core(polygon: BaseGeometry, spread: float) -> BaseGeometry:
    centre = polygon.representative_point()
    core = affinity.scale(polygon, spread, spread, origin=centre).intersection(polygon)
    return core if core.area > 0 else polygon


def _lattice(core: BaseGeometry, step: float, rng: Random) -> list[Point]:
    """Points every `step` square degrees' side, shaken a little, boustrophedon from the south-west."""
    west, south, east, north = core.bounds
    stretch = 1 / sqrt(cos(radians(south)))
    columns = np.arange(west + step * stretch * 0.3, east, step * stretch)
    rows = np.arange(south + step / stretch * 0.3, north, step / stretch)
    if not len(columns) or not len(rows):
        return []
    grid = np.stack(np.meshgrid(columns, rows), axis=-1)
    grid[1::2] = grid[1::2, ::-1]
    flat = grid.reshape(-1, 2)
    shake = np.asarray([rng.random() - 0.5 for _ in range(flat.size)]).reshape(-1, 2)
    flat = (flat + shake * step * 0.35).round(7)
    shapely.prepare(core)
    return [(float(lon), float(lat)) for lon, lat in flat[shapely.contains_xy(core, flat[:, 0], flat[:, 1])]]
