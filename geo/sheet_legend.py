"""The strip below a map: scale bar and scale, and what its colours and signs mean."""

from collections.abc import Sequence
from typing import NamedTuple

from geo.sheet_projection import Projection
from geo.sheet_svg import INK, PAPER, rect, text, text_width

_ROW = 1.75  # height of a row, times the lettering


class Sign(NamedTuple):
    """One sign with its meaning. `drawing` is SVG around 0, 0 in a square of one lettering's height."""

    drawing: str
    meaning: str


class Strip(NamedTuple):
    """The legend laid out in `width` millimetres; `height` is what it takes below the map."""

    rows: tuple[tuple[Sign, ...], ...]
    width: float
    bar_width: float
    lettering: float

    @property
    def height(self) -> float:
        return max(len(self.rows), 2) * self.lettering * _ROW + self.lettering * 0.8

    def drawn(self, top: float, projection: Projection) -> list[str]:
        """Its SVG with the upper edge at `top`: the scale bar at the left, the signs in rows beside it."""
        elements = _bar(projection, top + self.lettering * 1.2, self.lettering)
        for number, row in enumerate(self.rows):
            x, y = self.bar_width, top + self.lettering * (1.2 + number * _ROW)
            for sign in row:
                elements.append(f'<g transform="translate({x + self.lettering * 0.9:.2f} {y:.2f})">{sign.drawing}</g>')
                elements.append(
                    text(
                        x + self.lettering * 2.1,
                        y + self.lettering * 0.36,
                        self.lettering,
                        sign.meaning,
                        INK,
                        anchor="start",
                    )
                )
                x += _room(sign, self.lettering)
        return elements


def strip(signs: Sequence[Sign], width: float, lettering: float) -> Strip:
    """The signs in as many rows as they need beside a scale bar."""
    bar_width = min(width * 0.3, width / 5 + lettering * 8)
    rows: list[list[Sign]] = []
    room = 0.0
    for sign in signs:
        if not rows or room + _room(sign, lettering) > width - bar_width:
            rows.append([])
            room = 0.0
        rows[-1].append(sign)
        room += _room(sign, lettering)
    return Strip(tuple(map(tuple, rows)), width, bar_width, lettering)


def north(x: float, y: float, size: float) -> list[str]:
    """An arrow to the north, `size` high, its tip at x, y."""
    half = size * 0.22
    left = f'<path d="M{x:.2f} {y:.2f}L{x - half:.2f} {y + size:.2f}L{x:.2f} {y + size * 0.75:.2f}z" fill="{INK}"/>'
    outline = f"M{x:.2f} {y:.2f}L{x + half:.2f} {y + size:.2f}L{x:.2f} {y + size * 0.75:.2f}z"
    right = f'<path d="{outline}" fill="{PAPER}" stroke="{INK}" stroke-width="{size * 0.02:.2f}"/>'
    return [left, right, text(x, y + size * 1.4, size * 0.4, "北", bold=True)]


def _room(sign: Sign, lettering: float) -> float:
    return text_width(sign.meaning, lettering) + lettering * 3.2


def _bar(projection: Projection, y: float, lettering: float) -> list[str]:
    """A bar of four fields, black and white in turn, with its length, and the scale below."""
    metres, high = projection.bar_m, lettering * 0.42
    field = projection.millimetres(metres) / 4
    left = lettering * 0.8
    fields = [
        rect(left + field * n, y, field, high, INK if n % 2 == 0 else PAPER, stroke=INK, line=0.12) for n in range(4)
    ]
    unit, each = ("千米", 1000) if metres >= 1000 else ("米", 1)
    ends = [
        text(
            left + field * n,
            y - lettering * 0.25,
            lettering * 0.8,
            f"{metres * n / 4 / each:g}{unit if n == 4 else ''}",
        )
        for n in (0, 2, 4)
    ]
    return [
        *fields,
        *ends,
        text(left, y + lettering * 1.75, lettering * 0.9, f"比例尺 1:{projection.scale:,.0f}", INK, anchor="start"),
    ]
