"""How lists are searched: filters whose values are checked first, so that nonsense is a 400 and never reaches the database."""

from __future__ import annotations

import re
from typing import Any

from flask_appbuilder.models.filters import BaseFilter, Filters
from flask_appbuilder.models.sqla.filters import (
    FilterEqual,
    FilterGreater,
    FilterNotEqual,
    FilterRelationManyToManyEqual,
    FilterRelationOneToManyEqual,
    FilterSmaller,
    SQLAFilterConverter,
)
from sqlalchemy import false, or_

from portal.foundation.errors import BadParameter
from portal.web.custom_search import check_custom, filters_for
from portal.web.searches import YES_NO, Since, Truth, Until
from portal.web.text import cleaned, plain

MAX_LENGTH = 100


class Contains(BaseFilter):
    """The text contains all words; codes and numbers are looked for as they are stored."""

    name = "包含"
    arg_name = "ct"

    def apply(self, query: Any, value: Any) -> Any:
        """Narrow the query; `%` and `_` mean themselves."""
        column = getattr(self.model, self.column_name)
        for word in (cleaned(self.column_name, str(value)) or "").split():
            query = query.filter(or_(*(column.icontains(each, autoescape=True) for each in {word, plain(word)})))
        return query


class Equal(FilterEqual):
    """The same value."""

    name = "等于"


class Unequal(FilterNotEqual):
    """Another value."""

    name = "不等于"


class Belongs(FilterRelationOneToManyEqual):
    """Points to that row. A row out of scope has none."""

    name = "是"

    def apply(self, query: Any, value: Any) -> Any:
        """Narrow the query."""
        row = self.datamodel.get_related_obj(self.column_name, value)
        return query.filter(false() if row is None else getattr(self.model, self.column_name) == row)


class Among(FilterRelationManyToManyEqual):
    """That row is among the related ones. A row out of scope is among none."""

    name = "含有"

    def apply_item(self, query: Any, field: Any, value_item: Any) -> Any:
        """Narrow the query."""
        row = self.datamodel.get_related_obj(self.column_name, value_item)
        return query.filter(false() if row is None else field.contains(row))


class PortalFilters(Filters):
    """The filters of one request. REST names a filter by its `arg_name`, looked up on its column."""

    def add_filter_index(self, column_name: str, filter_instance_index: int, value: Any) -> None:
        """Add a filter of an address; searches without a column of the table are known here only."""
        if column_name in self._search_filters:
            self._add_filter(self._search_filters[column_name][filter_instance_index], value)
        else:
            super().add_filter_index(column_name, filter_instance_index, value)

    def rest_add_filters(self, data: list[dict[str, Any]]) -> None:
        """Add the filters of a REST call. Raises `BadParameter` for a column, operation or value that makes no sense."""
        for each in data:
            column, operation = each.get("col"), each.get("opr")
            known = self._search_filters.get(column, ())
            found = next((one for one in known if one.arg_name == operation), None)
            if found is None or "value" not in each:
                raise BadParameter(f"不能按“{str(column)[:30]}”的“{str(operation)[:10]}”查询")
            check_value(self.datamodel, str(column), each["value"])
            self._add_filter(found, each["value"])


def check_value(datamodel: Any, column: str, value: Any) -> None:
    """Raise `BadParameter` when no such value can stand in that column."""
    text = str(value)
    if isinstance(value, (dict, list)) or len(text) > MAX_LENGTH or "\x00" in text:
        raise BadParameter("查询的内容不对，最长 100 个字")
    field = datamodel.custom(column)
    if field is not None:
        check_custom(field, text)
    truths = [each for each in datamodel.own_filters.get(column, ()) if issubclass(each, Truth)]
    if truths and text not in dict(YES_NO):
        raise BadParameter("是否类的查询条件应为 y 或 n")
    whole = datamodel.is_relation(column) or datamodel.is_integer(column)
    if whole and not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise BadParameter(f"查询条件“{text[:20]}”应为整数")
    if datamodel.is_numeric(column) and not re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,6})?", text):
        raise BadParameter(f"查询条件“{text[:20]}”应为数字")


class Searches(SQLAFilterConverter):
    """Which filters a column has; the first is the usual one. A screen may name its own in the interface's `own_filters`."""

    conversion_table: Any = (
        ("is_unsearchable", []),
        ("is_choice", [Equal, Unequal]),
        ("is_relation_many_to_one", [Belongs]),
        ("is_relation_one_to_one", [Belongs]),
        ("is_relation_many_to_many", [Among]),
        ("is_relation_one_to_many", [Among]),
        ("is_date", [Equal, Since, Until]),
        ("is_datetime", [Since, Until]),
        ("is_boolean", [Equal, Truth]),
        ("is_string", [Contains, Equal]),
        ("is_integer", [Equal, FilterGreater, FilterSmaller]),
        ("is_numeric", [Equal, FilterGreater, FilterSmaller]),
    )

    def convert(self, col_name: str) -> Any:
        """The filters of a column."""
        field = self.datamodel.custom(col_name)
        if field is not None:
            return filters_for(field, self.datamodel)
        own = self.datamodel.own_filters.get(col_name)
        return [each(col_name, self.datamodel) for each in own] if own else super().convert(col_name)
