"""Visible grids as the options of a sheet's column: by code, shown by the shortest name that no other grid shares."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from portal.grids.models import Grid
from portal.grids.rules import GridStatus


class GridChoices:
    """All visible grids, or those that meet one of these conditions on `Grid`."""

    def __init__(self, session: Session, *conditions: ColumnElement[bool]) -> None:
        statement = select(Grid.id, Grid.code, Grid.name, Grid.full_name, Grid.status, Grid.path).order_by(Grid.path)
        rows = list(session.execute(statement.where(or_(*conditions)) if conditions else statement))
        shared = _names(session)
        self.options = tuple((row.code, _label(row.name, row.full_name, shared)) for row in rows)
        self.ids = {row.code: int(row.id) for row in rows}
        self.paths = {int(row.id): str(row.path) for row in rows}
        self.codes = {identity: code for code, identity in self.ids.items()}
        self.retired = {int(row.id): str(row.name) for row in rows if row.status == GridStatus.RETIRED}

    def problem(self, grid_id: int | None) -> str | None:
        """Why nothing can be put into this grid, or nothing."""
        name = self.retired.get(grid_id or 0)
        return f"网格“{name}”已停用" if name else None


def _names(session: Session) -> Counter[str]:
    """How many grids bear each name, in scope or not: a sheet reads the same for everybody."""
    return Counter(session.scalars(select(Grid.name), execution_options={"unscoped": True}))


def _label(name: str, full_name: str, shared: Counter[str]) -> str:
    return name if shared[name] == 1 else full_name or name
