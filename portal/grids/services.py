"""Use cases of grids. They take a session, flush, and never commit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from shapely import MultiPolygon
from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from geo.coverage import CoverageReport, check_coverage
from portal.foundation.errors import Refusal, refuse
from portal.grids import codes, counts, rules
from portal.grids.models import Grid, GridLevel
from portal.grids.rules import GridStatus, Rung
from portal.plans.current import profile_or_none


def check_grid(session: Session, grid: Grid) -> None:
    """Number a new grid whose code is left open. Raise `Refusal` when code, dates, place in the tree or boundary break a rule."""
    with session.no_autoflush:
        place = _place_problem(session, grid)
        _refuse(place, "parent")
        codes.fill_code(session, grid)
    found = {
        "code": rules.code_problem(grid.code or "") or codes.changed_code_problem(session, grid),
        "valid_to": rules.period_problem(grid.valid_from, grid.valid_to),
        "kind": _kind_problem(session, grid),
        "boundary": ";".join(boundary_problems(session, grid)) or None,
    }
    refuse(*((problem, field) for field, problem in found.items() if problem))


def _place_problem(session: Session, grid: Grid) -> str | None:
    """Why the grid cannot hang below its parent; one that keeps its place, level and kind keeps them in peace."""
    if grid.parent is None or grid.level is None:
        return None
    rank, above = grid.level.rank, grid.parent.level.rank
    problem = rules.may_be_parent(grid.id, rank, grid.parent.path, above)
    state: Any = inspect(grid).attrs
    moved = any(state[name].history.has_changes() for name in ("level", "level_id", "parent", "parent_id", "kind"))
    if problem or is_dedicated(session, grid.kind) or not (moved or grid.id is None):
        return problem
    return rules.skipped_level(rungs(session), rank, above)


def rungs(session: Session) -> list[Rung]:
    """The levels in force."""
    return [Rung(level.rank, level.name, level.visits) for level in session.scalars(select(GridLevel))]


def is_dedicated(session: Session, kind: str | None) -> bool:
    """Whether grids of this kind belong to a school, market or park: they stand wherever that is."""
    profile = profile_or_none(session)
    found = profile.kind_named(kind) if profile and kind else None
    return found is not None and found.dedicated


def kind_problem(session: Session, kind: str | None, level: str | None) -> str | None:
    """Why no grid of this level can be of this kind, or None."""
    profile = profile_or_none(session)
    found = profile.kind_named(kind) if profile and kind else None
    if profile is None or found is None or not found.levels or level is None or level in found.levels:
        return None
    shorts = "、".join(each.short for each in profile.levels if each.key in found.levels)
    return f"“{found.name}”只用于{shorts}一级的网格"


def _kind_problem(session: Session, grid: Grid) -> str | None:
    """The same of a grid whose kind or level changes."""
    state: Any = inspect(grid).attrs
    if grid.id is not None and not any(state[name].history.has_changes() for name in ("level", "level_id", "kind")):
        return None
    return kind_problem(session, grid.kind, grid.level.key if grid.level else None)


def check_official(grid: Grid) -> None:
    """Raise `Refusal` when the code or the level of a stored grid is about to change."""
    for name, label in (("code", "编码"), ("level", "层级")):
        history: Any = inspect(grid).attrs[name].history
        if list(history.deleted or ()) != list(history.added or ()):
            raise Refusal(f"{label}只能由综治中心修改", name)


def boundary_problems(session: Session, grid: Grid) -> list[str]:
    """All that is wrong with the boundary of a grid among its parent, siblings and children."""
    if grid.boundary is None:
        return []
    parent_id = grid.parent.id if grid.parent is not None else grid.parent_id
    above = next(iter(_boundaries(session, Grid.id == parent_id)), None) if parent_id else None
    near = dict(_boundaries(session, Grid.parent_id == parent_id, Grid.id != (grid.id or 0)))
    below = _boundaries(session, Grid.parent_id == grid.id) if grid.id else []
    return rules.boundary_problems(grid.boundary, above, near, below)


def retire_grid(session: Session, grid: Grid, day: dt.date) -> None:
    """Take a grid out of use on that day. Raises `Refusal` while active grids lie below it or households in it."""
    if grid.status == GridStatus.RETIRED:
        raise Refusal(f"“{grid.name}”已经停用")
    check_retirement(session, grid)
    _refuse(rules.period_problem(grid.valid_from, day), "valid_to")
    grid.status, grid.valid_to = GridStatus.RETIRED, day
    session.flush()


def reactivate_grid(session: Session, grid: Grid) -> None:
    """Take a retired grid into use again. Raises `Refusal` below a retired grid, or where its place has been taken."""
    if grid.status == GridStatus.ACTIVE:
        raise Refusal(f"“{grid.name}”正在启用")
    if grid.parent_id and _status(session, grid.parent_id) == GridStatus.RETIRED:
        raise Refusal(f"“{grid.name}”的上级网格已停用，请先恢复上级网格", "status")
    with session.no_autoflush:
        grid.status, grid.valid_to = GridStatus.ACTIVE, None
        check_grid(session, grid)
    session.flush()


def _status(session: Session, grid_id: int) -> str | None:
    """The status of a grid, in scope or not."""
    statement = select(Grid.status).where(Grid.id == grid_id)
    return session.execute(statement, execution_options={"unscoped": True}).scalar()


def check_retirement(session: Session, grid: Grid) -> None:
    """Raise `Refusal` while active grids lie below this grid or households in it."""
    below = session.scalar(
        select(func.count(Grid.id)).where(Grid.parent_id == grid.id, Grid.status == GridStatus.ACTIVE)
    )
    if below:
        raise Refusal(f"“{grid.name}”还有 {below} 个启用的下级网格，请先停用它们", "status")
    households, _people = counts.households_and_people(session, [grid])[grid.id]
    if households:
        raise Refusal(
            f"“{grid.name}”还有 {households} 户住户，请先在“住户”中勾选它们，用“调整网格”移到其他网格", "status"
        )


def check_removal(session: Session, grid: Grid) -> None:
    """Raise `Refusal` naming all that still belongs to this grid."""
    remains = counts.what_remains(session, grid)
    if remains:
        raise Refusal(f"“{grid.name}”还有 {'、'.join(remains)}，不能删除；不再使用的网格请停用")


def coverage_of(session: Session, grid: Grid) -> CoverageReport | None:
    """How the children cover this grid; None when the grid or all its children have no boundary."""
    children = dict(_boundaries(session, Grid.parent_id == grid.id))
    return check_coverage(grid.boundary, children) if grid.boundary is not None and children else None


def _boundaries(session: Session, *conditions: Any) -> list[tuple[str, MultiPolygon]]:
    """Names and shapes of active grids, in scope or not: the neighbour that a boundary cuts into must be named."""
    statement = select(Grid.name, Grid.boundary).where(
        Grid.boundary.is_not(None), Grid.status == GridStatus.ACTIVE, *conditions
    )
    rows = session.execute(statement, execution_options={"unscoped": True})
    return [(name, shape) for name, shape in rows if shape is not None]


def _refuse(problem: str | None, field: str) -> None:
    if problem:
        raise Refusal(problem, field)
