"""How values read on a page: never `None`, `True` or microseconds."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from portal.foundation.choices import Options
from portal.foundation.sealed import masked

NOTHING = Markup('<span class="nothing">—</span>')
_CODE = re.compile(r"[0-9A-Z][!-~]*( [0-9:]{5})?( \S{1,4})?", re.ASCII)
_LONGEST_CODE = 24


def shown(value: Any) -> Any:
    """A value as a person reads it; text is escaped by the template."""
    if value is None or value == "" or value == []:
        return NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    if isinstance(value, BaseGeometry):
        return "已标注"
    if isinstance(value, (list, tuple, set)):
        return "、".join(str(shown(each)) for each in value)
    return value if isinstance(value, Markup) else str(value)


def keeps_together(text: Any) -> bool:
    """Whether a cell is a number, a date or a code, perhaps with a short tag: broken over two lines it reads as two."""
    plain = Markup(str(text)).striptags()
    return len(plain) <= _LONGEST_CODE and bool(_CODE.fullmatch(plain))


def by_label(choices: Options) -> Callable[[Any], Any]:
    """A formatter that shows the label of a key, as a coloured tag."""

    def label(key: Any) -> Any:
        if not key:
            return NOTHING
        return Markup('<span class="tag tag-{}">{}</span>').format(key, choices.label_of(key))

    return label


def formatters_for(view: Any) -> dict[str, Callable[[Any], Any]]:
    """A formatter for every column that the view shows."""
    return {name: _formatter(view, name) for name in {*view.list_columns, *view.show_columns}}


def _formatter(view: Any, name: str) -> Callable[[Any], Any]:
    if name in view.choices:
        return by_label(view.choices[name])
    return stars if view.datamodel.is_sealed(name) else shown


def stars(text: Any) -> Any:
    """A sealed text, masked."""
    return masked(text) or NOTHING
