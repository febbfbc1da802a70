"""What fits where on a map: the scale, a label for every area, and the legend, settled together."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry import GeometryCollection, MultiPoint, Point
from shapely.geometry.base import BaseGeometry

from geo.sheet_features import Area, Line, Outline, SheetMap, Spot
from geo.sheet_labels import Label, inside
from geo.sheet_legend import Sign, Strip, strip
from geo.sheet_projection import Projection
from geo.sheet_signs import border, disc, houses, numbered, route, stroke_sign

_MOST_LEGEND = 0.4  # of the height


class Sheet(NamedTuple):
    """What is to be drawn, how wide, and how large its words are."""

    page: SheetMap
    areas: Sequence[Area]
    width: float
    lettering: float


class Names(NamedTuple):
    """A label for each area, None where its name does not fit, and the map they were made for; `told`: the legend has the rest."""

    projection: Projection
    shapes: Sequence[BaseGeometry]
    labels: Sequence[Label | None]
    told: bool


def settled(sheet: Sheet, signs: Sequence[Sign], height: float) -> tuple[Names, Strip]:
    """Names and legend together: every numbered name lengthens the legend, and a smaller map numbers more names.

    Where the legend would take more than two fifths of the sheet it only counts the areas whose names are not told.
    """
    below = strip(signs, sheet.width, sheet.lettering)
    names, told = named(sheet, height - below.height), frozenset[int]()
    while not (lost := _lost(names)) <= told:
        told |= lost
        below = strip([*signs, *_told(sheet, sorted(told))], sheet.width, sheet.lettering)
        if below.height > height * _MOST_LEGEND:
            counted = Sign("", f"另有{len(lost)}个网格图上太小，未标名称")
            below = strip([*signs, counted], sheet.width, sheet.lettering)
            return named(sheet, height - below.height)._replace(told=False), below
        names = named(sheet, height - below.height, told)
    return names, below


def named(sheet: Sheet, height: float, told: Collection[int] = ()) -> Names:
    """The map at its largest round scale with its labels; the areas of the numbers `told` get none."""
    margin = sheet.lettering * 1.2
    outlines = [each.shape for each in sheet.page.outlines]
    whole = GeometryCollection([*(area.shape for area in sheet.areas), *outlines])
    projection = Projection.fitting(whole, margin, margin, sheet.width - 2 * margin, height - 2 * margin)
    shapes = [projection.on_paper(area.shape) for area in sheet.areas]
    homes = STRtree(homes_of(sheet.page, projection))
    labels = [
        None if number in told else inside(area.name, shape, sheet.lettering, homes)
        for number, (area, shape) in enumerate(zip(sheet.areas, _free(sheet, projection, shapes), strict=True))
    ]
    return Names(projection, shapes, labels, True)


def signs_of(sheet: Sheet) -> list[Sign]:
    """What the legend says of borders, lines and landmarks, in the order of their kinds."""
    page, size = sheet.page, sheet.lettering
    signs = [
        Sign(stroke_sign(border(number, size), size), page.meanings[kind])
        for number, kind in enumerate(kinds_of(page, page.outlines))
    ]
    signs += [
        Sign(stroke_sign(route(number, size), size), page.meanings[kind])
        for number, kind in enumerate(kinds_of(page, page.lines))
    ]
    for number, kind in enumerate(kinds_of(page, page.spots)):
        named = any(spot.name for spot in page.spots if spot.kind == kind)
        signs.append(
            Sign(disc(number, page.meanings[kind], size) if named else houses([(0, 0)], size), page.meanings[kind])
        )
    return signs


def kinds_of(page: SheetMap, features: Sequence[Outline | Line | Spot]) -> list[str]:
    """The kinds of these features that have words, in the order of the legend."""
    present = {feature.kind for feature in features}
    return [kind for kind in page.meanings if kind in present]


def homes_of(page: SheetMap, projection: Projection) -> list[Point]:
    """The nameless spots on the paper."""
    nameless = [spot.shape for spot in page.spots if not spot.name]
    return list(projection.on_paper(MultiPoint(nameless)).geoms) if nameless else []


def _free(sheet: Sheet, projection: Projection, shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """The areas without what roads and landmarks cover."""
    marks = [projection.on_paper(spot.shape).buffer(sheet.lettering * 0.7) for spot in sheet.page.spots if spot.name]
    marks += [projection.on_paper(line.shape).buffer(sheet.lettering * 0.15) for line in sheet.page.lines]
    free: list[BaseGeometry] = shapely.difference(np.asarray(shapes), shapely.union_all(marks)).tolist()
    return free


def _lost(names: Names) -> frozenset[int]:
    return frozenset(number for number, label in enumerate(names.labels) if label is None)


def _told(sheet: Sheet, numbers: Sequence[int]) -> list[Sign]:
    return [
        Sign(numbered(place, 0, 0, sheet.lettering * 0.8), sheet.areas[number].name.replace("\n", ""))
        for place, number in enumerate(numbers, 1)
    ]
