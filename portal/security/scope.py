"""What a person may see: the grids they are assigned to and everything below, or the issues of their department.

The session carries it; `row_rules` says what it means for each class, `row_guard` holds every statement and every flush to it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import Session

from portal.grids.models import Grid
from portal.members.models import Assignment

_KEY = "scope"
_grid = Grid.__table__
_assignment = Assignment.__table__


@dataclass(frozen=True)
class Scope:
    """What one person sees: grids by path prefix, issues of departments, their own member record, and their own imports."""

    paths: tuple[str, ...] = ()
    departments: tuple[int, ...] = ()
    member_id: int | None = None
    user_id: int | None = None

    def holds(self, path: str) -> bool:
        """Whether a grid with this path lies inside."""
        return any(path.startswith(prefix) for prefix in self.paths)

    @property
    def key(self) -> tuple[Any, ...]:
        """A value that is equal for equal scopes; for caches."""
        return (self.paths, self.departments, self.member_id)


NOTHING = Scope()


def set_scope(session: Session, scope: Scope | None) -> None:
    """Bind the session to a scope; None lifts it (command line and jobs only)."""
    if scope is None:
        session.info.pop(_KEY, None)
    else:
        session.info[_KEY] = scope


def scope_of(session: Session) -> Scope | None:
    """The scope the session is bound to."""
    scope: Scope | None = session.info.get(_KEY)
    return scope


def grid_ids(scope: Scope) -> Select[Any]:
    """The ids of all grids inside, as a subquery."""
    inside = or_(false(), *(_grid.c.path.startswith(prefix, autoescape=True) for prefix in scope.paths))
    return select(_grid.c.id).where(inside)


def in_force(day: dt.date) -> ColumnElement[bool]:
    """The assignments that hold on that day, as a condition on their table."""
    return and_(_assignment.c.starts_on <= day, or_(_assignment.c.ends_on.is_(None), _assignment.c.ends_on >= day))
