"""Keeps the derived columns of the tree true: `path` (`/1/12/57/`) and `full_name` (`镇/村/网格`), for a grid and all below it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, event, func, inspect, select, update
from sqlalchemy.orm import Mapper
from sqlalchemy.orm.attributes import set_committed_value

from portal.grids.models import Grid

_grid = Grid.__table__


def install() -> None:
    """Listen to every grid that is written through the ORM (once a process)."""
    if not event.contains(Grid, "after_insert", _after_insert):
        event.listen(Grid, "after_insert", _after_insert)
        event.listen(Grid, "after_update", _after_update)


def derived(connection: Connection, grid_id: int, parent_id: int | None, name: str) -> tuple[str, str]:
    """(path, full name) of a grid below that parent."""
    if parent_id is None:
        return f"/{grid_id}/", name
    above = connection.execute(select(_grid.c.path, _grid.c.full_name).where(_grid.c.id == parent_id)).one()
    return f"{above.path}{grid_id}/", f"{above.full_name}/{name}"


def _after_insert(_mapper: Mapper[Any], connection: Connection, grid: Grid) -> None:
    path, full_name = derived(connection, grid.id, grid.parent_id, grid.name)
    connection.execute(update(_grid).where(_grid.c.id == grid.id).values(path=path, full_name=full_name))
    _set(grid, path, full_name)


def _after_update(_mapper: Mapper[Any], connection: Connection, grid: Grid) -> None:
    changed: Any = inspect(grid).attrs
    if not (changed.parent_id.history.has_changes() or changed.name.history.has_changes()):
        return
    path, full_name = derived(connection, grid.id, grid.parent_id, grid.name)
    connection.execute(
        update(_grid)
        .where(_grid.c.path.startswith(grid.path, autoescape=True))
        .values(
            path=path + func.substr(_grid.c.path, len(grid.path) + 1),
            full_name=full_name + func.substr(_grid.c.full_name, len(grid.full_name) + 1),
        )
    )
    _set(grid, path, full_name)


def _set(grid: Grid, path: str, full_name: str) -> None:
    set_committed_value(grid, "path", path)
    set_committed_value(grid, "full_name", full_name)
