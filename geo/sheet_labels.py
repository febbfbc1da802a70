"""Where the words stand on a map: names inside their areas, names of landmarks beside them, never one over another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo.sheet_svg import text_width

_LEADING = 1.22
_SIZES = (1.35, 1.2, 1.05, 0.95, 0.85, 0.75, 0.65, 0.55, 0.45, 0.35, 0.25)  # times the usual lettering
_SMALLEST = 1.8  # millimetres, five points: what one can still read
_ACROSS = 9  # places tried along each side of an area
_LONGEST_LINE = 7  # characters from which a name is broken though it need not be


class Box(NamedTuple):
    """A place taken by words, millimetres on the paper."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether the two share any room."""
        apart = self.left >= other.right or other.left >= self.right
        return not (apart or self.top >= other.bottom or other.top >= self.bottom)


class Label(NamedTuple):
    """Lines of words centred on x, y."""

    lines: tuple[str, ...]
    x: float
    y: float
    size: float

    @property
    def box(self) -> Box:
        """The room the lines take."""
        wide, high = _extent(self.lines, self.size)
        return Box(self.x - wide / 2, self.y - high / 2, self.x + wide / 2, self.y + high / 2)

    def baselines(self) -> Iterator[tuple[str, float]]:
        """Each line with the y on which it stands."""
        top = self.y - len(self.lines) * self.size * _LEADING / 2
        for number, line in enumerate(self.lines):
            yield line, top + (number + 0.5) * self.size * _LEADING + self.size * 0.36


@dataclass
class Taken:
    """The room that is gone already."""

    width: float
    height: float
    boxes: list[Box] = field(default_factory=list)

    def take(self, box: Box) -> bool:
        """Whether `box` is free and on the paper; then it is taken."""
        inside = box.left >= 0 and box.top >= 0 and box.right <= self.width and box.bottom <= self.height
        if not inside or any(box.meets(other) for other in self.boxes):
            return False
        self.boxes.append(box)
        return True


def inside(name: str, area: BaseGeometry, lettering: float, houses: STRtree | None = None) -> Label | None:
    """`name` as large as it fits into `area` (millimetres), over as few `houses` as can be and else nearest to the widest spot;
    None when no size fits.

    A line break in `name` says where it is best broken; only what does not fit so is broken in halves or thirds.
    """
    if area.is_empty:
        return None
    _, spots = _spots(area)
    sizes = [lettering * factor for factor in _SIZES if lettering * factor >= _SMALLEST]
    for lines in _broken(name):
        for size in sizes:
            found = _best_inside(area, spots, _extent(lines, size * 1.08), houses)
            if found is not None:
                return Label(lines, spots[found].x, spots[found].y, size)
    return None


def at_widest(name: str, area: BaseGeometry, size: float) -> Label:
    """`name` on one line at the widest spot of `area`, whether or not it fits there."""
    widest, _ = _spots(area)
    return Label((name.replace("\n", ""),), widest.x, widest.y, size)


def beside(name: str, spot: Point, gap: float, size: float, taken: Taken) -> Label | None:
    """`name` to the right of `spot`, else left, below or above, where nothing else stands; None when all four are taken."""
    wide, high = _extent((name,), size)
    steps = ((gap + wide / 2, 0.0), (-gap - wide / 2, 0.0), (0.0, gap + high / 2), (0.0, -gap - high / 2))
    labels = (Label((name,), spot.x + across, spot.y + down, size) for across, down in steps)
    return next((label for label in labels if taken.take(label.box)), None)


def _extent(lines: Sequence[str], size: float) -> tuple[float, float]:
    return max(text_width(line, size) for line in lines), len(lines) * size * _LEADING


def _spots(area: BaseGeometry) -> tuple[Point, list[Point]]:
    """The widest spot of the area, and with it places all over it, nearest to it first."""
    largest = max(shapely.get_parts(area).tolist(), key=lambda part: part.area)
    widest = Point(shapely.get_coordinates(shapely.maximum_inscribed_circle(largest))[0])
    west, south, east, north = largest.bounds
    grid = np.meshgrid(np.linspace(west, east, _ACROSS), np.linspace(south, north, _ACROSS))
    places = np.asarray(shapely.points(grid[0].ravel(), grid[1].ravel()))
    near = places[np.argsort(shapely.distance(places, widest), kind="stable")]
    return widest, [widest, *near.tolist()]


def _best_inside(
    area: BaseGeometry, spots: Sequence[Point], extent: tuple[float, float], houses: STRtree | None
) -> int | None:
    wide, high = extent
    x, y = shapely.get_x(spots), shapely.get_y(spots)
    boxes = shapely.box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
    shapely.prepare(area)
    fitting = np.flatnonzero(shapely.contains_properly(area, boxes))
    if not fitting.size:
        return None
    if houses is None:
        return int(fitting[0])
    covered = np.bincount(houses.query(boxes[fitting])[0], minlength=len(fitting))
    return int(fitting[np.argmin(covered)])


def _broken(name: str) -> list[tuple[str, ...]]:
    """The ways to set a name: as it says itself, on one line, in halves, in thirds."""
    said, joined = tuple(filter(None, name.split("\n"))), name.replace("\n", "")
    ways = [said, (joined,)] if len(joined) < _LONGEST_LINE or len(said) > 1 else [_cut(joined, 2), (joined,)]
    ways += [_cut(joined, parts) for parts in (2, 3) if len(joined) >= 2 * parts]
    return list(dict.fromkeys(way for way in ways if way))


def _cut(name: str, parts: int) -> tuple[str, ...]:
    step = -(-len(name) // parts)
    return tuple(name[start : start + step] for start in range(0, len(name), step))
