"""What is said about a column in cell notes and instructions, and values as they stand in cells."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from portal.exchange.sheet import Field

_MOST_NAMED = 8
_EXACT = 15  # digits that Excel keeps
_KINDS = {
    "text": "文字",
    "integer": "整数",
    "decimal": "数字，可带小数",
    "date": "日期，如 2026-03-01、2026/3/1、2026年3月1日",
    "boolean": "填“是”或“否”",
    "choice": "从下拉列表中选一项",
    "choices": "可填多项，用“、”隔开",
    "phone": "手机 11 位数字；座机写“区号-号码”",
    "id_number": "18 位身份证号，按文本填写，末位可为 X",
}


def requirement(field: Field) -> str:
    """What a column takes, in one sentence or two."""
    said = [_KINDS[field.kind]]
    if field.longest is not None and field.kind == "text":
        said.append(f"最多 {field.longest} 个字")
    if field.minimum is not None and field.maximum is not None:
        said.append(f"{field.minimum} 至 {field.maximum}")
    elif field.minimum is not None:
        said.append(f"不小于 {field.minimum}")
    elif field.maximum is not None:
        said.append(f"不大于 {field.maximum}")
    if field.repeats:
        said.append("同一组内的行都填相同内容，也可只填第一行")
    return "；".join(said) + "。" + field.note


def allowed(field: Field, most: int | None = None) -> str:
    """The options of a column, the first `most` of them."""
    labels = [label for _, label in field.options]
    if most is not None and len(labels) > most:
        return "、".join(labels[:most]) + f"等 {len(labels)} 项"
    return "、".join(labels)


def cell_note(field: Field) -> str:
    """The note on the header of a column."""
    said = ["必填。" if field.required else "选填。", requirement(field)]
    if field.options:
        said.append(f"可填：{allowed(field, _MOST_NAMED)}。")
    if field.example:
        said.append(f"例如：{field.example}")
    return "\n".join(said)


def cell_value(field: Field, value: Any) -> str | float | None:
    """A typed value as it is written into a cell: numbers as numbers while Excel keeps all digits, all else as text."""
    if value is None or value == "" or value == ():
        return None
    if field.kind == "choice":
        return dict(field.options).get(value, str(value))
    if field.kind == "choices":
        labels = dict(field.options)
        return "、".join(labels.get(each, str(each)) for each in value) or None
    return plain_value(value)


def plain_value(value: Any) -> str | float:
    """A value of any type, typed or as it was read, as it is written into a cell."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float | Decimal) and len(str(value)) <= _EXACT:
        return float(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
