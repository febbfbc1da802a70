"""A polygon with holes as one ring, and back: each hole is joined to the outline by a slit of no width."""

from collections import Counter

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon

from geo.cutting import opens_inside
from geo.errors import ShapeError
from geo.lattice import Ring, Vertex, between, degrees, subdivided, vertices

_MOST_TRIES = 500


def opened(polygon: Polygon, spacing: float) -> Ring:
    """The polygon's outline with its holes slit open into it, with a vertex about every `spacing` grid units."""
    oriented = shapely.orient_polygons(polygon)
    ring = subdivided(vertices(oriented.exterior), spacing)
    holes = [subdivided(vertices(hole), spacing) for hole in oriented.interiors]
    while holes:
        ring = _joined(ring, holes, spacing)
    return ring


def corners(polygon: Polygon) -> set[Vertex]:
    """The polygon's own vertices in grid units."""
    return {vertex for ring in (polygon.exterior, *polygon.interiors) for vertex in vertices(ring)}


def closed(ring: Ring) -> MultiPolygon:
    """The area inside a ring, in degrees; slits that both sides of the ring run along are healed."""
    if len(set(ring)) == len(ring):
        return MultiPolygon([Polygon(degrees(ring))])
    edges = Counter(zip(ring, [*ring[1:], ring[0]], strict=True))
    outline = [edge for edge in edges if edge[::-1] not in edges]
    lines = shapely.MultiLineString([degrees(list(edge)) for edge in outline])
    return MultiPolygon([part for part in shapely.get_parts(shapely.build_area(lines)) if isinstance(part, Polygon)])


def _joined(ring: Ring, holes: list[Ring], spacing: float) -> Ring:
    """`ring` with the nearest hole taken out of `holes` and slit into it."""
    obstacles = shapely.MultiLineString([LineString([*one, one[0]]) for one in (ring, *holes)])
    for at, which, other in _nearest(ring, holes):
        hole = holes[which]
        if opens_inside(ring, at, hole[other]) and opens_inside(hole, other, ring[at]):
            slit = between(ring[at], hole[other], spacing)
            if obstacles.relate_pattern(LineString([ring[at], *slit, hole[other]]), "F********"):
                del holes[which]
                around = [*hole[other:], *hole[: other + 1]]
                return [*ring[: at + 1], *slit, *around, *slit[::-1], *ring[at:]]
    raise ShapeError("边界中挖空的部分太复杂，无法划分，请先去掉挖空的部分")


def _nearest(ring: Ring, holes: list[Ring]) -> list[tuple[int, int, int]]:
    """(vertex of the ring, hole, vertex of the hole), nearest pairs first."""
    outline = np.asarray(ring, dtype=np.float64)
    found: list[tuple[float, int, int, int]] = []
    for which, hole in enumerate(holes):
        apart = np.hypot(*np.moveaxis(outline[:, None] - np.asarray(hole, dtype=np.float64)[None], -1, 0))
        for flat in np.argsort(apart, axis=None, kind="stable")[:_MOST_TRIES].tolist():
            at, other = divmod(flat, len(hole))
            found.append((float(apart[at, other]), at, which, other))
    return [(at, which, other) for _, at, which, other in sorted(found)]
