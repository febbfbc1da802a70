"""How Pango sets text in a face that WeasyPrint chose."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.fonts import get_pango_font_key
from weasyprint.text.line_break import Layout, split_first_line

from reports.lane.weasy.boxes import Words

_TOO_OLD = 14802  # before this version of Pango the sizes of its fonts were unreliable
_BASE = "一"  # any character that the first font of a Chinese face has


class Glyph(NamedTuple):
    """One glyph as Pango places it: `width` in 1/1024 px, `natural` in 1/1000 of the size; `face` None is what the lane leaves alone."""

    face: int | None
    number: int
    width: int
    natural: int
    text: str


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

    def opening(self, stream: Any) -> list[str]:
        """What sets colour and font, as WeasyPrint writes it."""
        scratch = stream.clone(extra=None)
        scratch.set_color(self.style["color"])
        old = pango.pango_version() < _TOO_OLD
        scratch.set_font_size(self._font(stream).hash, self.style["font_size"] if old else self.size)
        return [each.decode() for each in scratch.stream]

    def _font(self, stream: Any) -> Any:
        """WeasyPrint's font of the document that is being painted."""
        return stream.add_font(self._pango_font())[0]

    def _pango_font(self) -> Any:
        self.layout.set_text(_BASE)
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
