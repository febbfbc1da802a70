"""What a person may see: the grids they are assigned to and everything below, or the issues of their department.

The session carries it; `row_rules` says what it means for each class, `row_guard` holds every statement and every flush to it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import Session

from portal.grids.models import Grid
from portal.members.models import Assignment

_KEY = "scope"
_grid = Grid.__table__
_assignment = Assignment.__table__


@dataclass(frozen=True)
class Scope:
    """What one person sees: grids by path prefix, issues of departments, their own member record, and their own imports.

    `whole`: the paths hold every grid there is (see `people.scope_for`), so nobody need look which; statements are then told
    nothing of grids, which over a million rows is most of their time.
    """

    paths: tuple[str, ...] = ()
    departments: tuple[int, ...] = ()
    member_id: int | None = None
    user_id: int | None = None
    whole: bool = False

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


def account_of(session: Session) -> int | None:
    """The account of who the session is bound to: what tells two people of one name apart. None on the command line."""
    scope = scope_of(session)
    return scope.user_id if scope else None


def grid_ids(scope: Scope) -> Select[Any]:
    """The ids of all grids inside, as a subquery."""
    if scope.whole:
        return select(_grid.c.id)
    inside = or_(false(), *(_grid.c.path.startswith(prefix, autoescape=True) for prefix in scope.paths))
    return select(_grid.c.id).where(inside)


def lies_inside(scope: Scope, column: Any) -> ColumnElement[bool]:
    """Whether a column with ids of grids names one inside; a foreign key, it can name no other where the scope is the whole tree."""
    if scope.whole:
        return pointing(column)
    return cast(ColumnElement[bool], column.in_(grid_ids(scope)))


def pointing(column: Any) -> ColumnElement[bool]:
    """Whether a foreign key points to anything; one that must, does."""
    return cast(ColumnElement[bool], column.is_not(None)) if _nullable(column) else true()


def _nullable(column: Any) -> bool:
    return bool(getattr(column, "nullable", True))


def in_force(day: dt.date | ColumnElement[Any]) -> ColumnElement[bool]:
    """The assignments that hold on that day, as a condition on their table."""
    return and_(_assignment.c.starts_on <= day, or_(_assignment.c.ends_on.is_(None), _assignment.c.ends_on >= day))
