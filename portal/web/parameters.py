"""Page parameters are checked before FAB reads them: nonsense is a 400, page sizes are capped."""

from __future__ import annotations

import re
from typing import Any

from flask import request
from flask_appbuilder.urltools import get_filter_args

from portal.foundation.errors import BadParameter

MAX_PAGE_SIZE = 100
MAX_PAGE = 1_000_000


def check_list_parameters(known_orders: dict[str, set[str]]) -> None:
    """Raise `BadParameter` for a page, page size or order that makes no sense.

    `known_orders`: view name -> columns that may be ordered; other view names on the page are left alone.
    """
    for key, value in request.args.items():
        if "psize_" in key:
            check_whole(value, 1, MAX_PAGE_SIZE, "每页条数")
        elif "page_" in key:
            check_whole(value, 0, MAX_PAGE, "页码")
        elif "_oc_" in key:
            columns = known_orders.get(key.partition("_oc_")[2])
            if columns is not None and value not in columns:
                raise BadParameter(f"不能按“{value[:30]}”排序")
        elif "_od_" in key and value not in {"asc", "desc"}:
            raise BadParameter("排序方向只能是 asc 或 desc")


def search_arguments() -> list[tuple[int, str, str]]:
    """(number of the filter, column, value) of every search argument of this request. Raises `BadParameter`."""
    found = []
    for key, value in request.args.items(multi=True):
        match = re.search(r"_flt_(\d)_(.*)", key)
        if match and match[0] != key:
            raise BadParameter("查询条件不对")
        if match:
            found.append((int(match[1]), match[2], value))
    return found


def check_search(filters: Any, check: Any) -> None:
    """Raise `BadParameter` for a search by a column, filter or value that makes no sense; `check(column, value)` judges a value."""
    known = filters.get_search_filters()
    for number, column, value in search_arguments():
        if number >= len(known.get(column, ())):
            raise BadParameter(f"不能按“{column[:30]}”查询")
        check(column, value)


def apply_search(filters: Any, check: Any) -> None:
    """Narrow `filters` to the search of this request, where FAB does not. Raises `BadParameter` as `check_search`, before FAB reads it."""
    check_search(filters, check)
    get_filter_args(filters)


def check_whole(value: str, low: int, high: int, name: str) -> None:
    """Raise `BadParameter` unless the text is a whole number between both ends, inclusive; `name` is what it stands for."""
    if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
        raise BadParameter(f"{name}应为 {low} 到 {high} 的整数")


def identity(text: str) -> int:
    """A row's id from an address. Raises `BadParameter`."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise BadParameter("地址中的编号不对")
    return int(text)
