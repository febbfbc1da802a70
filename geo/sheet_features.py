"""What a map on paper is made of, in WGS 84 degrees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point


@dataclass(frozen=True)
class Area:
    """One filled area. A line break in `name` says where the name may be broken; `value` None is no data, not zero."""

    name: str
    shape: MultiPolygon
    kind: str = ""
    value: float | None = None


@dataclass(frozen=True)
class Outline:
    """A border drawn over the areas, as of a village or the town; it has no words on the map."""

    shape: MultiPolygon
    kind: str


@dataclass(frozen=True)
class Line:
    """A road or a river."""

    shape: LineString | MultiLineString
    kind: str
    name: str = ""


@dataclass(frozen=True)
class Spot:
    """A landmark; without a name one of many, such as houses."""

    shape: Point
    kind: str
    name: str = ""


@dataclass(frozen=True)
class SheetMap:
    """All that is on the map. `meanings` are each kind's words in the legend, in its order.

    Areas are filled by value where `value_label` says what the value is (`unit` stands behind the figures), else by kind where
    `meanings` knows one of their kinds, else so that neighbours differ. `bands`: upper bounds of the classes of whole figures, the
    same on every map; without them the classes are cut where the figures themselves leave gaps.
    """

    areas: Sequence[Area]
    outlines: Sequence[Outline] = ()
    lines: Sequence[Line] = ()
    spots: Sequence[Spot] = ()
    meanings: Mapping[str, str] = field(default_factory=dict)
    value_label: str = ""
    unit: str = ""
    bands: Sequence[int] = ()
