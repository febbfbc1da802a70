"""The door to paper: contexts in, one PDF out, by the fast lane where the design says what differs and the page allows it."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any, NamedTuple, TypeVar

from reports.booklets import BOOKLET, booklet
from reports.catalogue import Design, load_design
from reports.contexts import Context
from reports.errors import DesignFault, MissingGlyph, Overflow, ReportError
from reports.imposition import LAYOUTS, offsets
from reports.joining import Fronts, merge
from reports.lane.filling import Filled, fill
from reports.lane.groups import grouped
from reports.lane.weasy.cutting import check_fonts
from reports.lane.weasy.painting import Form, Moved, Sheet, written
from reports.laying import Options, lay_out, lay_out_marks, refuse_missing, watched
from reports.misfits import all_misfits
from reports.presentation import plain

T = TypeVar("T")

_AT_ONCE = 25
"""Pages laid out together: more are no faster, and each takes about a megabyte until it is painted."""
_MOST_LAID_OUT = 100
"""Pages kept for one file; contexts that need more are written in parts and joined."""


class Rendered(NamedTuple):
    """A finished PDF, how many pages it has, and how many contexts were laid out for themselves (all, in the ordinary lane)."""

    pdf: bytes
    pages: int
    slow: int


def render_pdf(
    design: str,
    contexts: Sequence[Context],
    *,
    title: str,
    archive: bool = False,
    tagged: bool = False,
    duplex: bool = False,
) -> Rendered:
    """One PDF of all contexts in their order; `title` becomes its metadata.

    `archive` makes PDF/A-2b. `duplex` lets each context begin on the front of a sheet that is printed on both sides, and leaves the
    backs of sheets that are cut empty; booklets are so anyway. `tagged` makes a PDF that a screen reader can follow, and always takes the ordinary lane;
    a booklet then is in reading order, for no one folds a screen.
    Raises MissingGlyph, Overflow, DesignFault, BadPhoto.
    """
    chosen = load_design(design)
    if not contexts:
        raise ReportError("没有可打印的内容。")
    if any(not isinstance(context, chosen.context) for context in contexts):
        raise DesignFault(f"打印样式“{chosen.name}”与要打印的内容不符。")
    options: dict[str, Any] = ({"pdf_variant": "pdf/a-2b"} if archive else {}) | ({"pdf_tags": True} if tagged else {})
    if duplex and chosen.paper != BOOKLET and not tagged:
        return _two_sided(chosen, contexts, title, options)
    return _one_sided(chosen, contexts, title, options, tagged)


def _two_sided(design: Design, contexts: Sequence[Context], title: str, options: Options) -> Rendered:
    """What the lane sets and what is cut out of sheets stands on one page each; all else may take several."""
    if design.slots or design.paper in LAYOUTS:
        return _joined([_one_sided(design, contexts, title, options)], title, Fronts.PAGES)
    return _joined([_ordinary(design, [context], title, options) for context in contexts], title, Fronts.FILES)


def _one_sided(
    chosen: Design, contexts: Sequence[Context], title: str, options: Options, tagged: bool = False
) -> Rendered:
    if chosen.paper == BOOKLET and not tagged:
        return _bound(chosen, contexts, title, options)
    if not chosen.slots or tagged:
        return _ordinary(chosen, contexts, title, options)
    try:
        parts = [_fast(chosen, part, title, options) for part in _parts(chosen, contexts)]
    except MissingGlyph:
        refuse_missing(chosen, contexts, [plain(context) for context in contexts])
        raise
    except Overflow as found:
        raise all_misfits(chosen, contexts, title, options, found) from None
    return parts[0] if len(parts) == 1 else _joined(parts, title)


def _ordinary(design: Design, contexts: Sequence[Context], title: str, options: Options) -> Rendered:
    with watched() as refuse:
        document = lay_out(design, contexts, title, options)
        pdf: bytes = document.write_pdf(**options)
        check_fonts(document)
        refuse()
    return Rendered(pdf, len(document.pages), len(contexts))


def _bound(design: Design, contexts: Sequence[Context], title: str, options: Options) -> Rendered:
    """Each context as a booklet of its own, page 1 first."""
    parts = []
    for context in contexts:
        pdf, sides = booklet(_ordinary(design, [context], title, options).pdf)
        parts.append(Rendered(pdf, sides, 1))
    return parts[0] if len(parts) == 1 else _joined(parts, title)


def _fast(design: Design, contexts: Sequence[Context], title: str, options: Options) -> Rendered:
    def laid_out(numbers: Sequence[int]) -> Any:
        first, *rest = (
            lay_out(design, [contexts[number] for number in some], title, options, apart=True)
            for some in _cut(numbers, _AT_ONCE)
        )
        first.pages += [page for document in rest for page in document.pages]
        return first

    with watched() as refuse, _unhurried():
        filled = fill(contexts, design.slots, laid_out)
        pages = _pages(design, filled, title, options)
        pdf = written(filled.model, pages, **options)
        refuse()
    return Rendered(pdf, len(pages), filled.slow)


@contextmanager
def _unhurried() -> Iterator[None]:
    """Without collecting garbage, which would look at every page made so far again and again."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _pages(design: Design, filled: Filled, title: str, options: Options) -> list[Any]:
    """The painters in their order, each on its page or in its place of a sheet; a page laid out for one is used as it is."""
    painters = [filled.painters[number] for number in range(len(filled.painters))]
    layout = LAYOUTS.get(design.paper)
    if layout is None:
        model = filled.model.pages[0]
        return [one.page if isinstance(one, Form) else Sheet(model, [one]) for one in painters]
    (blank,) = lay_out_marks(design, title, options).pages
    marks, places = Form(blank), offsets(layout)
    sheets = [
        [Moved(one, *place) for one, place in zip(some, places, strict=False)] for some in _cut(painters, len(places))
    ]
    return [Sheet(blank, [*sheet, marks]) for sheet in sheets]


def _parts(design: Design, contexts: Sequence[Context]) -> Iterator[Sequence[Context]]:
    """The contexts cut where too many pages would have to be laid out, at the end of a full sheet."""
    layout = LAYOUTS.get(design.paper)
    each = layout.columns * layout.rows if layout else 1
    start, seen = 0, 0
    leaders = {group.members[0] for group in grouped(contexts, range(len(contexts)), design.slots)}
    for number in range(0, len(contexts), each):
        new = sum(one in leaders for one in range(number, min(number + each, len(contexts))))
        if seen + new > _MOST_LAID_OUT and number > start:
            yield contexts[start:number]
            start, seen = number, 0
        seen += new
    yield contexts[start:]


def _joined(parts: Sequence[Rendered], title: str, fronts: Fronts | None = None) -> Rendered:
    out = BytesIO()
    pages = merge((part.pdf for part in parts), out, title=title, fronts=fronts)
    return Rendered(out.getvalue(), pages, sum(part.slow for part in parts))


def _cut(things: Sequence[T], each: int) -> list[Sequence[T]]:
    return [things[start : start + each] for start in range(0, len(things), each)]
