"""With what colour each area of a map on paper is filled, and what the legend says of it."""

from collections.abc import Sequence
from itertools import count

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from geo.colours import NO_DATA, breaks, colour_of, kind_colours, ramp
from geo.sheet_features import Area, SheetMap
from geo.sheet_legend import Sign
from geo.sheet_svg import INK, path, rect, tint

_CLASSES = 5
_KIND_SHARE = 0.55
# Five tints of one lightness, so that no area looks more important than its neighbour.
_TINTS = ("#fdf3dc", "#e3f0e4", "#e4ecf7", "#f7e6e4", "#efe6f5", "#e2f2f2")
NO_DATA_WORDS = "暂无数据"


def fills(page: SheetMap, areas: Sequence[Area], lettering: float) -> tuple[list[str], list[Sign]]:
    """A colour for each of `areas`, and the signs that explain them; areas coloured only to differ need no sign."""
    if page.value_label:
        return _by_value(page, areas, lettering)
    kinds = [kind for kind in page.meanings if any(area.kind == kind for area in areas)]
    if not kinds:
        return _by_neighbour(areas), []
    colours = {kind: tint(colour, _KIND_SHARE) for kind, colour in kind_colours(kinds).items()}
    signs = [Sign(swatch(colours[kind], lettering), page.meanings[kind]) for kind in kinds]
    return [colours.get(area.kind, "#ffffff") for area in areas], signs


def hatched(shape: BaseGeometry, lettering: float) -> str:
    """Slanting lines over an area without data: in grey print its fill alone looks like that of a low figure."""
    west, north, east, south = shape.bounds
    high, gap = south - north, lettering * 0.8
    starts = np.arange(np.floor((west - high) / gap) * gap, east, gap)
    lines = shapely.multilinestrings([((x, north), (x + high, south)) for x in starts])
    return path(shapely.intersection(lines, shape), "none", "#999999", lettering * 0.05)


def swatch(colour: str, lettering: float) -> str:
    """A field of the colour for the legend."""
    return rect(
        -lettering * 0.75, -lettering * 0.5, lettering * 1.5, lettering, colour, stroke=INK, line=lettering * 0.04
    )


def _by_value(page: SheetMap, areas: Sequence[Area], lettering: float) -> tuple[list[str], list[Sign]]:
    known = [area.value for area in areas if area.value is not None]
    bounds = list(page.bands) or breaks(known, _CLASSES, "natural")
    least = _least_of_bands(page.bands) if page.bands else _least_known(known, bounds)
    signs = [Sign("", page.value_label)]
    for low, bound, colour in zip(least, bounds, ramp(len(bounds)) if bounds else [], strict=True):
        said = f"{low:g}" if low == bound else f"{low:g}–{bound:g}"
        signs.append(Sign(swatch(colour, lettering), f"{said}{page.unit}"))
    if len(known) < len(areas):
        field = shapely.box(-lettering * 0.75, -lettering * 0.5, lettering * 0.75, lettering * 0.5)
        signs.append(Sign(swatch(NO_DATA, lettering) + hatched(field, lettering), NO_DATA_WORDS))
    return [colour_of(area.value, bounds) for area in areas], signs


def _least_of_bands(bands: Sequence[int]) -> list[float]:
    """Where each band of whole figures begins: one above the last, the first at its own bound."""
    return [bands[0], *(bound + 1 for bound in bands[:-1])]


def _least_known(known: Sequence[float], bounds: Sequence[float]) -> list[float]:
    """The least figure there is in each class."""
    return [min(value for value in known if value > below) for below in (-np.inf, *bounds[:-1])] if bounds else []


def _by_neighbour(areas: Sequence[Area]) -> list[str]:
    """The first tint that no neighbour before it has; more than six around one corner share the first."""
    tree = STRtree([area.shape for area in areas])
    chosen: list[int] = []
    for number, area in enumerate(areas):
        around = {chosen[other] for other in tree.query(area.shape, predicate="intersects").tolist() if other < number}
        chosen.append(next(tried for tried in count() if tried not in around))
    return [_TINTS[number % len(_TINTS)] for number in chosen]
