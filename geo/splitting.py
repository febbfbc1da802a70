"""Split a grid along a drawn line, merge grids into one, keep islands with what they belong to."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon

from geo.coverage import OVERLAP_TOLERANCE_DEG2
from geo.errors import ShapeError
from geo.lattice import UNITS_PER_DEGREE, Ring, Vertex, beside, degrees, on_grid, vertices
from geo.ordering import reading_order


def split(shape: MultiPolygon, line: LineString) -> list[MultiPolygon]:
    """The parts into which `line` cuts `shape`, in reading order, all vertices on the 1e-7 degree grid.

    A polygon the line does not cut stays with the nearest part. The ends of the cut move up to a metre along the
    border, to where they leave it in place. Raises ShapeError when the line does not cut the shape.
    """
    pieces = [_faces(polygon, line) for polygon in on_grid(shape).geoms]
    parts = [MultiPolygon([face]) for faces in pieces if len(faces) > 1 for face in faces]
    if not parts:
        raise ShapeError("这条线没有把网格切开：请让线从边界外画到边界外，穿过整个网格")
    whole = with_islands(parts, [faces[0] for faces in pieces if len(faces) == 1])
    return [whole[number] for number in reading_order(whole)]


def merge(shapes: Sequence[MultiPolygon]) -> MultiPolygon:
    """The shapes as one, without the hairline holes where their borders differed by a rounding.

    Raises ShapeError when there is nothing to merge.
    """
    joined = shapely.union_all([on_grid(shape) for shape in shapes])
    parts = [part for part in shapely.get_parts(joined) if isinstance(part, Polygon)]
    if not parts:
        raise ShapeError("没有可以合并的网格")
    return MultiPolygon([_without_hairlines(part) for part in parts])


def with_islands(parts: list[MultiPolygon], islands: list[Polygon]) -> list[MultiPolygon]:
    """Each island joined to the part nearest to it."""
    grown = list(parts)
    for island in islands:
        nearest = min(range(len(parts)), key=lambda number: parts[number].distance(island))
        grown[nearest] = MultiPolygon([*grown[nearest].geoms, island])
    return grown


def _faces(polygon: Polygon, line: LineString) -> list[Polygon]:
    """What the polygon falls into when `line` is drawn through it; itself when the line does not cut it."""
    parts = shapely.get_parts(line.intersection(polygon))
    crossings = [part for part in parts if isinstance(part, LineString) and not part.is_empty]
    rings = [vertices(ring) for ring in (polygon.exterior, *polygon.interiors)]
    cuts = [_anchored(crossing, rings) for crossing in crossings]
    drawn = [LineString(degrees([*ring, ring[0]])) for ring in rings]
    noded = shapely.union_all([*drawn, *(LineString(degrees(cut)) for cut in cuts if len(set(cut)) > 1)])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    inside = [face for face in faces if polygon.contains(face.representative_point())]
    rounded = [part for face in inside for part in on_grid(face).geoms]
    return rounded if len(rounded) > 1 else [polygon]


def _anchored(crossing: LineString, rings: list[Ring]) -> Ring:
    """The crossing in grid units; where it meets a ring, a vertex is put into that ring and the crossing ends there."""
    points = (shapely.get_coordinates(crossing) * UNITS_PER_DEGREE).tolist()
    inner = [(round(x), round(y)) for x, y in points[1:-1]]
    return [_anchor(points[0], rings), *inner, _anchor(points[-1], rings)]


def _anchor(point: list[float], rings: list[Ring]) -> Vertex:
    """The vertex of a ring where a line's end lies, added if need be; an end inside the polygon is only rounded."""
    near = [(*_nearest_edge(point, ring), number) for number, ring in enumerate(rings)]
    distance, edge, number = min(near)
    if distance > 1:
        return round(point[0]), round(point[1])
    ring = rings[number]
    start, end = ring[edge], ring[(edge + 1) % len(ring)]
    found = beside(start, end, (point[0], point[1]))
    if found not in (start, end):
        ring.insert(edge + 1, found)
    return found


def _nearest_edge(point: list[float], ring: Ring) -> tuple[float, int]:
    """(distance in grid units, number of the edge's first vertex)."""
    corners = np.asarray([*ring, ring[0]], dtype=np.float64)
    edges = shapely.linestrings(np.stack([corners[:-1], corners[1:]], axis=1))
    apart = np.asarray(shapely.distance(edges, Point(point)))
    edge = int(np.argmin(apart))
    return float(apart[edge]), edge


def _without_hairlines(polygon: Polygon) -> Polygon:
    holes = [hole for hole in polygon.interiors if Polygon(hole).area > OVERLAP_TOLERANCE_DEG2]
    return Polygon(polygon.exterior, holes)
