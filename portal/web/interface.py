"""The data interface of all screens: as FAB's, but writes raise what went wrong instead of flashing it."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.models.sqla.filters import SQLAFilterConverter
from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy.exc import SQLAlchemyError

from portal.foundation.constraints import refusal_for
from portal.foundation.errors import Refusal
from portal.foundation.geometry import Boundary, Location


class _Searches(SQLAFilterConverter):
    """Shapes and photos are not searched by text."""

    conversion_table = (("is_unsearchable", []), *SQLAFilterConverter.conversion_table)


class PortalInterface(SQLAInterface):
    """Adds geometry columns; `add`, `edit` and `delete` commit or roll back and raise (`Refusal` where a rule was broken)."""

    filter_converter_class = _Searches

    def is_unsearchable(self, name: str) -> bool:
        """Whether the column has no text to search in."""
        return self.is_boundary(name) or self.is_location(name) or self.is_binary(name)

    def is_boundary(self, name: str) -> bool:
        """Whether the column holds a multipolygon."""
        return name in self.list_columns and isinstance(self.list_columns[name].type, Boundary)

    def is_location(self, name: str) -> bool:
        """Whether the column holds a point."""
        return name in self.list_columns and isinstance(self.list_columns[name].type, Location)

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

    def delete_all(self, items: list[Any]) -> None:
        """Delete all of these rows or none."""
        for item in items:
            self.session.delete(item)
        self._finish(True)

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
