"""Use cases of grids. They take a session, flush, and never commit."""

from __future__ import annotations

from typing import Any

from shapely import MultiPolygon
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.coverage import CoverageReport, check_coverage
from portal.foundation.errors import Refusal
from portal.grids import rules
from portal.grids.models import Grid
from portal.grids.rules import GridStatus


def check_grid(session: Session, grid: Grid) -> None:
    """Raise `Refusal` when code, dates, place in the tree or boundary break a rule."""
    _refuse(rules.code_problem(grid.code or ""), "code")
    _refuse(rules.period_problem(grid.valid_from, grid.valid_to), "valid_to")
    if grid.parent is not None and grid.level is not None:
        _refuse(rules.may_be_parent(grid.id, grid.level.rank, grid.parent.path, grid.parent.level.rank), "parent")
    if grid.boundary is not None:
        problems = boundary_problems(session, grid)
        _refuse(";".join(problems) or None, "boundary")


def boundary_problems(session: Session, grid: Grid) -> list[str]:
    """All that is wrong with the boundary of a grid among its parent, siblings and children."""
    parent = grid.parent
    above = (parent.name, parent.boundary) if parent is not None and parent.boundary is not None else None
    near = dict(_boundaries(session, Grid.parent_id == (parent.id if parent else None), Grid.id != (grid.id or 0)))
    below = _boundaries(session, Grid.parent_id == grid.id) if grid.id else []
    assert grid.boundary is not None
    return rules.boundary_problems(grid.boundary, above, near, below)


def coverage_of(session: Session, grid: Grid) -> CoverageReport | None:
    """How the children cover this grid; None when the grid or all its children have no boundary."""
    children = dict(_boundaries(session, Grid.parent_id == grid.id))
    return check_coverage(grid.boundary, children) if grid.boundary is not None and children else None


def _boundaries(session: Session, *conditions: Any) -> list[tuple[str, MultiPolygon]]:
    statement = select(Grid.name, Grid.boundary).where(
        Grid.boundary.is_not(None), Grid.status == GridStatus.ACTIVE, *conditions
    )
    return [(name, shape) for name, shape in session.execute(statement)]


def _refuse(problem: str | None, field: str) -> None:
    if problem:
        raise Refusal(problem, field)
