"""Typed fields of a town's own on households, residents, establishments and grids: what may stand in them, and how it reads."""

import datetime as dt
import math
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from seeds.sections.base import Key, Name, Rows, Section, Text, is_phone
from seeds.sections.place import OfficialCode

FieldKind = Literal["text", "long_text", "integer", "decimal", "date", "boolean", "choice", "choices", "phone"]
Subject = Literal["household", "resident", "establishment", "grid"]
SUBJECTS: dict[Subject, str] = {"household": "住户", "resident": "居民", "establishment": "单位", "grid": "网格"}

Value = str | int | float | bool | list[str] | None
"""What is stored of a field: plain JSON; days as 2026-03-01, choices as keys."""

_LONGEST: dict[str, int] = {"text": 100, "long_text": 1000, "phone": 20}
_NUMBERS = ("integer", "decimal")
_FARTHEST = 10**15
"""Beyond so much a spreadsheet no longer keeps every digit."""


def is_empty(value: Any) -> bool:
    """Whether nothing is entered; no and nought are something."""
    return value is None or value == "" or value == []


class FieldOption(Section):
    """One answer of a choice: the key is stored, the name is shown. `was`: its key in the version before."""

    key: Key
    name: Text
    was: Key | None = None


class CustomField(Section):
    """One field. `group`: the base information it belongs to; `kinds`: only for these kinds of establishment or grid; `levels`:
    only for grids of these levels; `areas`: only for records under these townships or villages.

    `in_list`, `in_search`: shown as a column, offered as a search box. `sensitive`: only on the record's own page, masked, for
    those who may reveal; never in lists, searches, exports or the API. `was`: its key in the version before (data moves along);
    `retired`: what was entered is kept and shown, nothing new is asked.
    """

    key: Key
    name: Name
    kind: FieldKind
    options: Rows[FieldOption] = ()
    required: bool = False
    unit: Text | None = None
    minimum: float | None = None
    maximum: float | None = None
    longest: int | None = Field(default=None, ge=1, le=2000)
    hint: Text | None = None
    group: Key | None = None
    kinds: Rows[Key] = ()
    levels: Rows[Key] = ()
    in_list: bool = False
    in_search: bool = False
    sensitive: bool = False
    was: Key | None = None
    retired: bool = False
    areas: Rows[OfficialCode] = ()

    @model_validator(mode="after")
    def _fits_kind(self) -> Self:
        chosen = self.kind in ("choice", "choices")
        if chosen != bool(self.options):
            raise ValueError("kind 为 choice 或 choices 时应写明 options，其他类型不应写")
        if self.kind not in _NUMBERS and (self.minimum is not None or self.maximum is not None or self.unit):
            raise ValueError("minimum、maximum 和 unit 只用于 integer 和 decimal")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError(f"minimum {self.minimum:g} 大于 maximum {self.maximum:g}")
        if self.longest is not None and self.kind not in _LONGEST:
            raise ValueError("longest 只用于 text、long_text 和 phone")
        if self.sensitive and (self.in_list or self.in_search):
            raise ValueError("sensitive 的字段不能出现在列表和查询中")
        return self

    @property
    def attribute(self) -> str:
        """Its name as an attribute of a record, a column of a screen and a key of the API."""
        return f"x_{self.key}"

    @property
    def label(self) -> str:
        """Name with its unit."""
        return f"{self.name}（{self.unit}）" if self.unit else self.name

    def label_of(self, key: str) -> str:
        """The name of an option; the key itself when the profile no longer has it."""
        return next((option.name for option in self.options if option.key == key), key)

    def shown(self, value: Value) -> str:
        """A stored value as people read it; nothing as an empty string."""
        if is_empty(value):
            return ""
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, list):
            return "、".join(self.label_of(each) for each in value)
        if self.kind == "choice":
            return self.label_of(str(value))
        return f"{value:.15g}" if isinstance(value, float) and math.isfinite(value) else str(value)

    def problem_with(self, value: Value) -> str | None:
        """What is wrong with a stored value, as a sentence without the field's name, or None."""
        if is_empty(value):
            return f"请填写{self.name}" if self.required else None
        checks = {
            "integer": self._number_problem, "decimal": self._number_problem, "date": _date_problem, "boolean": _flag_problem,
            "choice": self._choice_problem, "choices": self._choice_problem,
        }  # fmt: skip
        return checks.get(self.kind, self._text_problem)(value)

    def _number_problem(self, value: Any) -> str | None:
        whole = self.kind == "integer"
        if isinstance(value, bool) or not isinstance(value, int if whole else int | float) or value != value:
            return "应为整数" if whole else "应为数字"
        if abs(value) > _FARTHEST:
            return "太大，请核对"
        if self.minimum is not None and value < self.minimum:
            return f"不能小于 {self.minimum:g}"
        if self.maximum is not None and value > self.maximum:
            return f"不能大于 {self.maximum:g}"
        return None

    def _choice_problem(self, value: Any) -> str | None:
        keys = {option.key for option in self.options}
        given = value if isinstance(value, list) else [value]
        known = all(isinstance(each, str) and each in keys for each in given)
        if isinstance(value, list) != (self.kind == "choices") or not known:
            names = "、".join(option.name for option in self.options)
            return f"应从这些里选：{names}"
        return None

    def _text_problem(self, value: Any) -> str | None:
        if not isinstance(value, str):
            return "应为文字"
        longest = self.longest or _LONGEST[self.kind]
        if len(value) > longest:
            return f"最长 {longest} 个字"
        if self.kind == "phone" and not is_phone(value):
            return "应为 11 位手机号或带区号的座机号"
        return None


def _date_problem(value: Any) -> str | None:
    try:
        sound = isinstance(value, str) and dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        sound = False
    return None if sound else "应为 2026-03-01 这样的日期"


def _flag_problem(value: Any) -> str | None:
    return None if isinstance(value, bool) else "应为是或否"


class Fields(Section):
    """The fields by what they describe. Only those of grids may be for some levels of the tree."""

    household: Rows[CustomField] = ()
    resident: Rows[CustomField] = ()
    establishment: Rows[CustomField] = ()
    grid: Rows[CustomField] = ()

    @model_validator(mode="after")
    def _levels_are_of_grids(self) -> Self:
        wrong = [field.name for subject in SUBJECTS for field in self.of(subject) if field.levels and subject != "grid"]
        if wrong:
            raise ValueError(f"字段“{'、'.join(wrong)}”不能写 levels，只有网格的字段能写")
        return self

    def of(self, subject: Subject) -> tuple[CustomField, ...]:
        """The fields of one subject, in order."""
        found: tuple[CustomField, ...] = getattr(self, subject)
        return found
