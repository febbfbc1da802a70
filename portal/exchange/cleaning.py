"""Raw cells become typed values; whatever is wrong is said cell by cell, and nothing is guessed in silence."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from portal.exchange.days import read_day
from portal.exchange.figures import read_id_number, read_number, read_phone, read_whole
from portal.exchange.folding import tidy, traditional
from portal.exchange.lines import NO_RESULT, Raw
from portal.exchange.options import Options, read_boolean
from portal.exchange.sheet import CleanRow, Field, Finding, Level, ReadRow, Sheet

LONG = 200
"""Texts that may be longer than this keep their line breaks."""

_ERRORS = frozenset(("#N/A", "#REF!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#VALUE!", "#SPILL!", "#CALC!"))
_NOTHING = frozenset(("-", "--", "—", "——", "－", "/", "\\", "／"))
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?%?")

Said = tuple[Any, str, Level]
"""A value, what is to be said about it ("": nothing), and how bad that is."""


class Cleaner:
    """Cleans the rows of one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.readers = {each.key: (each, _reader(each)) for each in sheet.fields}
        self.inner = [each.key for each in sheet.fields if not each.repeats] if sheet.outer else []

    def clean(self, row: ReadRow) -> CleanRow:
        """Typed values and findings (those of the row as it was read come first); raises nothing."""
        inner = not self.inner or any(row.cells.get(key) is not None for key in self.inner)
        values: dict[str, Any] = {}
        findings = list(row.findings)
        for key, raw in row.cells.items():
            field, read = self.readers[key]
            value, message, level = read(raw)
            if value is None and not message and field.required and (inner or field.repeats):
                message, level = "必填，不能空着", "error"
            if message:
                findings.append(Finding(row.number, field.label, message, level))
            values[key] = value
        return CleanRow(row.number, values, findings, row.tokens, inner)


def _reader(field: Field) -> Callable[[Raw], Said]:
    return partial(_read, field, _of_kind(field))


def _read(field: Field, read: Callable[[Raw], Said], raw: Raw) -> Said:
    """What every kind has in common: blank cells, dashes for nothing, Excel's error values."""
    if raw is None:
        return None, "", "error"
    if isinstance(raw, str):
        bare = raw.strip()
        if not bare or bare in _NOTHING:
            return None, "", "error"
        if bare == NO_RESULT:
            return None, "单元格的公式没有算出结果，请用 Excel 或 WPS 打开并保存一次，或改填内容", "error"
        if bare in _ERRORS:
            return None, f"单元格的公式出错（{bare}），请改填内容", "error"
    value, message, level = read(raw)
    if message and level == "error":
        return None, _discreet(field, message), level
    return value, message, level


def _discreet(field: Field, message: str) -> str:
    """Findings are kept and shown to others: what was written in a sensitive cell is not repeated."""
    return re.sub(r"“[^”]*”", "所填内容", message, count=1) if field.sensitive else message


def _of_kind(field: Field) -> Callable[[Raw], Said]:
    if field.kind in ("choice", "choices"):
        options = Options(field)
        return partial(_pair, options.one if field.kind == "choice" else options.several)
    if field.kind in ("phone", "id_number"):
        return partial(_pair, read_phone if field.kind == "phone" else read_id_number)
    if field.kind == "date":
        return partial(_single, read_day)
    if field.kind == "boolean":
        return partial(_single, read_boolean)
    if field.kind in ("integer", "decimal"):
        return partial(_number, field, read_whole if field.kind == "integer" else read_number)
    return partial(_text, field)


def _pair(read: Callable[[Raw], tuple[Any, str]], raw: Raw) -> Said:
    value, message = read(raw)
    return value or None, message, "error"


def _single(read: Callable[[Raw], Any], raw: Raw) -> Said:
    value = read(raw)
    return (None, value, "error") if isinstance(value, str) else (value, "", "error")


def _number(field: Field, read: Callable[[Raw], Decimal | int | str], raw: Raw) -> Said:
    value = read(raw)
    if isinstance(value, str):
        return None, value, "error"
    if field.minimum is not None and value < field.minimum:
        return None, f"{value} 太小，不能小于 {field.minimum}", "error"
    if field.maximum is not None and value > field.maximum:
        return None, f"{value} 太大，不能大于 {field.maximum}", "error"
    return value, "", "error"


def _text(field: Field, raw: Raw) -> Said:
    text = tidy(_as_text(raw), lines=field.longest is None or field.longest > LONG)
    if not text:
        return None, "", "error"
    if text.startswith(_FORMULA_STARTS) and not _PLAIN_NUMBER.fullmatch(text):
        return None, f"“{text[:20]}”以“{text[0]}”开头，会被 Excel 当作公式，为了安全不能导入，请去掉开头的符号", "error"
    if field.longest is not None and len(text) > field.longest:
        return None, f"有 {len(text)} 个字，最多 {field.longest} 个字", "error"
    old = traditional(text)
    if old:
        return text, f"含有繁体字（{'、'.join(f'{a}→{b}' for a, b in old.items())}），原样保留，请核对", "warning"
    return text, "", "error"


def _as_text(raw: Raw) -> str:
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else format(raw, ".15g")
    if isinstance(raw, dt.datetime):
        return raw.date().isoformat() if raw.time() == dt.time() else raw.isoformat(" ", "minutes")
    return str(raw)
