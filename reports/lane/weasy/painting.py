"""Pages painted by the lane into WeasyPrint's document, beside WeasyPrint's own."""

import zlib
from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol

import pydyf
from weasyprint.draw import draw_page

from reports.lane.numbers import number
from reports.lane.weasy.cutting import check_fonts

_SCALE = 0.75  # points in a CSS px
_WINDOW = 11  # bits: pages are short, and a larger window takes longer to clear than to fill


class Painter(Protocol):
    """Something that draws a form on a page's stream, and perhaps more."""

    @property
    def form(self) -> "Form": ...

    def draw(self, stream: Any) -> None: ...


class Form:
    """A laid-out page that many pages show: written into the document once, when the first of them is painted."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.name: str | None = None

    @property
    def form(self) -> "Form":
        return self

    def draw(self, stream: Any) -> None:
        if self.name is None:
            group = stream.add_group(0, 0, self.page.width, self.page.height)
            # Nothing on the page is transparent as a whole, and printers flatten groups slowly.
            del group.extra["Group"]
            draw_page(self.page._page_box, group)
            self.name = group.id
        stream.draw_x_object(self.name)


class Moved:
    """A painter so many px further right and down."""

    def __init__(self, painter: Painter, right: float, down: float) -> None:
        self.painter, self.right, self.down = painter, right, down
        self.form = painter.form

    def draw(self, stream: Any) -> None:
        stream.stream.append(f"q 1 0 0 1 {number(self.right)} {number(self.down)} cm".encode())
        self.painter.draw(stream)
        stream.stream.append(b"Q")


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
        stream.stream.append(f"{number(scale)} 0 0 {number(scale)} 0 0 cm".encode())
        for painter in self.painters:
            painter.draw(stream)


def written(model: Any, pages: Sequence[Any], **options: Any) -> bytes:
    """The pages as one PDF, with the metadata of the document `model`.

    WeasyPrint paints its own pages, and of the lane's those on which a form stands for the first time; the others are added when
    it is done, for then all that they name is in the document.
    """
    document, seen = model.copy([]), set[Form]()
    for page in pages:
        forms = {painter.form for painter in page.painters} if isinstance(page, Sheet) else set()
        if not isinstance(page, Sheet) or not forms <= seen:
            document.pages.append(page)
        seen |= forms
    pdf: bytes = document.write_pdf(finisher=partial(_complete, pages), **options)
    check_fonts(document)
    return pdf


def _complete(pages: Sequence[Any], document: Any, pdf: Any) -> None:
    """Put the pages that WeasyPrint did not paint between those it did."""
    painted = dict(zip(map(id, document.pages), pdf.pages["Kids"][::3], strict=True))
    model = next((painted[id(page)] for page in pages if isinstance(page, Sheet)), None)
    head, opening = _common(pdf, model) if model else (b"", [])
    numbers = []
    for page in pages:
        if id(page) not in painted:
            lines = _Lines(opening)
            page.paint(lines, _SCALE)
            pdf.add_object(contents := _Packed(lines.stream))
            pdf.add_object(painted_page := _Page(head + contents.reference + b">>"))
            numbers.append(painted_page.number)
        else:
            numbers.append(painted[id(page)])
    pdf.pages["Kids"][:] = [part for each in numbers for part in (each, 0, "R")]
    pdf.pages["Count"] = len(numbers)


def _common(pdf: Any, model: int) -> tuple[bytes, list[bytes]]:
    """What all the lane's pages share: their dictionary as far as its contents, and how the contents begin."""
    page = pdf.objects[model]
    shared = pydyf.Dictionary({name: value for name, value in page.items() if name != "Contents"})
    contents = pdf.objects[int(page["Contents"].split()[0])]
    return shared.data[:-2] + b"/Contents ", contents.stream[:1]


class _Lines:
    """As much of a stream as it takes to paint forms that the document has already."""

    def __init__(self, opening: Sequence[bytes]) -> None:
        self.stream = [*opening]

    def draw_x_object(self, name: str) -> None:
        self.stream.append(f"/{name} Do".encode())


class _Page(pydyf.Object):
    """A page's dictionary as it will be written."""

    data = b""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.data = data


class _Packed(pydyf.Stream):
    """A page's contents as they will be written."""

    data = b""

    def __init__(self, lines: Sequence[bytes]) -> None:
        super().__init__()
        packer = zlib.compressobj(9, zlib.DEFLATED, _WINDOW)
        packed = packer.compress(b"\n".join(lines)) + packer.flush()
        self.data = b"<</Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (len(packed), packed)
