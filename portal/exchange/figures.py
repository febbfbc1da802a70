"""Numbers, telephone and identity numbers as Excel leaves them behind."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation

from portal.exchange.folding import compact
from portal.exchange.lines import Raw
from portal.foundation.identity import id_number_problem, phone_problem

LARGEST = Decimal(2_000_000_000)
LOST_DIGITS = "Excel 已把身份证号变成数字，后三位丢失，请把该列设为文本后重填"
LOST_PHONE = "Excel 已把电话变成科学计数，后几位丢失，请把该列设为文本后重填"

_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?|[+-]?\.\d+")
_CHINA = re.compile(r"^(?:\+|00)?86-?(?=1[3-9])(?=(?:\D*\d){11}\D*$)")
_IN_BRACKETS = re.compile(r"\((0\d{2,3})\)-?(\d{7,8})")
_WITHOUT_ZERO = re.compile(r"[2-9]\d{1,2}-\d{7,8}")


def read_number(raw: Raw) -> Decimal | str:
    """The number in a cell, to the 15 digits that Excel keeps, or in Chinese what is wrong."""
    if isinstance(raw, bool | dt.date | dt.time | dt.timedelta) or raw is None:
        return "不是数字" if isinstance(raw, bool) else "是日期或时间，应填数字，请把单元格格式改为“常规”"
    text = format(raw, ".15g") if isinstance(raw, float) else compact(str(raw)).replace("，", ",")
    if isinstance(raw, str) and not _NUMBER.fullmatch(text):
        return f"“{raw.strip()[:20]}”不是数字"
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return f"“{text[:20]}”不是数字"
    return number if number.is_finite() and abs(number) < LARGEST else f"“{text[:20]}”太大，请核对"


def read_whole(raw: Raw) -> int | str:
    """The whole number in a cell (3.0 counts), or in Chinese what is wrong."""
    number = read_number(raw)
    if isinstance(number, str):
        return number
    return int(number) if number == number.to_integral_value() else f"“{number}”不是整数"


def read_phone(raw: Raw) -> tuple[str, str]:
    """The telephone number in a cell and in Chinese what is wrong with it ("": nothing).

    13900000000.0, +86 139 0000 0000, 139-0000-0000 and (0557)5021234 are understood.
    """
    text = _digits(raw)
    if _SCIENTIFIC.fullmatch(text):
        return text, LOST_PHONE
    text = _IN_BRACKETS.sub(r"\1-\2", _CHINA.sub("", text))
    if text.startswith("1"):
        text = re.sub(r"[-.]", "", text.removesuffix(".0"))
    if isinstance(raw, int | float) and re.fullmatch(r"[2-9]\d{8,10}", text):
        return text, "座机号开头的 0 被 Excel 去掉了，请把该列设为文本后重填"
    if _WITHOUT_ZERO.fullmatch(text):
        return text, f"座机“{text}”的区号前少了 0"
    return text, phone_problem(text) or ""


def read_id_number(raw: Raw) -> tuple[str, str]:
    """The identity number in a cell and in Chinese what is wrong with it ("": nothing).

    A number has kept 15 digits only once Excel had it: a float, 3.41322E+17, or 18 digits that end in 000 and do not
    add up are named as such.
    """
    text = _digits(raw).upper().removeprefix("'")
    if isinstance(raw, float) or (isinstance(raw, int) and text.endswith("000")) or _SCIENTIFIC.fullmatch(text):
        return text, LOST_DIGITS
    problem = id_number_problem(text)
    if problem and re.fullmatch(r"\d{15}000", text):
        return text, LOST_DIGITS
    return text, problem or ""


def _digits(raw: Raw) -> str:
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        raw = int(raw)
    return compact(str(raw))
