"""Contexts in, one PDF out: sandboxed Jinja, WeasyPrint, and every fault said in words before it reaches paper."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple, NoReturn

from jinja2 import StrictUndefined, Template
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from reports.catalogue import Design, load_design
from reports.charts import figure
from reports.contexts import Context
from reports.errors import DesignFault, MissingGlyph, Overflow, ReportError
from reports.fetcher import DataOnly, Refused
from reports.fitting import longer, spills
from reports.fonts import missing_characters
from reports.imposition import LAYOUTS, sheet_css, sheets
from reports.presentation import plain, wording

_FILTERS = ("e", "escape", "length", "join", "first", "last")
_COUNTED = {1: "一", 2: "两"}
_PAGE = Markup(
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{}</title></head><body>{}</body></html>'
)


class Rendered(NamedTuple):
    """A finished PDF and how many pages it has."""

    pdf: bytes
    pages: int


def render_pdf(design: str, contexts: Sequence[Context], *, title: str) -> Rendered:
    """One PDF of all contexts in their order; `title` becomes its metadata.

    About 100 letters a call is the best trade of memory and speed. Raises MissingGlyph, Overflow, DesignFault, BadPhoto.
    """
    chosen = load_design(design)
    if not contexts:
        raise ReportError("没有可打印的内容。")
    if any(not isinstance(context, chosen.context) for context in contexts):
        raise DesignFault(f"打印样式“{chosen.name}”与要打印的内容不符。")
    values = [plain(context) for context in contexts]
    _refuse_missing(chosen, contexts, values)
    with _glyph_watch(chosen) as refuse:
        document = _laid_out(chosen, values, title)
        _refuse_overflow(chosen, contexts, document.pages)
        pdf: bytes = document.write_pdf()
        refuse()
    return Rendered(pdf, len(document.pages))


class _Sandbox(ImmutableSandboxedEnvironment):
    """A design places values; it has no globals, calls nothing and has no arithmetic to hang a worker with."""

    intercepted_binops = frozenset({"%", "*", "**"})

    def is_safe_callable(self, obj: Any) -> bool:
        return False

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> NoReturn:
        raise SecurityError(f"{operator} is not allowed in a design")


@cache
def _environment() -> _Sandbox:
    sandbox = _Sandbox(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_said)
    sandbox.globals.clear()
    sandbox.filters = {name: sandbox.filters[name] for name in _FILTERS}
    return sandbox


def _said(value: object) -> object:
    return figure(None) if value is None else value


@cache
def _template(design: Design) -> Template:
    return _environment().from_string(design.html)


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _style(design: Design) -> Any:
    layout = LAYOUTS.get(design.paper)
    sheet = sheet_css(layout) if layout else ""
    return CSS(string=sheet + design.css, font_config=_fonts(), url_fetcher=DataOnly())


def _laid_out(design: Design, values: Sequence[dict[str, Any]], title: str) -> Any:
    item = Markup('<section class="item" data-item="{}">{}</section>')
    try:
        template = _template(design)
        items = [item.format(index, Markup(template.render(one))) for index, one in enumerate(values)]
        layout = LAYOUTS.get(design.paper)
        body = Markup("").join(sheets(items, layout) if layout else items)
        html = HTML(string=_PAGE.format(title, body), url_fetcher=DataOnly())
        return html.render(font_config=_fonts(), stylesheets=[_style(design)])
    except TemplateError as error:
        raise DesignFault(f"打印样式“{design.name}”有误：{error}") from error
    except Refused as error:
        raise DesignFault(f"打印样式“{design.name}”引用了外部图片或文件，已停止打印。") from error


def _refuse_missing(design: Design, contexts: Sequence[Context], values: Sequence[dict[str, Any]]) -> None:
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


@contextmanager
def _glyph_watch(design: Design) -> Iterator[Any]:
    """Second net under `_refuse_missing`: what WeasyPrint itself could not draw, such as a design's own text."""
    watch, logger = _Watch(), logging.getLogger("weasyprint")
    logger.addHandler(watch)
    try:
        yield watch.refuse
    finally:
        logger.removeHandler(watch)


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
