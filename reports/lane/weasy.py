"""All that the lane knows of WeasyPrint's inside: laid-out boxes, Pango's glyphs, painting. Written for one version, and says so.

Lengths are CSS px from the page's upper left corner.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

import weasyprint
from weasyprint.draw import draw_page
from weasyprint.formatting_structure.boxes import LineBox, ReplacedBox, TextBox
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.layout.replaced import replacedbox_layout
from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.fonts import get_pango_font_key
from weasyprint.text.line_break import Layout, split_first_line

from reports.errors import EngineChanged

PINNED = "70.0"
_PLAIN_STYLE = {
    "letter_spacing": "normal", "word_spacing": 0, "text_decoration_line": "none", "visibility": "visible", "direction": "ltr",
    "text_transform": "none", "font_variant_caps": "normal", "font_feature_settings": "normal", "white_space": "normal",
    "hyphens": "manual", "overflow_wrap": "normal",
}  # fmt: skip
_LEANING = {"start": 0.0, "left": 0.0, "center": 0.5, "end": 1.0, "right": 1.0}
_TOO_OLD = 14802  # before this version of Pango the sizes of its fonts were unreliable

if weasyprint.__version__ != PINNED:
    raise EngineChanged(weasyprint.__version__, PINNED)


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


class Glyph(NamedTuple):
    """One glyph as Pango places it: `width` in 1/1024 px, `natural` in 1/1000 of the size; `face` None is what the lane leaves alone."""

    face: int | None
    number: int
    width: int
    natural: int
    text: str


class Painter(Protocol):
    """Something that draws on a page's stream."""

    def draw(self, stream: Any) -> None: ...


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


class Face:
    """The type of one piece of text: its first font, and how Pango sets other text in it."""

    def __init__(self, words: Words) -> None:
        self.style = words.box.style
        self.layout = Layout(self.style)
        self.key, _, self.size = get_pango_font_key(self._pango_font())
        self.name = (self.key, self.size, self.style["lang"])

    def shape(self, text: str) -> list[Glyph]:
        """The glyphs of one line of text, in their order."""
        self.layout.set_text(text)
        line, rest = self.layout.get_first_line()
        data, run = text.encode(), line.runs[0]
        glyphs: list[Glyph] = []
        while run != ffi.NULL:
            glyphs += self._run(run.data, data)
            run = run.next
        return glyphs if rest is None else []

    def split(self, text: str, room: float) -> list[str]:
        """The lines WeasyPrint breaks `text` into."""
        lines = []
        while text:
            _, length, resume, *_ = split_first_line(text, self.style, None, room, 0)
            data = text.encode()
            lines.append(data[:length].decode().rstrip(" "))
            text = data[resume:].decode() if resume else ""
        return lines

    def tell(self, stream: Any, glyphs: Iterable[Glyph]) -> None:
        """Let the document's font know of these glyphs: WeasyPrint cuts it to what it was told."""
        font = self._font(stream)
        for glyph in glyphs:
            font.widths.setdefault(glyph.number, glyph.natural)
            font.to_unicode.setdefault(glyph.number, glyph.text)

    def opening(self, stream: Any) -> bytes:
        """Colour and font as WeasyPrint would write them."""
        scratch = stream.clone(extra=None)
        scratch.set_color(self.style["color"])
        old = pango.pango_version() < _TOO_OLD
        scratch.set_font_size(self._font(stream).hash, self.style["font_size"] if old else self.size)
        return b" ".join(scratch.stream)

    def _font(self, stream: Any) -> Any:
        """WeasyPrint's font of the document that is being painted."""
        return stream.add_font(self._pango_font())[0]

    def _pango_font(self) -> Any:
        self.layout.set_text("一")
        line, _ = self.layout.get_first_line()
        return line.runs[0].data.item.analysis.font

    def _run(self, item: Any, data: bytes) -> Iterator[Glyph]:
        font, string, start = item.item.analysis.font, item.glyphs, item.item.offset
        ours = get_pango_font_key(font)[0] == self.key and item.item.analysis.level % 2 == 0
        ends = [*string.log_clusters[1 : string.num_glyphs], item.item.length]
        for place in range(string.num_glyphs):
            info = string.glyphs[place]
            text = data[start + string.log_clusters[place] : start + ends[place]].decode()
            known = ours and text and info.glyph < pango.PANGO_GLYPH_EMPTY
            moved = info.geometry.x_offset or info.geometry.y_offset
            yield Glyph(
                face=self.key if known and not moved else None,
                number=info.glyph,
                width=info.geometry.width,
                natural=self._natural(font, info.glyph),
                text=text,
            )

    def _natural(self, font: Any, glyph: int) -> int:
        """The font's own width of a glyph, rounded as WeasyPrint writes it into the document."""
        ink, logical = ffi.new("PangoRectangle *"), ffi.new("PangoRectangle *")
        pango.pango_font_get_glyph_extents(font, glyph, ink, logical)
        return round(float(logical.width * 1000 * FROM_UNITS / self.size))


class Form:
    """A laid-out page that many pages show: written into the document once, when the first of them is painted."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.name: str | None = None

    def draw(self, stream: Any) -> None:
        if self.name is None:
            group = stream.add_group(0, 0, self.page.width, self.page.height)
            del group.extra[
                "Group"
            ]  # nothing on the page is transparent as a whole, and printers flatten groups slowly
            draw_page(self.page._page_box, group)
            self.name = group.id
        stream.draw_x_object(self.name)


class Moved:
    """A painter so many px further right and down."""

    def __init__(self, painter: Painter, right: float, down: float) -> None:
        self.painter, self.right, self.down = painter, right, down

    def draw(self, stream: Any) -> None:
        with stream.stacked():
            stream.transform(e=self.right, f=self.down)
            self.painter.draw(stream)


class Sheet:
    """A page of a document that is not WeasyPrint's own; `paint` is what WeasyPrint calls."""

    def __init__(self, model: Any, painters: Sequence[Painter]) -> None:
        self.width, self.height, self.bleed = model.width, model.height, model.bleed
        self.bookmarks: list[Any] = []
        self.links: list[Any] = []
        self.anchors: dict[str, Any] = {}
        self.forms: dict[Any, list[Any]] = {None: []}
        self.painters = painters

    def paint(self, stream: Any, scale: float = 1) -> None:
        """Draw all painters, in CSS px with the origin in the upper left corner."""
        with stream.stacked():
            stream.transform(a=scale, d=scale)
            for painter in self.painters:
                painter.draw(stream)


def written(model: Any, pages: Sequence[Any], **options: Any) -> bytes:
    """The pages as one PDF, with the metadata of the document `model`."""
    document = model.copy([])
    document.pages, document.fonts = list(pages), _Fonts()
    pdf: bytes = document.write_pdf(**options)
    if any(not font.file_content for font in document.fonts.values()):
        raise EngineChanged(weasyprint.__version__, PINNED)
    return pdf


class _Fonts(dict[int, Any]):
    """Fonts without the 20 MB copy of its file that each keeps; the subset is made from the file itself."""

    def __setitem__(self, key: int, font: Any) -> None:
        font.file_content = b""
        super().__setitem__(key, font)


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
