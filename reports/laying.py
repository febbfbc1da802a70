"""Contexts laid out by WeasyPrint, and every fault said in words before it reaches paper."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from markupsafe import Markup
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from reports.catalogue import Design
from reports.contexts import Context
from reports.errors import DesignFault, MissingGlyph, Overflow
from reports.fetcher import DataOnly, Refused
from reports.fitting import longer, spills
from reports.fonts import BEHIND, missing_characters
from reports.imposition import LAYOUTS, blank_sheet, lone_sheets, sheet_css, sheets
from reports.lane.weasy.edges import reach_edges
from reports.lane.weasy.lines import keep_level
from reports.presentation import plain, wording
from reports.sandbox import items

_COUNTED = {1: "一", 2: "两"}
_PAGE = Markup(
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{}</title></head><body>{}</body></html>'
)

Options = Mapping[str, Any]
"""What WeasyPrint is told of the kind of PDF, both when laying out and when writing."""


def lay_out(design: Design, contexts: Sequence[Context], title: str, options: Options, *, apart: bool = False) -> Any:
    """WeasyPrint's document of all contexts in their order; `apart` puts each on a sheet of its own without crop marks.

    Raises MissingGlyph, Overflow, DesignFault, BadPhoto.
    """
    values = [plain(context) for context in contexts]
    refuse_missing(design, contexts, values)
    parts, layout = items(design, values), LAYOUTS.get(design.paper)
    if layout:
        parts = lone_sheets(parts, layout) if apart else sheets(parts, layout)
    document = _document(design, parts, title, options)
    _refuse_overflow(design, contexts, document.pages)
    return document


def lay_out_marks(design: Design, title: str, options: Options) -> Any:
    """A sheet of the design's paper with its crop marks and nothing else."""
    return _document(design, [blank_sheet(LAYOUTS[design.paper])], title, options)


@contextmanager
def watched() -> Iterator[Callable[[], None]]:
    """Second net under the check of characters: what WeasyPrint itself could not draw, such as a design's own text.

    Yields what raises MissingGlyph once something was not drawn.
    """
    watch, logger = _Watch(), logging.getLogger("weasyprint")
    logger.addHandler(watch)
    try:
        yield watch.refuse
    finally:
        logger.removeHandler(watch)


@cache
def _fonts() -> FontConfiguration:
    keep_level()
    reach_edges()
    return FontConfiguration()


@cache
def _style(design: Design) -> Any:
    layout = LAYOUTS.get(design.paper)
    behind = ":root { --behind: " + ", ".join(f'"{face}"' for face in BEHIND) + " }\n"
    sheet = sheet_css(layout) if layout else ""
    return CSS(string=behind + sheet + design.css, font_config=_fonts(), url_fetcher=DataOnly())


def _document(design: Design, parts: Sequence[Markup], title: str, options: Options) -> Any:
    try:
        html = HTML(string=_PAGE.format(title, Markup("").join(parts)), url_fetcher=DataOnly())
        return html.render(font_config=_fonts(), stylesheets=[_style(design)], **options)
    except Refused as error:
        raise DesignFault(f"打印样式“{design.name}”引用了外部图片或文件，已停止打印。") from error


def refuse_missing(design: Design, contexts: Sequence[Context], values: Sequence[dict[str, Any]]) -> None:
    """Raise MissingGlyph, naming every context with a character that no face of the design has; `values`: their plain data."""
    texts = [wording(one) for one in values]
    missing = missing_characters("".join(texts), design.faces)
    if missing:
        rare = set(missing)
        touched = [context.subject for context, text in zip(contexts, texts, strict=True) if not rare.isdisjoint(text)]
        raise MissingGlyph(missing, touched)


def _refuse_overflow(design: Design, contexts: Sequence[Context], pages: Sequence[Any]) -> None:
    spilled = spills(pages)
    if spilled:
        place = "、".join(dict.fromkeys(one.place for one in spilled))
        raise Overflow([contexts[item].subject for item in dict.fromkeys(one.item for one in spilled)], place)
    over = longer(pages, design.most) if design.most else []
    if over:
        raise Overflow([contexts[item].subject for item in over], f"超出{_COUNTED[design.most]}页")


class _Watch(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.characters: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.msg, str) and record.msg.startswith(".notdef") and isinstance(record.args, tuple):
            self.characters[str(record.args[0])] = None

    def refuse(self) -> None:
        if self.characters:
            raise MissingGlyph(list(self.characters))
