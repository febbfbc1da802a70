"""Telephone and identity numbers: what is right, as plain rules and as database conditions."""

from __future__ import annotations

import datetime as dt
import re

from portal.foundation.clock import today
from portal.foundation.errors import Refusal

_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

PHONE_CHECK = (
    "phone IS NULL"
    " OR (length(phone) = 11 AND substr(phone, 1, 1) = '1' AND substr(phone, 2, 1) BETWEEN '3' AND '9'"
    " AND ltrim(phone, '0123456789') = '')"
    " OR (substr(phone, 1, 1) = '0' AND ltrim(replace(phone, '-', ''), '0123456789') = ''"
    " AND ((length(replace(phone, '-', '')) = length(phone) AND length(phone) BETWEEN 10 AND 12)"
    " OR (length(replace(phone, '-', '')) = length(phone) - 1"
    " AND ((substr(phone, 4, 1) = '-' AND length(phone) BETWEEN 11 AND 12)"
    " OR (substr(phone, 5, 1) = '-' AND length(phone) BETWEEN 12 AND 13)))))"
)
"""The phone rule as SQL that SQLite and PostgreSQL both read."""

SEALED_CHECK = "id_number IS NULL OR id_number LIKE 'v1.%'"
"""Identity numbers are stored sealed only; the sealing type checks their checksum first (`Sealed`)."""

BIRTH_CHECK = "birth_date IS NULL OR birth_date BETWEEN '1900-01-01' AND '2099-12-31'"


def phone_problem(phone: str) -> str | None:
    """What is wrong with a Chinese mobile or landline number, or nothing."""
    if _MOBILE.fullmatch(phone) or _LANDLINE.fullmatch(phone):
        return None
    return f"电话“{phone}”不对：手机应为 1 开头的 11 位数字，座机应写“区号-号码”"


def id_number_problem(number: str) -> str | None:
    """What is wrong with a citizen identity number, or nothing.

    Source: GB 11643-1999 (18 characters, birth date, check character by ISO 7064 MOD 11-2).
    """
    if not re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        return "身份证号应为 18 位（末位可为大写 X）"
    if birth_date_of(number) is None:
        return "身份证号中的出生日期不存在"
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    if "10X98765432"[total % 11] != number[17]:
        return "身份证号的校验位不对，请核对是否输错"
    return None


def check_id_number(number: str) -> None:
    """Raise `Refusal` when the identity number is wrong."""
    problem = id_number_problem(number)
    if problem:
        raise Refusal(problem, "id_number")


def birth_date_of(number: str) -> dt.date | None:
    """The birth date in an 18-character identity number; None when there is no such day or it lies in the future."""
    try:
        day = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return day if dt.date(1900, 1, 1) <= day <= today() else None
