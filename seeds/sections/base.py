"""The ground all sections stand on: strictness, lists, keys and texts."""

import re
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Strict

T = TypeVar("T")

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Section(BaseModel):
    """A part of a profile: unknown keys are refused, values are never coerced, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


# Strict models refuse a YAML list where a tuple is declared; only the container is relaxed, not its items.
Rows = Annotated[tuple[T, ...], Strict(False)]


def _require_key(value: str) -> str:
    if not _KEY.fullmatch(value):
        raise ValueError("应以小写英文字母开头，只含小写字母、数字和下划线，不超过 40 个字符")
    return value


def _require_text(value: str) -> str:
    if not value.strip():
        raise ValueError("不能为空")
    if value != value.strip():
        raise ValueError("首尾不能有空格或换行")
    return value


Key = Annotated[str, AfterValidator(_require_key)]
Text = Annotated[str, AfterValidator(_require_text)]
