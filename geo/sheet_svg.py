"""The few SVG elements a map on paper is made of; user units are millimetres."""

import unicodedata
from collections.abc import Iterable, Sequence
from html import escape

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

FACE = "Noto Sans CJK SC"
INK, PAPER = "#222222", "#ffffff"

_WIDE = frozenset("WFA")


def text_width(text: str, size: float) -> float:
    """Width of `text` set in `size`: full for Chinese characters, a little over half for Latin ones and figures."""
    return size * sum(1.0 if unicodedata.east_asian_width(char) in _WIDE else 0.58 for char in text)


def text(
    x: float, y: float, size: float, words: str, fill: str = INK, *, anchor: str = "middle", bold: bool = False
) -> str:
    """One line of words with its baseline at `y`; control characters are dropped and markup is spelt out."""
    shown = escape("".join(char for char in words if unicodedata.category(char)[0] != "C"))
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size:.2f}" text-anchor="{anchor}" fill="{fill}"{weight}>{shown}</text>'


def rect(x: float, y: float, width: float, height: float, fill: str, *, stroke: str = "none", line: float = 0.1) -> str:
    """A rectangle by its upper left corner."""
    return (
        f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" fill="{fill}" stroke="{stroke}" '
        f'stroke-width="{line:.2f}"/>'
    )


def plate(left: float, top: float, right: float, bottom: float) -> str:
    """White that lets little through, for words that would otherwise stand on whatever lies below them."""
    return f'<rect x="{left:.2f}" y="{top:.2f}" width="{right - left:.2f}" height="{bottom - top:.2f}" fill="{PAPER}" fill-opacity="0.8"/>'


def path(shape: BaseGeometry, fill: str, stroke: str, line: float, dash: str = "") -> str:
    """Every line and ring of `shape`, which lies in millimetres on the paper; empty for an empty shape."""
    steps = "".join(_steps(part) for part in _parts(shape))
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{steps}" fill="{fill}" fill-rule="evenodd" stroke="{stroke}" stroke-width="{line:.2f}" '
        f'stroke-linejoin="round"{dashes}/>'
        if steps
        else ""
    )


def document(width: float, height: float, elements: Iterable[str]) -> str:
    """The whole drawing, `width` × `height` millimetres."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.2f} {height:.2f}" width="{width:.2f}mm" '
        f'height="{height:.2f}mm" font-family="{FACE}">{"".join(elements)}</svg>'
    )


def tint(colour: str, share: float) -> str:
    """`colour` (#rrggbb) thinned with white: share 1 is the colour itself, 0 is white."""
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * share):02x}" for part in parts)


def ink_on(colour: str) -> str:
    """Black or white, whichever can be read on `colour` (ITU-R BT.601 luma)."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 125 else PAPER


def _parts(shape: BaseGeometry) -> Sequence[BaseGeometry]:
    flat = shapely.get_parts(shape).tolist()
    return [ring for part in flat for ring in (shapely.get_rings(part) if part.geom_type == "Polygon" else [part])]


def _steps(line: BaseGeometry) -> str:
    places = np.round(shapely.get_coordinates(line), 2)
    closed = shapely.get_type_id(line) == 2
    kept = places[np.r_[True, np.any(np.diff(places, axis=0) != 0, axis=1)]]
    steps = " ".join(f"{x:g} {y:g}" for x, y in (kept[:-1] if closed and len(kept) > 1 else kept))
    return f"M{steps}{'z' if closed else ''}"
