"""Whether a set of grids tiles its parent: the one definition of what counts as overlap, gap and spill.

The tolerances are planar, in degrees, because the database triggers apply the same figures with
ST_Buffer and ST_Area to geometries stored in degrees.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.measuring import area_m2

SPILL_TOLERANCE_DEG = 5e-5  # how far a child may reach beyond its parent: about 5 m
OVERLAP_TOLERANCE_DEG2 = 1e-9  # how much two siblings may share, or a parent may leave uncovered: about 10 m²

_MOST_SENTENCES = 20


class Overlap(NamedTuple):
    one: str
    other: str
    area_m2: float


class Gap(NamedTuple):
    shape: Polygon
    area_m2: float


class Spill(NamedTuple):
    name: str
    area_m2: float


@dataclass(frozen=True)
class CoverageReport:
    """What keeps the children from tiling the parent; each list largest first."""

    overlaps: list[Overlap]
    gaps: list[Gap]
    spills: list[Spill]

    @property
    def is_sound(self) -> bool:
        return not (self.overlaps or self.gaps or self.spills)

    def sentences(self) -> list[str]:
        """The report in Chinese, one sentence a finding, cut after the largest twenty of each kind."""
        return [
            *_cut([f"“{one}”与“{other}”重叠 {_area(area)}" for one, other, area in self.overlaps], "处重叠"),
            *_cut([f"“{name}”超出上级边界 {_area(area)}" for name, area in self.spills], "个网格超出上级边界"),
            *_cut([_gap_sentence(gap) for gap in self.gaps], "处空白"),
        ]


def may_contain(parent: BaseGeometry, child: BaseGeometry) -> bool:
    """Whether `child` lies inside `parent` to within SPILL_TOLERANCE_DEG."""
    return bool(parent.covers(child) or parent.buffer(SPILL_TOLERANCE_DEG).covers(child))


def may_neighbour(one: BaseGeometry, other: BaseGeometry) -> bool:
    """Whether the two may be siblings: they share no more area than OVERLAP_TOLERANCE_DEG2."""
    return bool(one.intersection(other).area <= OVERLAP_TOLERANCE_DEG2)


def check_coverage(parent: BaseGeometry, children: Mapping[str, MultiPolygon]) -> CoverageReport:
    """Overlaps among valid `children`, their spills beyond `parent`, and the parts of `parent` none covers."""
    names, shapes = list(children), list(children.values())
    return CoverageReport(
        sorted(_overlaps(names, shapes), key=lambda found: -found.area_m2),
        sorted(_gaps(parent, shapes), key=lambda found: -found.area_m2),
        sorted(_spills(parent, children), key=lambda found: -found.area_m2),
    )


def _overlaps(names: list[str], shapes: list[MultiPolygon]) -> list[Overlap]:
    if len(shapes) < 2:
        return []
    array = np.array([*shapes, None], dtype=object)[:-1]
    ones, others = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = ones < others
    ones, others = ones[once], others[once]
    shared = shapely.intersection(array[ones], array[others])
    found = np.flatnonzero(shapely.area(shared) > OVERLAP_TOLERANCE_DEG2)
    return [Overlap(names[ones[k]], names[others[k]], _polygon_area_m2(shared[k])) for k in found]


def _gaps(parent: BaseGeometry, shapes: list[MultiPolygon]) -> list[Gap]:
    left = shapely.get_parts(parent.difference(shapely.union_all(shapes)))
    return [
        Gap(part, area_m2(part)) for part in left if isinstance(part, Polygon) and part.area > OVERLAP_TOLERANCE_DEG2
    ]


def _spills(parent: BaseGeometry, children: Mapping[str, MultiPolygon]) -> list[Spill]:
    widened = parent.buffer(SPILL_TOLERANCE_DEG)
    shapely.prepare(widened)
    return [
        Spill(name, _polygon_area_m2(child.difference(parent)))
        for name, child in children.items()
        if not widened.covers(child)
    ]


def _polygon_area_m2(shape: BaseGeometry) -> float:
    """Area of the polygons in a mixed result; where borders only touch there are lines and points too."""
    return sum(area_m2(part) for part in shapely.get_parts(shape) if isinstance(part, Polygon))


def _gap_sentence(gap: Gap) -> str:
    inside = gap.shape.representative_point()
    return f"经度 {inside.x:.6f}、纬度 {inside.y:.6f} 附近有 {_area(gap.area_m2)}没有划入任何网格"


def _area(square_metres: float) -> str:
    if square_metres >= 1_000_000:
        return f"{square_metres / 1_000_000:.2f} 平方公里"
    return f"{square_metres:.0f} 平方米"


def _cut(sentences: list[str], noun: str) -> list[str]:
    rest = len(sentences) - _MOST_SENTENCES
    return sentences if rest <= 0 else [*sentences[:_MOST_SENTENCES], f"另有 {rest} {noun}"]
