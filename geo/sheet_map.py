"""A map for paper: plain features in, one SVG out, the same for the same features.

True to scale, names inside their areas, scale bar, north arrow and legend included; nothing is fetched from anywhere.
"""

from collections.abc import Sequence

import shapely
from shapely.geometry import GeometryCollection
from shapely.geometry.base import BaseGeometry

from geo.colours import NO_DATA
from geo.errors import ShapeError
from geo.sheet_features import Area, Line, Outline, SheetMap, Spot
from geo.sheet_fills import fills, hatched
from geo.sheet_labels import Box, Label, Taken, at_widest, beside
from geo.sheet_layout import Names, Sheet, homes_of, kinds_of, named, settled, signs_of
from geo.sheet_legend import north
from geo.sheet_projection import Projection
from geo.sheet_signs import border, disc, houses, numbered, route
from geo.sheet_svg import INK, document, ink_on, path, plate, rect, text

__all__ = ["Area", "Line", "Outline", "SheetMap", "Spot", "draw"]

_SMALL = 0.85  # names of roads and landmarks, times the lettering


def draw(page: SheetMap, width: float, height: float, lettering: float, furniture: bool = True) -> str:
    """The map as SVG of `width` × `height` millimetres with words about `lettering` millimetres high.

    `furniture` is the strip with scale and legend, and the arrow to the north. Names that do not fit into their areas are
    numbered on the map and told in the legend, or where that has no room only counted; names of landmarks that would cover others
    are left out. Raises ShapeError when there is no area, or when the legend alone leaves no room for the map.
    """
    areas = [area for area in page.areas if not area.shape.is_empty]
    if not areas:
        raise ShapeError("没有可画的边界：请先画出网格的边界")
    sheet = Sheet(page, areas, width, lettering)
    colours, signs = fills(page, areas, lettering)
    if not furniture:
        return document(width, height, _drawn(sheet, colours, named(sheet, height)._replace(told=False), height, False))
    names, below = settled(sheet, [*signs, *signs_of(sheet)], height)
    elements = _drawn(sheet, colours, names, height - below.height, True)
    elements += below.drawn(height - below.height, names.projection)
    return document(width, height, elements)


def _drawn(sheet: Sheet, colours: Sequence[str], names: Names, height: float, furniture: bool) -> list[str]:
    """Everything on the map in order, lowest first; words come last, and each keeps clear of the others."""
    size, taken = sheet.lettering, Taken(sheet.width, height)
    elements = [rect(0.1, 0.1, sheet.width - 0.2, height - 0.2, "#ffffff", stroke=INK, line=size * 0.06)]
    words: list[str] = []
    for shape, colour in zip(names.shapes, colours, strict=True):
        elements.append(path(shape, colour, "#666666", size * 0.05))
        if colour == NO_DATA:
            elements.append(hatched(shape, size))
    if furniture:
        taken.take(Box(sheet.width - size * 4, 0.0, sheet.width, size * 7))
        words += north(sheet.width - size * 2.2, size * 0.9, size * 3.2)
    words += _area_words(sheet, colours, names, taken)
    elements += _strokes(sheet, names.projection)
    elements += _marks(sheet, names.projection, taken)
    return elements + words + _line_words(sheet, names.projection, taken)


def _area_words(sheet: Sheet, colours: Sequence[str], names: Names, taken: Taken) -> list[str]:
    words, number = [], 0
    for area, shape, label, colour in zip(sheet.areas, names.shapes, names.labels, colours, strict=True):
        if label is not None:
            taken.boxes.append(label.box)
            words += [text(label.x, y, label.size, line, ink_on(colour)) for line, y in label.baselines()]
        elif names.told:
            number += 1
            mark = at_widest(area.name, shape, sheet.lettering * 0.7)
            taken.boxes.append(mark._replace(lines=(str(number),)).box)
            words.append(numbered(number, mark.x, mark.y, sheet.lettering * 0.7))
    return words


def _strokes(sheet: Sheet, projection: Projection) -> list[str]:
    """Roads, then borders: each stretch once, in the widest style that claims it."""
    page, size = sheet.page, sheet.lettering
    strokes = [
        path(projection.on_paper(line.shape), "none", *route(_number(page, page.lines, line.kind), size))
        for line in page.lines
    ]
    drawn: BaseGeometry = GeometryCollection()
    for number, kind in enumerate(kinds_of(page, page.outlines)):
        rings = [projection.on_paper(each.shape).boundary for each in page.outlines if each.kind == kind]
        stretch = shapely.line_merge(shapely.difference(shapely.union_all(rings), drawn.buffer(size * 0.05)))
        strokes.append(path(stretch, "none", *border(number, size)))
        drawn = shapely.union_all([drawn, *rings])
    return strokes


def _marks(sheet: Sheet, projection: Projection, taken: Taken) -> list[str]:
    page, size = sheet.page, sheet.lettering
    marks = [houses(((place.x, place.y) for place in homes_of(page, projection)), size)]
    for spot in page.spots:
        if spot.name:
            place, number = projection.on_paper(spot.shape), _number(page, page.spots, spot.kind)
            marks.append(disc(number, page.meanings.get(spot.kind, "·"), size, place.x, place.y))
            reach = size * 0.6
            taken.boxes.append(Box(place.x - reach, place.y - reach, place.x + reach, place.y + reach))
    for spot in page.spots:
        if spot.name:
            marks += _words(beside(spot.name, projection.on_paper(spot.shape), size * 0.8, size * _SMALL, taken))
    return marks


def _line_words(sheet: Sheet, projection: Projection, taken: Taken) -> list[str]:
    named = [line for line in sheet.page.lines if line.name]
    middles = [projection.on_paper(shapely.line_interpolate_point(line.shape, 0.5, normalized=True)) for line in named]
    return [
        word
        for line, middle in zip(named, middles, strict=True)
        for word in _words(beside(line.name, middle, sheet.lettering * 0.3, sheet.lettering * _SMALL, taken))
    ]


def _words(label: Label | None) -> list[str]:
    """The name of a road or landmark on a light plate: areas below it may be dark."""
    if label is None:
        return []
    return [plate(*label.box), *(text(label.x, y, label.size, line) for line, y in label.baselines())]


def _number(page: SheetMap, features: Sequence[Outline | Line | Spot], kind: str) -> int:
    kinds = kinds_of(page, features)
    return kinds.index(kind) if kind in kinds else len(kinds)
