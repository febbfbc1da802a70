"""Page parameters are checked before FAB reads them: nonsense is a 400, page sizes are capped."""

from __future__ import annotations

import re

from flask import request
from werkzeug.datastructures import MultiDict

from portal.foundation.errors import BadParameter

MAX_PAGE_SIZE = 100
_MAX_PAGE = 1_000_000


def check_list_parameters(known_orders: dict[str, set[str]]) -> None:
    """Raise `BadParameter` for a page, page size or order that makes no sense.

    `known_orders`: view name -> columns that may be ordered; other view names on the page are left alone.
    """
    arguments: MultiDict[str, str] = request.args
    for key, value in arguments.items():
        if re.match(r"page_", key):
            _whole(value, 0, _MAX_PAGE, "页码")
        elif re.match(r"psize_", key):
            _whole(value, 1, MAX_PAGE_SIZE, "每页条数")
        elif key.startswith("_oc_") and key[4:] in known_orders and value not in known_orders[key[4:]]:
            raise BadParameter(f"不能按「{value[:30]}」排序")
        elif key.startswith("_od_") and value not in {"asc", "desc"}:
            raise BadParameter("排序方向只能是 asc 或 desc")


def _whole(value: str, low: int, high: int, name: str) -> None:
    if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
        raise BadParameter(f"{name}应为 {low} 到 {high} 的整数")


def identity(text: str) -> int:
    """A row's id from an address. Raises `BadParameter`."""
    if not re.fullmatch(r"[0-9]{1,15}", text):
        raise BadParameter("地址中的编号不对")
    return int(text)
