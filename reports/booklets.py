"""A5 pages onto A4 sheets so that the folded pile reads in order: four pages a sheet, stitched through the fold."""

from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

from pypdf import PageObject, PdfReader, PdfWriter

BOOKLET = "booklet"
"""The paper in design.yaml of what is folded."""

_WIDTH, _HEIGHT = 297 / 25.4 * 72, 210 / 25.4 * 72  # A4 landscape in points


class Side(NamedTuple):
    """One side of a sheet: the pages (from 1) at the left and right, None for an empty one."""

    left: int | None
    right: int | None


def saddle(pages: int) -> Iterator[Side]:
    """The sides of a stitched booklet of so many pages, front and back of each sheet in turn, the outermost sheet first.

    Empty pages fill the end up to a multiple of four.
    """
    full = -(-pages // 4) * 4
    for sheet in range(full // 4):
        yield Side(_page(full - 2 * sheet, pages), _page(2 * sheet + 1, pages))
        yield Side(_page(2 * sheet + 2, pages), _page(full - 2 * sheet - 1, pages))


def booklet(pdf: bytes) -> tuple[bytes, int]:
    """A PDF of A5 pages as A4 landscape sides to be printed on both sides (turned over the short edge), and their number.

    What the file says of itself (title, language, PDF/A) stays; links are dropped, for they would point at the wrong place.
    """
    pages = PdfReader(BytesIO(pdf)).pages
    writer = PdfWriter(clone_from=BytesIO(pdf))
    writer.pdf_header = "%PDF-1.7"
    sides = list(saddle(len(pages)))
    for side in sides:
        sheet = writer.add_page(_imposed([pages[number - 1] if number else None for number in side]))
        sheet.compress_content_streams()
    for _ in pages:
        writer.remove_page(0)
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    out = BytesIO()
    writer.write(out)
    return out.getvalue(), len(sides)


def _page(number: int, pages: int) -> int | None:
    return number if number <= pages else None


def _imposed(halves: list[PageObject | None]) -> PageObject:
    sheet = PageObject.create_blank_page(width=_WIDTH, height=_HEIGHT)
    for place, page in enumerate(halves):
        if page is not None:
            left = place * _WIDTH / 2 + (_WIDTH / 2 - float(page.mediabox.width)) / 2
            sheet.merge_translated_page(
                page, left, (_HEIGHT - float(page.mediabox.height)) / 2, over=True, expand=False
            )
    if "/Annots" in sheet:
        del sheet["/Annots"]
    return sheet
