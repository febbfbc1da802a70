"""The ground all sections stand on: strictness, lists, keys, texts and days."""

import datetime as dt
import re
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict

T = TypeVar("T")

_KEY = re.compile(r"[a-z][a-z0-9_]{0,31}")
_PHONE = re.compile(r"1[3-9]\d{9}|(0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,6})?|\d{3,6}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Section(BaseModel):
    """A part of a profile: unknown keys are refused, values are never coerced, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


# Strict models refuse a YAML list where a tuple is declared; only the container is relaxed, not its items.
Rows = Annotated[tuple[T, ...], Strict(False)]


def _require_key(value: str) -> str:
    if not _KEY.fullmatch(value):
        raise ValueError("应以小写英文字母开头，只含小写字母、数字和下划线，不超过 32 个字符")
    return value


def _require_text(value: str) -> str:
    if not value.strip():
        raise ValueError("不能为空")
    if value != value.strip():
        raise ValueError("首尾不能有空格或换行")
    return value


def _require_one_line(value: str) -> str:
    if "\n" in value:
        raise ValueError("应写在一行里，不能换行")
    return value


def _require_tenths(value: float) -> float:
    if round(value, 1) != value:
        raise ValueError(f"最多写一位小数，现为 {value:g}")
    return value


def _read_day(value: Any) -> Any:
    """YAML dates arrive as text (`seeds.positions`), so that an impossible one is named with its line."""
    if isinstance(value, str):
        if not _DAY.fullmatch(value):
            raise ValueError("日期应写作 2023-10-25 的样子")
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"没有 {value} 这一天") from None
    return value


Key = Annotated[str, AfterValidator(_require_key), Field(json_schema_extra={"pattern": f"^{_KEY.pattern}$"})]
Text = Annotated[str, AfterValidator(_require_text)]

_Line = Annotated[Text, AfterValidator(_require_one_line)]
ShortName = Annotated[_Line, Field(max_length=32)]
"""Names of levels, kinds of grid, care categories and their groups: as long as the tables that take them in allow."""
Name = Annotated[_Line, Field(max_length=64)]
"""Names of departments, issue categories, schemes, indicators, areas and fields."""
Title = Annotated[_Line, Field(max_length=120)]
Standard = Annotated[Text, Field(max_length=200)]
Tenths = Annotated[float, AfterValidator(_require_tenths)]
"""Scores and weights: kept to one decimal."""
Day = Annotated[dt.date, BeforeValidator(_read_day)]
Per = Literal["day", "week", "month", "quarter", "half_year", "year"]


def is_phone(text: str) -> bool:
    """Whether a text is a mobile number, a landline with or without area code and extension, or a short number."""
    return _PHONE.fullmatch(text) is not None


def period_problem(starts_on: dt.date, ends_on: dt.date) -> str | None:
    """What is wrong with a period, in Chinese, or None."""
    return f"ends_on {ends_on} 早于 starts_on {starts_on}" if ends_on < starts_on else None
