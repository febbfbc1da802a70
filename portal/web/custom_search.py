"""Searching lists by fields of a town's own: conditions on a path in their JSON column, on SpatiaLite and on PostGIS."""

from __future__ import annotations

import re
from typing import Any

from flask_appbuilder.models.filters import BaseFilter
from sqlalchemy import or_

from portal.foundation.errors import BadParameter
from portal.web.searches import YES_NO, day_of
from portal.web.text import cleaned, plain
from seeds.sections.fields import CustomField


class CustomFilter(BaseFilter):
    """A filter on one field."""

    def __init__(self, column_name: str, datamodel: Any, is_related_view: bool = False) -> None:
        self.column_name, self.datamodel, self.model = column_name, datamodel, datamodel.obj
        self.is_related_view = is_related_view
        self.field: CustomField = datamodel.custom(column_name)

    @property
    def text(self) -> Any:
        """The stored value as text."""
        return self.model.extra[self.field.key].as_string()

    @property
    def number(self) -> Any:
        """The stored value as a number."""
        return self.model.extra[self.field.key].as_float()


class Contains(CustomFilter):
    """The text contains all words."""

    name, arg_name = "包含", "ct"

    def apply(self, query: Any, value: Any) -> Any:
        """Narrow the query; `%` and `_` mean themselves."""
        for word in (cleaned("phone" if self.field.kind == "phone" else "", str(value)) or "").split():
            query = query.filter(or_(*(self.text.icontains(each, autoescape=True) for each in {word, plain(word)})))
        return query


class Equal(CustomFilter):
    """The same text, day, option or number."""

    name, arg_name = "等于", "eq"

    def apply(self, query: Any, value: Any) -> Any:
        """Narrow the query."""
        if self.field.kind in ("integer", "decimal"):
            return query.filter(self.number == float(value))
        return query.filter(self.text == str(value))


class AtLeast(CustomFilter):
    """That number or more."""

    name, arg_name = "不小于", "ge"

    def apply(self, query: Any, value: Any) -> Any:
        """Narrow the query."""
        return query.filter(self.number >= float(value))


class AtMost(CustomFilter):
    """That number or less."""

    name, arg_name = "不大于", "le"

    def apply(self, query: Any, value: Any) -> Any:
        """Narrow the query."""
        return query.filter(self.number <= float(value))


class Since(CustomFilter):
    """On that day or later; days are stored so that their texts stand in their order."""

    name, arg_name = "不早于", "since"

    def apply(self, query: Any, value: Any) -> Any:
        """Narrow the query. Raises `BadParameter` when the value is no day."""
        return query.filter(self.text >= day_of(value).isoformat())


class Until(CustomFilter):
    """On that day or earlier."""

    name, arg_name = "不晚于", "until"

    def apply(self, query: Any, value: Any) -> Any:
        """Narrow the query. Raises `BadParameter` when the value is no day."""
        return query.filter(self.text <= day_of(value).isoformat())


class Truth(CustomFilter):
    """Yes (`y`) or no (`n`); what is not known is neither."""

    name, arg_name = "是否", "truth"

    def apply(self, query: Any, value: Any) -> Any:
        """Narrow the query."""
        return query.filter(self.model.extra[self.field.key].as_boolean().is_(value == "y"))


class Includes(CustomFilter):
    """That option is among the chosen ones."""

    name, arg_name = "含有", "has"

    def apply(self, query: Any, value: Any) -> Any:
        """Narrow the query: within the text of a JSON list every key stands between quotes."""
        return query.filter(self.text.contains(f'"{value}"', autoescape=True))


_BY_KIND: dict[str, tuple[type[CustomFilter], ...]] = {
    "integer": (Equal, AtLeast, AtMost), "decimal": (Equal, AtLeast, AtMost), "date": (Equal, Since, Until),
    "boolean": (Truth,), "choice": (Equal,), "choices": (Includes,),
}  # fmt: skip
_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")


def filters_for(field: CustomField, datamodel: Any) -> list[CustomFilter]:
    """The filters of a field, the usual one first."""
    return [each(field.attribute, datamodel) for each in _BY_KIND.get(field.kind, (Contains, Equal))]


def check_custom(field: CustomField, text: str) -> None:
    """Raise `BadParameter` when no such value can stand in the field."""
    known = {option.key for option in field.options} | (
        {key for key, _ in YES_NO} if field.kind == "boolean" else set()
    )
    if known and text not in known:
        raise BadParameter(f"“{field.name}”没有这个选项")
    if field.kind in ("integer", "decimal") and not _NUMBER.fullmatch(text):
        raise BadParameter(f"查询条件“{text[:20]}”应为数字")
    if field.kind == "date":
        day_of(text)
