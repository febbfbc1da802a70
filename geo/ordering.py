"""The order in which grids are numbered: west to east in rows, rows from north to south (as in DB11/T 2157-2023)."""

from collections.abc import Sequence

from shapely.geometry.base import BaseGeometry


def reading_order(shapes: Sequence[BaseGeometry]) -> list[int]:
    """Positions of `shapes` in the order of numbering.

    Shapes rarely stand in straight rows: a row is what has its centre within half a usual height of the row's first.
    """
    centres = [shape.centroid for shape in shapes]
    left = sorted(range(len(shapes)), key=lambda number: -centres[number].y)
    heights = sorted(shape.bounds[3] - shape.bounds[1] for shape in shapes)
    reach = heights[len(heights) // 2] / 2 if heights else 0.0
    order: list[int] = []
    while left:
        top = centres[left[0]].y
        row = [number for number in left if top - centres[number].y <= reach]
        order += sorted(row, key=lambda number: centres[number].x)
        left = left[len(row) :]
    return order
