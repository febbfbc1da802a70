"""Does everything fit? Reads WeasyPrint's laid-out boxes, because what runs over an edge leaves no trace in the PDF.

A design marks a place of fixed size with `data-fit="name of the place"`; the renderer marks each context with `data-item`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from weasyprint.formatting_structure.boxes import LineBox, TextBox

_TOLERANCE = 0.5  # CSS px, 0.13 mm


class Spill(NamedTuple):
    """Context number `item` runs over the edge of `place`."""

    item: int
    place: str


def spills(pages: Sequence[Any]) -> list[Spill]:
    """Marked places whose text reaches beyond them, in page order."""
    return list(dict.fromkeys(spill for page in pages for spill in _walk(page._page_box, -1)))


def longer(pages: Sequence[Any], most: int) -> list[int]:
    """Numbers of the contexts that needed more than `most` pages."""
    return [item for item, count in page_counts(pages).items() if count > most]


def page_counts(pages: Sequence[Any]) -> Counter[int]:
    """How many pages each context took, by its number."""
    return Counter(item for page in pages for item in sorted(_items(page)))


def _items(page: Any) -> set[int]:
    return {int(mark) for box in _marked(page._page_box) if (mark := _mark(box, "data-item")) is not None}


def _walk(box: Any, item: int) -> Iterator[Spill]:
    own = _mark(box, "data-item")
    item = item if own is None else int(own)
    place = _mark(box, "data-fit")
    if place is not None:
        if _runs_over(box):
            yield Spill(item, place)
        return
    for child in getattr(box, "children", ()):
        yield from _walk(child, item)


def _marked(box: Any) -> Iterator[Any]:
    if _mark(box, "data-item") is not None:
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from _marked(child)


def _mark(box: Any, name: str) -> str | None:
    value: str | None = box.element.get(name) if box.element is not None else None
    return value


def _runs_over(box: Any) -> bool:
    """Lines are measured downwards, since a face's own height exceeds its line; texts are measured sideways."""
    bottom = box.position_y + box.margin_height() + _TOLERANCE
    right = box.position_x + box.margin_width() + _TOLERANCE
    return any(
        (isinstance(inner, LineBox) and inner.position_y + inner.height > bottom)
        or (isinstance(inner, TextBox) and inner.position_x + inner.width > right)
        for inner in box.descendants()
    )
