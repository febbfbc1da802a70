"""Pages as pictures for the screen, and a mark across pages that are not the real thing."""

from functools import cache
from io import BytesIO

import pypdfium2
from markupsafe import escape
from pypdf import PdfReader, PdfWriter
from weasyprint import HTML

from reports.fetcher import DataOnly

_MARK = (
    "<style>@page {{ size: {width}pt {height}pt; margin: 0 }} body {{ margin: 0 }} "
    "p {{ margin: 0; width: {width}pt; line-height: {height}pt; text-align: center; color: #d33; opacity: .16; "
    'font: bold {size}pt/{height}pt "Noto Sans CJK SC"; transform: rotate(-30deg) }}</style><p>{words}</p>'
)


def pictures(pdf: bytes, *, width: int, most: int) -> list[bytes]:
    """The first `most` pages as PNG files `width` pixels wide, on white."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_picture(document[number], width) for number in range(min(most, len(document)))]
    finally:
        document.close()


def marked(pdf: bytes, words: str) -> bytes:
    """The same file with `words` pale across every page."""
    writer = PdfWriter(clone_from=BytesIO(pdf))
    for page in writer.pages:
        stamp = PdfReader(BytesIO(_stamp(words, round(float(page.mediabox.width)), round(float(page.mediabox.height)))))
        page.merge_page(stamp.pages[0])
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _picture(page: pypdfium2.PdfPage, width: int) -> bytes:
    out = BytesIO()
    page.render(scale=width / page.get_width()).to_pil().convert("RGB").save(out, "PNG", optimize=True)
    return out.getvalue()


@cache
def _stamp(words: str, width: int, height: int) -> bytes:
    size = min(width, height) / (len(words) + 1)
    page = _MARK.format(words=escape(words), width=width, height=height, size=round(size))
    made: bytes = HTML(string=page, url_fetcher=DataOnly()).write_pdf()
    return made
