"""Where WeasyPrint set the slots of a page."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from weasyprint.formatting_structure.boxes import LineBox, ReplacedBox, TextBox
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.layout.replaced import replacedbox_layout

_PLAIN_STYLE = {
    "letter_spacing": "normal", "word_spacing": 0, "text_decoration_line": "none", "visibility": "visible", "direction": "ltr",
    "text_transform": "none", "font_variant_caps": "normal", "font_feature_settings": "normal", "white_space": "normal",
    "hyphens": "manual", "overflow_wrap": "normal",
}  # fmt: skip
_LEANING = {"start": 0.0, "left": 0.0, "center": 0.5, "end": 1.0, "right": 1.0}


class Words(NamedTuple):
    """One piece of text as it was set; `slot` None means that it is the same on every page."""

    slot: str | None
    text: str
    x: float
    baseline: float
    width: float
    box: Any


class Line(NamedTuple):
    """One line that holds a slot: its words from left to right, which share of the spare room is before them, and the room.

    `leaning` None is justified text, which the lane leaves alone.
    """

    words: tuple[Words, ...]
    leaning: float | None
    room: float


class Frame(NamedTuple):
    """The place of a picture."""

    slot: str
    x: float
    y: float
    width: float
    height: float
    box: Any


def measure(page: Any, slots: Collection[str]) -> tuple[list[Line], list[Frame]] | None:
    """Lines and frames of these slots; None when the page sets one in a way that the lane does not know."""
    lines: list[Line] = []
    frames: list[Frame] = []
    for box, block in _walk(page._page_box, None):
        if isinstance(box, LineBox):
            line = _line(box, block, slots)
            if line is not None:
                lines.append(line)
        elif isinstance(box, ReplacedBox) and (slot := _slot(box, slots)):
            width, height, x, y = replacedbox_layout(box)
            frames.append(Frame(slot, x, y, width, height, box))
    texts = [words for line in lines for words in line.words]
    found = {words.slot for words in texts if words.slot} | {frame.slot for frame in frames}
    known = found == set(slots) and all(map(_is_plain, texts)) and all(line.leaning is not None for line in lines)
    return (lines, frames) if known else None


def blank(lines: Sequence[Line], frames: Sequence[Frame]) -> None:
    """Take what the slots held, and what shares a line with them, off the page."""
    for line in lines:
        for words in line.words:
            words.box.text = " "  # WeasyPrint draws no text of white space
    for frame in frames:
        frame.box.replacement = _Nothing()


class _Nothing:
    """An empty picture."""

    def get_intrinsic_size(self, *_: Any) -> tuple[int, int, int]:
        return 1, 1, 1

    def draw(self, *_: Any) -> None:
        pass


def _walk(box: Any, block: Any) -> Iterator[tuple[Any, Any]]:
    """Boxes with what holds them; what is turned or see-through is left out, since a slot could not be painted over it."""
    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    if getattr(box, "transformation_matrix", None) or box.style["opacity"] < 1:
        return
    yield box, block
    if not isinstance(box, LineBox):
        for child in getattr(box, "children", ()):
            yield from _walk(child, box)


def _slot(box: Any, slots: Collection[str]) -> str | None:
    name = box.element.get("data-slot") if box.element is not None else None
    return name if name in slots else None


def _line(line: Any, block: Any, slots: Collection[str]) -> Line | None:
    texts = [box for box in line.descendants() if isinstance(box, TextBox)]
    if not any(_slot(box, slots) for box in texts):
        return None
    style, last = line.style, block.children[-1] is line
    align = style["text_align_last"] if last and style["text_align_last"] != "auto" else style["text_align_all"]
    words = tuple(
        Words(_slot(box, slots), box.text, box.position_x, box.position_y + box.baseline, box.width, box)
        for box in texts
    )
    return Line(words, _LEANING.get(align), block.width)


def _is_plain(words: Words) -> bool:
    return all(words.box.style[name] == value for name, value in _PLAIN_STYLE.items())
