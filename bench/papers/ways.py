"""The ways to the same letters: each returns its CPU seconds, the pages and the bytes made."""

import json
import struct
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import segno
import weasyprint.pdf.fonts
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration, get_hb_object_data

from bench.papers.batches import cards, letters
from reports.catalogue import load_design
from reports.contexts import Context, Letter
from reports.lane.codes import stencil
from reports.lane.weasy import cutting
from reports.laying import lay_out
from reports.presentation import plain
from reports.render import render_pdf
from reports.sandbox import items

HERE = Path(__file__).parent


class Took(NamedTuple):
    """CPU seconds of all threads, and what came of it."""

    seconds: float
    items: int
    size: int


def timed(make: Callable[[], bytes], count: int) -> Took:
    begun = time.process_time()
    made = make()
    return Took(time.process_time() - begun, count, len(made))


def lane(count: int, grids: int = 1) -> Took:
    """The product's own door, warm as a worker is."""
    render_pdf("letter", letters(3), title="信")
    batch = letters(count, grids)
    return timed(lambda: render_pdf("letter", batch, title="信").pdf, count)


def naive(count: int) -> Took:
    """One `write_pdf` a letter, as WeasyPrint's first page of documentation does it; filling in and codes are not counted."""
    _unchanged()
    design = load_design("letter")
    pages = [str(each) for each in items(design, [plain(one) for one in letters(count)])]

    def make() -> bytes:
        sizes = 0
        for page in pages:
            fonts = FontConfiguration()
            style = CSS(string=design.css, font_config=fonts)
            sizes += len(HTML(string=page).write_pdf(stylesheets=[style], font_config=fonts))
        return bytes(sizes)

    return timed(make, count)


def batch_cards(count: int) -> Took:
    """All cards in one document of WeasyPrint, which is how they were printed before."""
    return _batch("card", cards(count))


def lane_cards(count: int) -> Took:
    render_pdf("card", cards(3), title="卡")
    batch = cards(count)
    return timed(lambda: render_pdf("card", batch, title="卡").pdf, count)


def typst_library(count: int) -> Took:
    """Typst with a code made by the library for each letter."""
    return _typst(letters(count), _library_code)


def typst_same(count: int) -> Took:
    """Typst given the lane's own codes."""
    return _typst(letters(count), _own_code)


def _unchanged() -> None:
    """WeasyPrint as it is installed, for what is measured beside the lane in a process of its own."""
    weasyprint.pdf.fonts.get_hb_object_data = get_hb_object_data
    weasyprint.pdf.fonts.Font.subset = cutting.their_subset
    weasyprint.pdf.build_fonts_dictionary = cutting.their_dictionary


def _batch(design: str, batch: Sequence[Context]) -> Took:
    _unchanged()

    def make() -> bytes:
        document = lay_out(load_design(design), batch, "卡", {})
        pdf: bytes = document.write_pdf()
        return pdf

    return timed(make, len(batch))


def _typst(batch: Sequence[Letter], draw: Callable[[str], bytes]) -> Took:
    import typst

    fonts = typst.Fonts()
    with TemporaryDirectory() as place:
        folder = Path(place)
        source = folder / "letters.typ"
        source.write_bytes((HERE / "letters.typ").read_bytes())

        def make(some: Sequence[Letter]) -> bytes:
            rows = []
            for number, one in enumerate(some):
                (folder / f"{number}.png").write_bytes(draw(one.qr_text))
                rows.append(asdict(one) | {"qr": f"{number}.png"})
            (folder / "letters.json").write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
            pdf: bytes = typst.compile(str(source), root=str(folder), font_paths=fonts, pdf_tags=False)
            return pdf

        make(batch[:2])
        return timed(lambda: make(batch), len(batch))


def _library_code(text: str) -> bytes:
    out = BytesIO()
    segno.make(text, error="m", micro=False, boost_error=False).save(out, kind="png", border=4)
    return out.getvalue()


def _own_code(text: str) -> bytes:
    """The lane's stencil as a PNG of one bit a module."""
    size, rows = stencil(text)
    stride, quiet = (size + 7) // 8, 4
    side, wide = size + 2 * quiet, (size + 2 * quiet + 7) // 8
    lines = [
        int.from_bytes(rows[at : at + stride], "big") << 8 * (wide - stride) >> quiet
        for at in range(0, len(rows), stride)
    ]
    white = (1 << 8 * wide) - 1
    data = b"".join(b"\0" + (white ^ line).to_bytes(wide, "big") for line in [*[0] * quiet, *lines, *[0] * quiet])
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(data, 1)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(kind, each) for kind, each in parts)


def _part(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


WAYS: dict[str, Callable[..., Any]] = {
    each.__name__: each for each in (lane, naive, typst_library, typst_same, batch_cards, lane_cards)
}
