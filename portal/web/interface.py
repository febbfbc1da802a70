"""The data interface of all screens: as FAB's, but writes raise what went wrong instead of flashing it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Load, selectinload

from portal.foundation.choices import Options
from portal.foundation.constraints import refusal_for
from portal.foundation.errors import Refusal
from portal.foundation.extra import PREFIX
from portal.foundation.geometry import Boundary, Location
from portal.foundation.sealed import Sealed
from portal.web.custom import custom_of, value_of
from portal.web.filters import PortalFilters, Searches
from portal.web.parameters import identity
from seeds.sections.fields import CustomField

Derive = Callable[[list[Any]], dict[str, dict[int, Any]]]
"""Rows -> column -> row id -> value, for columns that are worked out for a whole page at once."""


class Listed(dict[str, Any]):
    """The values of a row in a list, and the row they are of."""

    def __init__(self, values: Mapping[str, Any], item: Any) -> None:
        super().__init__(values)
        self.item = item


class PortalInterface(SQLAInterface):
    """Knows shapes, sealed and chosen columns; `add`, `edit`, `delete` commit, or roll back and raise (`Refusal` for a broken rule).

    A screen sets `choices`, `own_filters` (column -> filter classes), `loads` (relations fetched with the rows, dotted
    where nested) and `derive`.
    """

    filter_converter_class = Searches

    def __init__(self, obj: Any, session: Any = None) -> None:
        super().__init__(obj, session)
        self.choices: Mapping[str, Options] = {}
        self.own_filters: dict[str, list[Any]] = {}
        self.loads: tuple[str, ...] = ()
        self.derive: Derive | None = None

    # Columns

    def is_unsearchable(self, name: str) -> bool:
        """Whether the column has no text to search in."""
        return (
            self.is_boundary(name)
            or self.is_location(name)
            or self.is_binary(name)
            or self.is_json(name)
            or self.is_sealed(name)
        )

    def is_boundary(self, name: str) -> bool:
        """Whether the column holds a multipolygon."""
        return name in self.list_columns and isinstance(self.list_columns[name].type, Boundary)

    def is_location(self, name: str) -> bool:
        """Whether the column holds a point."""
        return name in self.list_columns and isinstance(self.list_columns[name].type, Location)

    def is_sealed(self, name: str) -> bool:
        """Whether the column is sealed at rest."""
        return name in self.list_columns and isinstance(self.list_columns[name].type, Sealed)

    def custom(self, name: str) -> CustomField | None:
        """The field of a town's own behind a column, or None."""
        return custom_of(self.obj).named(name) if name.startswith(PREFIX) else None

    def is_choice(self, name: str) -> bool:
        """Whether the column holds keys of a `Options`."""
        return name in self.choices

    def get_order_columns_list(self, list_columns: list[str] | None = None) -> list[str]:
        """The columns a list may be ordered by: those that the table has."""
        return [name for name in super().get_order_columns_list(list_columns) if name in self.list_columns]

    # Reading

    def get_filters(self, search_columns: Any = None, search_filters: Any = None) -> PortalFilters:
        """The filters of one request."""
        return PortalFilters(self.filter_converter_class, self, search_columns or [], search_filters)

    def apply_all(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        """Fetch the related rows that the page shows together with the rows, in one query a relation."""
        columns = kwargs.get("select_columns") or (args[5] if len(args) > 5 else None)
        query = super().apply_all(query, *args, **kwargs)
        return query if columns else query.options(*(self._load(path) for path in self.loads))

    def query(
        self, filters: Any = None, order_column: str = "", order_direction: str = "", *args: Any, **how: Any
    ) -> Any:
        """(count, rows of one page). Every order ends with the id: rows that are equal by it would change places from page to page."""
        order = (order_column, order_direction) if order_column else ("id", "asc")
        return super().query(filters, *order, *args, **how)

    def apply_order_by(self, query: Any, *args: Any, **how: Any) -> Any:
        """The order of a list, then the id."""
        return super().apply_order_by(query, *args, **{**how, "add_pk": True})

    def _apply_normal_col_select_option(self, query: Any, column: str) -> Any:
        field = self.custom(column)
        if field is None:
            return super()._apply_normal_col_select_option(query, column)
        wanted = (self.obj.extra, self.obj.kind) if field.kinds else (self.obj.extra,)
        return query.options(Load(self.obj).load_only(*wanted))

    def _load(self, path: str) -> Any:
        model, option = self.obj, None
        for name in path.split("."):
            attribute = getattr(model, name)
            option = selectinload(attribute) if option is None else option.selectinload(attribute)
            model = attribute.property.mapper.class_
        return option

    def get_related_obj(self, name: str, value: Any) -> Any:
        """The related row with that id, if the person may see it. Raises `BadParameter`."""
        text = str(value[0] if isinstance(value, list) and value else value)
        return self.session.get(self.get_related_model(name), identity(text))

    def get_many(self, ids: list[int], filters: Any) -> list[Any]:
        """The visible rows among these ids, in their order."""
        query = filters.apply_all(self.session.query(self.obj)).filter(self.obj.id.in_(ids))
        found = {row.id: row for row in query}
        return [found[each] for each in ids if each in found]

    def get_values(self, lst: list[Any], list_columns: list[str]) -> Iterator[Listed]:
        """The values of each row, derived ones worked out once for all."""
        derived = self.derive(lst) if self.derive and lst else {}
        for item in lst:
            values = {
                name: derived[name].get(item.id) if name in derived else self._value(item, name)
                for name in list_columns
            }
            yield Listed(values, item)

    def _value(self, item: Any, name: str) -> Any:
        field = self.custom(name)
        return value_of(item, field) if field else self._get_attr_value(item, name)

    def get_values_item(self, item: Any, show_columns: list[str]) -> list[Any]:
        """The values of one row."""
        return list(next(self.get_values([item], show_columns)).values())

    # Writing

    def add(self, item: Any, commit: bool = True) -> None:
        """Add and commit."""
        self.session.add(item)
        self._finish(commit)

    def edit(self, item: Any, commit: bool = True) -> None:
        """Commit the changes made to a loaded row."""
        self._finish(commit)

    def delete(self, item: Any, commit: bool = True) -> None:
        """Delete and commit."""
        self.session.delete(item)
        self._finish(commit)

    def _finish(self, commit: bool) -> None:
        try:
            if commit:
                self.session.commit()
        except SQLAlchemyError as error:
            self.session.rollback()
            refusal = refusal_for(error)
            if refusal:
                raise refusal from error
            raise
        except Refusal:
            self.session.rollback()
            raise
