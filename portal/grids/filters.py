"""Searching by grid: everything in that grid and below it."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.models.filters import FilterRelation
from sqlalchemy import false, select

from portal.grids.models import Grid


class Within(FilterRelation):
    """The row's grid is that grid, or lies below it. A grid out of scope holds nothing."""

    name = "属于（含下级）"
    arg_name = "rel_o_m"
    holds_below = True
    """A tab filtered so shows which grid each row belongs to."""

    def apply(self, query: Any, value: Any) -> Any:
        """Narrow the query."""
        grid = self.datamodel.get_related_obj(self.column_name, value)
        if grid is None:
            return query.filter(false())
        inside = select(Grid.id).where(Grid.path.startswith(grid.path, autoescape=True))
        return query.filter(self.datamodel.get_relation_fk(self.column_name).in_(inside))
