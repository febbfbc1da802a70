"""What is worked out for grids a page at a time: area, and how many homes, people and other rows lie in them.

Whoever sees a grid sees everything below it, so the counts are taken without regard to scope. The tables of later concepts
are taken by name: a grid knows that it is pointed at, not by what.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask_appbuilder import Model
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from geo.measuring import area_m2
from portal.grids.models import Grid

_grid = Grid.__table__
_NOUNS = {
    "household": "户住户", "establishment": "家单位", "member": "名网格员的档案", "assignment": "条任职", "issue": "件诉求",
    "assessment": "份考核", "print_batch": "批印刷件", "print_order": "份分村印刷单", "wording": "份印刷文字",
}  # fmt: skip


def areas_km2(session: Session, grids: Iterable[Grid]) -> dict[int, float]:
    """Grid id -> square kilometres on the ellipsoid; grids without a boundary are left out."""
    wanted = [grid.id for grid in grids]
    rows = session.execute(select(Grid.id, Grid.boundary).where(Grid.id.in_(wanted), Grid.boundary.is_not(None)))
    return {grid_id: round(area_m2(shape) / 1e6, 2) for grid_id, shape in rows if shape is not None}


def households_and_people(session: Session, grids: Iterable[Grid]) -> dict[int, tuple[int, int]]:
    """Grid id -> (households, residents) in it and below it, in two queries."""
    paths = {grid.id: grid.path for grid in grids}
    households, people = (_by_path(session, paths.values(), with_people) for with_people in (False, True))
    return {grid_id: (_below(households, path), _below(people, path)) for grid_id, path in paths.items()}


def _by_path(session: Session, paths: Iterable[str], with_people: bool) -> dict[str, int]:
    household, resident = (Model.metadata.tables[name] for name in ("household", "resident"))
    source = _grid.join(household, household.c.grid_id == _grid.c.id)
    if with_people:
        source = source.join(resident, resident.c.household_id == household.c.id)
    inside = or_(*(_grid.c.path.startswith(path, autoescape=True) for path in paths))
    rows = session.execute(select(_grid.c.path, func.count()).select_from(source).where(inside).group_by(_grid.c.path))
    return {str(path): int(count) for path, count in rows}


def _below(counts: dict[str, int], path: str) -> int:
    return sum(count for each, count in counts.items() if each.startswith(path))


def what_remains(session: Session, grid: Grid) -> list[str]:
    """What still points at this grid, in words: `3 个下级网格`, `120 户住户` …; only such keeps it from being deleted."""
    children = session.scalar(select(func.count()).select_from(_grid).where(_grid.c.parent_id == grid.id)) or 0
    found = [(children, "个下级网格")]
    for name, noun in _NOUNS.items():
        table = Model.metadata.tables[name]
        count = session.scalar(select(func.count()).select_from(table).where(table.c.grid_id == grid.id))
        found.append((count or 0, noun))
    return [f"{count} {noun}" for count, noun in found if count]
