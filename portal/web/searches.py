"""Searching a list: one box a column, and the filters behind the boxes that FAB lacks (days inclusive, yes or no)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from flask import request
from flask_appbuilder.models.filters import BaseFilter
from sqlalchemy import ColumnElement, not_

from portal.foundation.errors import BadParameter

BOXES = {
    "ct": "text",
    "rel_o_m": "choice",
    "rel_m_m": "choice",
    "truth": "choice",
    "since": "date",
    "until": "date",
    "eq": "text",
}
"""Which filter (by FAB's `arg_name`) makes which kind of box; the first that a column has is taken."""
YES_NO = (("y", "是"), ("n", "否"))


class Since(BaseFilter):
    """On that day or later."""

    name = "不早于"
    arg_name = "since"

    def apply(self, query: Any, value: Any) -> Any:
        """Narrow the query. Raises `BadParameter` when the value is no day."""
        return query.filter(getattr(self.model, self.column_name) >= day_of(value))


class Until(BaseFilter):
    """On that day or earlier; of a time, the whole day."""

    name = "不晚于"
    arg_name = "until"

    def apply(self, query: Any, value: Any) -> Any:
        """Narrow the query. Raises `BadParameter` when the value is no day."""
        return query.filter(getattr(self.model, self.column_name) < day_of(value) + dt.timedelta(days=1))


class Truth(BaseFilter):
    """Yes (`y`) or no (`n`)."""

    name = "是否"
    arg_name = "truth"

    def apply(self, query: Any, value: Any) -> Any:
        """Narrow the query."""
        return query.filter(getattr(self.model, self.column_name).is_(value == "y"))


class Condition(Truth):
    """Whether a condition on the row holds: a search without a column of its own."""

    def condition(self) -> ColumnElement[bool]:
        """The condition; never unknown (NULL) for a row."""
        raise NotImplementedError

    def apply(self, query: Any, value: Any) -> Any:
        """Narrow the query."""
        return query.filter(self.condition() if value == "y" else not_(self.condition()))


def day_of(text: str) -> dt.date:
    """A day written as 2026-03-01. Raises `BadParameter`."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise BadParameter(f"日期“{text[:20]}”应写作 2026-03-01 的样子") from error


@dataclass(frozen=True)
class SearchBox:
    """One box of the search form. `kind`: text | choice | picker | date; `options`: (value, label); `url`: of a picker."""

    kind: str
    label: str
    name: str
    value: str = ""
    options: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""


def search_boxes(form: Any, filters: Any, columns: Iterable[str]) -> list[SearchBox]:
    """The boxes of a list's search form, filled with the search of this request."""
    known = filters.get_search_filters()
    return [box for name in columns if name in known for box in _boxes(form[name], name, known[name])]


def filter_name(filters: Any, column: str, kind: str) -> str | None:
    """The query argument of a filter (`kind` is its `arg_name`) on a column, or nothing when the list is not searched so."""
    names = [each.arg_name for each in filters.get_search_filters().get(column, ())]
    return f"_flt_{names.index(kind)}_{column}" if kind in names else None


def _boxes(form_field: Any, column: str, filters: list[Any]) -> list[SearchBox]:
    names = [each.arg_name for each in filters]
    label = str(form_field.label.text)
    if "since" in names:
        return [
            _box("date", f"{label}{word}", names, each, column) for each, word in (("since", "起"), ("until", "止"))
        ]
    if "ge" in names:
        ends = (("ge", "不小于"), ("le", "不大于"))
        return [_box("text", f"{label}{word}", names, each, column) for each, word in ends]
    if hasattr(form_field, "search_url"):
        return [_picker(form_field, label, names, column)]
    if hasattr(form_field, "iter_choices"):
        options = [
            (str(each[0]), str(each[1])) for each in form_field.iter_choices() if str(each[0]) not in {"", "__None"}
        ]
        kind = next((each for each in ("rel_o_m", "rel_m_m", "eq") if each in names), names[0])
        return [_box("choice", label, names, kind, column, options)] if options or kind != "counted" else []
    kind = next((each for each in BOXES if each in names), names[0])
    return [_box(BOXES.get(kind, "text"), label, names, kind, column, list(YES_NO) if kind == "truth" else [])]


def _box(
    kind: str, label: str, names: list[str], arg_name: str, column: str, options: list[tuple[str, str]] | None = None
) -> SearchBox:
    name = f"_flt_{names.index(arg_name)}_{column}"
    return SearchBox(kind, label, name, request.args.get(name, ""), options or [])


def _picker(form_field: Any, label: str, names: list[str], column: str) -> SearchBox:
    chosen = form_field.chosen()
    options = [(str(chosen.id), str(chosen))] if chosen is not None else []
    return replace(_box("picker", label, names, names[0], column, options), url=form_field.search_url())
