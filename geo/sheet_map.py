"""A map for paper: plain features in, one SVG out, the same for the same features.

True to scale, names inside their areas, scale bar, north arrow and legend included; nothing is fetched from anywhere.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry import GeometryCollection
from shapely.geometry.base import BaseGeometry

from geo.colours import NO_DATA
from geo.errors import ShapeError
from geo.sheet_features import Area, Line, Outline, SheetMap, Spot
from geo.sheet_fills import fills, hatched
from geo.sheet_labels import Box, Label, Taken, at_widest, beside, inside
from geo.sheet_legend import Sign, Strip, north, strip
from geo.sheet_projection import Projection
from geo.sheet_signs import border, disc, house, numbered, route, stroke_sign
from geo.sheet_svg import INK, document, ink_on, path, rect, text

__all__ = ["Area", "Line", "Outline", "SheetMap", "Spot", "draw"]

_SMALL = 0.85  # names of roads and landmarks, times the lettering


class _Sheet(NamedTuple):
    """What is to be drawn, and how large its words are."""

    page: SheetMap
    areas: Sequence[Area]
    width: float
    lettering: float


class _Names(NamedTuple):
    """A label for each area, None where its name does not fit, and the map they were made for."""

    projection: Projection
    shapes: Sequence[BaseGeometry]
    labels: Sequence[Label | None]


def draw(page: SheetMap, width: float, height: float, lettering: float, furniture: bool = True) -> str:
    """The map as SVG of `width` × `height` millimetres with words about `lettering` millimetres high.

    `furniture` is the strip with scale and legend, and the arrow to the north. Names that do not fit into their areas are
    numbered on the map and told in the legend, or without furniture left out; so are names of landmarks that would cover others.
    Raises ShapeError when there is no area, or no room for map and legend.
    """
    areas = [area for area in page.areas if not area.shape.is_empty]
    if not areas:
        raise ShapeError("没有可画的边界：请先画出网格的边界")
    sheet = _Sheet(page, areas, width, lettering)
    colours, signs = fills(page, areas, lettering)
    if not furniture:
        return document(width, height, _drawn(sheet, colours, _named(sheet, height), height, False))
    names, below = _settled(sheet, [*signs, *_signs(sheet)], height)
    elements = _drawn(sheet, colours, names, height - below.height, True)
    elements += below.drawn(height - below.height, names.projection)
    return document(width, height, elements)


def _settled(sheet: _Sheet, signs: list[Sign], height: float) -> tuple[_Names, Strip]:
    """Names and legend together: every numbered name lengthens the legend, and a smaller map numbers more names."""
    told = -1
    names, below = _named(sheet, height), strip(signs, sheet.width, sheet.lettering)
    while (left_out := names.labels.count(None)) > told:
        told = left_out
        below = strip([*signs, *_told(sheet, names)], sheet.width, sheet.lettering)
        if height - below.height < height * 0.4:
            raise ShapeError("图例太长，地图没有地方画：请选大一些的纸张，或减少要显示的内容")
        names = _named(sheet, height - below.height)
    return names, strip([*signs, *_told(sheet, names)], sheet.width, sheet.lettering)


def _named(sheet: _Sheet, height: float) -> _Names:
    margin = sheet.lettering * 1.2
    outlines = [each.shape for each in sheet.page.outlines]
    whole = GeometryCollection([*(area.shape for area in sheet.areas), *outlines])
    projection = Projection.fitting(whole, margin, margin, sheet.width - 2 * margin, height - 2 * margin)
    shapes = [projection.on_paper(area.shape) for area in sheet.areas]
    marks = [projection.on_paper(spot.shape).buffer(sheet.lettering * 0.7) for spot in sheet.page.spots if spot.name]
    marks += [projection.on_paper(line.shape).buffer(sheet.lettering * 0.15) for line in sheet.page.lines]
    free = shapely.difference(np.asarray(shapes), shapely.union_all(marks)).tolist()
    homes = [projection.on_paper(spot.shape) for spot in sheet.page.spots if not spot.name]
    labels = [inside(area.name, shape, sheet.lettering, homes) for area, shape in zip(sheet.areas, free, strict=True)]
    return _Names(projection, shapes, labels)


def _told(sheet: _Sheet, names: _Names) -> list[Sign]:
    left_out = [
        area.name.replace("\n", "") for area, label in zip(sheet.areas, names.labels, strict=True) if label is None
    ]
    return [Sign(numbered(number, 0, 0, sheet.lettering * 0.8), name) for number, name in enumerate(left_out, 1)]


def _signs(sheet: _Sheet) -> list[Sign]:
    """What the legend says of borders, lines and landmarks, in the order of their kinds."""
    page, size = sheet.page, sheet.lettering
    signs = [
        Sign(stroke_sign(border(number, size), size), page.meanings[kind])
        for number, kind in enumerate(_kinds(page, page.outlines))
    ]
    signs += [
        Sign(stroke_sign(route(number, size), size), page.meanings[kind])
        for number, kind in enumerate(_kinds(page, page.lines))
    ]
    for number, kind in enumerate(_kinds(page, page.spots)):
        named = any(spot.name for spot in page.spots if spot.kind == kind)
        signs.append(Sign(disc(number, page.meanings[kind], size) if named else house(size), page.meanings[kind]))
    return signs


def _kinds(page: SheetMap, features: Sequence[Outline | Line | Spot]) -> list[str]:
    present = {feature.kind for feature in features}
    return [kind for kind in page.meanings if kind in present]


def _drawn(sheet: _Sheet, colours: Sequence[str], names: _Names, height: float, furniture: bool) -> list[str]:
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
    words += _area_words(sheet, colours, names, taken, furniture)
    elements += _strokes(sheet, names.projection)
    elements += _marks(sheet, names.projection, taken)
    return elements + words + _line_words(sheet, names.projection, taken)


def _area_words(sheet: _Sheet, colours: Sequence[str], names: _Names, taken: Taken, furniture: bool) -> list[str]:
    words, number = [], 0
    for area, shape, label, colour in zip(sheet.areas, names.shapes, names.labels, colours, strict=True):
        if label is not None:
            taken.boxes.append(label.box)
            words += [text(label.x, y, label.size, line, ink_on(colour)) for line, y in label.baselines()]
        elif furniture:
            number += 1
            mark = at_widest(area.name, shape, sheet.lettering * 0.7)
            taken.boxes.append(mark._replace(lines=(str(number),)).box)
            words.append(numbered(number, mark.x, mark.y, sheet.lettering * 0.7))
    return words


def _strokes(sheet: _Sheet, projection: Projection) -> list[str]:
    """Roads, then borders: each stretch once, in the widest style that claims it."""
    page, size = sheet.page, sheet.lettering
    strokes = [
        path(projection.on_paper(line.shape), "none", *route(_number(page, page.lines, line.kind), size))
        for line in page.lines
    ]
    drawn: BaseGeometry = GeometryCollection()
    for number, kind in enumerate(_kinds(page, page.outlines)):
        rings = [projection.on_paper(each.shape).boundary for each in page.outlines if each.kind == kind]
        stretch = shapely.line_merge(shapely.difference(shapely.union_all(rings), drawn.buffer(size * 0.05)))
        strokes.append(path(stretch, "none", *border(number, size)))
        drawn = shapely.union_all([drawn, *rings])
    return strokes


def _marks(sheet: _Sheet, projection: Projection, taken: Taken) -> list[str]:
    page, size = sheet.page, sheet.lettering
    marks: list[str] = []
    for spot in sorted(page.spots, key=lambda spot: not spot.name):
        place, number = projection.on_paper(spot.shape), _number(page, page.spots, spot.kind)
        if not spot.name:
            marks.insert(0, house(size, place.x, place.y))
            continue
        marks.append(disc(number, page.meanings.get(spot.kind, "·"), size, place.x, place.y))
        taken.boxes.append(Box(place.x - size * 0.6, place.y - size * 0.6, place.x + size * 0.6, place.y + size * 0.6))
    for spot in page.spots:
        if spot.name:
            marks += _words(beside(spot.name, projection.on_paper(spot.shape), size * 0.8, size * _SMALL, taken))
    return marks


def _line_words(sheet: _Sheet, projection: Projection, taken: Taken) -> list[str]:
    named = [line for line in sheet.page.lines if line.name]
    middles = [projection.on_paper(shapely.line_interpolate_point(line.shape, 0.5, normalized=True)) for line in named]
    return [
        word
        for line, middle in zip(named, middles, strict=True)
        for word in _words(beside(line.name, middle, sheet.lettering * 0.3, sheet.lettering * _SMALL, taken))
    ]


def _words(label: Label | None) -> list[str]:
    return [text(label.x, y, label.size, line) for line, y in label.baselines()] if label else []


def _number(page: SheetMap, features: Sequence[Outline | Line | Spot], kind: str) -> int:
    kinds = _kinds(page, features)
    return kinds.index(kind) if kind in kinds else len(kinds)
