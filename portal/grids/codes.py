"""The codes of grids by the profile's scheme: the next free one, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.grids.models import Grid, GridLevel
from portal.plans.current import profile_or_none
from seeds.schema import Profile

_UNKNOWN = "这一级的编码不能自动编出（官方编码或方案没有规定），请填写编码"


def fill_code(session: Session, grid: Grid) -> None:
    """Give a new grid without a code the next one of its level under its parent. Raises `Refusal` where none can be made."""
    if (grid.code or "").strip() or grid.level is None:
        return
    profile = profile_or_none(session)
    found = next_code(session, profile, grid.level, grid.parent, grid.kind) if profile else None
    if found is None:
        raise Refusal(_UNKNOWN, "code")
    grid.code = found


def next_code(
    session: Session, profile: Profile, level: GridLevel, parent: Grid | None, kind: str | None
) -> str | None:
    """The first free code, or None when the scheme cannot make one."""
    taken = session.execute(select(Grid.code), execution_options={"unscoped": True}).scalars()
    return free_code(profile, level.key, parent.code if parent else "", kind, set(taken))


def free_code(profile: Profile, level: str, parent: str, kind: str | None, taken: Collection[str]) -> str | None:
    """The first code of the level under `parent` that is not taken, or None when the scheme cannot make one."""
    return profile.code_scheme.next_code(level, parent, taken, digit_of(profile, kind))


def scheme_problem(profile: Profile, grid: Grid) -> str | None:
    """What is wrong with the code of a grid by the profile's scheme, its parent and its kind; None when it is in order."""
    parent = grid.parent
    return code_problem(
        profile, grid.code, grid.level.key, grid.kind, parent.code if parent else "", parent.level.key if parent else ""
    )


def code_problem(
    profile: Profile, code: str, level: str, kind: str, parent: str = "", parent_level: str = ""
) -> str | None:
    """As `scheme_problem`, from plain values. A parent whose level has no codes in the scheme says nothing about its children."""
    known = bool(parent_level) and profile.code_scheme.length_of(parent_level) is not None
    return profile.code_scheme.problem_with(code, level, parent if known else "", digit_of(profile, kind))


def digit_of(profile: Profile, kind: str | None) -> str | None:
    """The digit that stands for a kind of grid, or None."""
    found = profile.kind_named(kind) if kind else None
    return found.digit if found else None


def changed_code_problem(session: Session, grid: Grid) -> str | None:
    """As `scheme_problem` for what is being written now: a grid that keeps its old code, place and kind keeps it in peace."""
    profile = profile_or_none(session)
    if profile is None or grid.level is None:
        return None
    state: Any = inspect(grid).attrs
    touched = any(
        state[name].history.has_changes() for name in ("code", "level", "level_id", "parent", "parent_id", "kind")
    )
    return scheme_problem(profile, grid) if grid.id is None or touched else None
