"""By what a figure is broken down: grids, villages, areas of members, departments, categories, classes.

Rows stand in the order of codes or names, never by their figures: nobody is ranked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from posixpath import commonpath, dirname

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.figures.grounds import NONE, Ground, inside, paths_held
from portal.figures.sources import Source
from portal.grids.models import Grid, GridLevel
from portal.grids.rules import GridStatus
from portal.issues.models import Department, IssueCategory
from portal.members.models import Member
from portal.plans.current import profile_or_none

AXES = {
    "grid": "网格", "village": "村（社区）", "member": "网格员责任区", "department": "承办部门", "category": "诉求类别",
    "class": "诉求分级",
}  # fmt: skip
"""What a table can be broken down by, and its name."""
BY_TREE = ("grid", "village", "member")
"""Axes that every measure has; the others only those of issues."""


@dataclass(frozen=True)
class Line:
    """One row of an axis: its name, the paths of the tree it takes in (where it does), and the limits it puts on a ground."""

    axis: str
    key: str
    name: str
    paths: tuple[str, ...] = ()

    def ground(self, whole: Ground) -> Ground:
        """The part of the ground that this row counts."""
        match self.axis:
            case "grid" | "village":
                return whole.within(grid=self.paths[0])
            case "member":
                return whole.within(member_id=int(self.key))
            case "department":
                return whole.within(department_id=int(self.key))
            case "category":
                return whole.within(category_id=int(self.key))
        return whole.within(issue_class=self.key)


def lines(session: Session, axis: str, ground: Ground) -> list[Line]:
    """The rows of the axis that lie in the ground, as far as the session sees them. Raises `KeyError` for an unknown axis."""
    return _LINES[axis](session, ground)


def offered(sources: Sequence[Source]) -> tuple[str, ...]:
    """The axes by which rows of all these sources can be broken down."""
    return tuple(axis for axis in AXES if axis in BY_TREE or all(axis in each.axes for each in sources))


def _grids(session: Session, ground: Ground) -> list[Line]:
    return _at(session, ground, "grid", _walked_rank(session))


def _villages(session: Session, ground: Ground) -> list[Line]:
    """The level that is called a village, else the one above the grids that are walked."""
    named = session.scalar(select(GridLevel.rank).where(GridLevel.key == "village"))
    return _at(session, ground, "village", named or max(_walked_rank(session) - 1, 1))


def _walked_rank(session: Session) -> int:
    """The rank of the level whose grids are walked; of the lowest where none is."""
    ranks = session.execute(select(GridLevel.rank, GridLevel.visits).order_by(GridLevel.rank)).all()
    return next((rank for rank, visits in ranks if visits), ranks[-1].rank if ranks else 1)


def _at(session: Session, ground: Ground, axis: str, rank: int) -> list[Line]:
    statement = (
        select(Grid.id, Grid.path, Grid.full_name)
        .join(GridLevel, Grid.level_id == GridLevel.id)
        .where(GridLevel.rank == rank, Grid.status == GridStatus.ACTIVE, *inside(session, ground, Grid.id))
        .order_by(Grid.code)
    )
    rows = session.execute(statement).all()
    common = _common([row.full_name for row in rows])
    return [Line(axis, str(row.id), row.full_name[common:], (row.path,)) for row in rows]


def _common(names: Sequence[str]) -> int:
    """How many letters of the names, up to a slash, all share: it goes without saying."""
    shared = commonpath(names) if len(names) > 1 else dirname("".join(names))
    return len(shared) + bool(shared)


def _members(session: Session, ground: Ground) -> list[Line]:
    held = paths_held(session, ground.first, ground.last)
    if ground.grid:
        held = {member: tuple(p for p in paths if p.startswith(ground.grid)) for member, paths in held.items()}
    rows = session.execute(
        select(Member.id, Member.name).where(Member.id.in_(held)).order_by(Member.grid_id, Member.id)
    )
    only = ground.member_id
    return [
        Line("member", str(row.id), row.name, held[row.id]) for row in rows if held[row.id] and only in (None, row.id)
    ]


def _departments(session: Session, _ground: Ground) -> list[Line]:
    rows = session.execute(select(Department.id, Department.name).order_by(Department.code))
    return [*(Line("department", str(row.id), row.name) for row in rows), Line("department", str(NONE), "未交办")]


def _categories(session: Session, _ground: Ground) -> list[Line]:
    rows = session.scalars(select(IssueCategory).order_by(IssueCategory.id))
    return [Line("category", str(row.id), str(row)) for row in rows]


def _classes(session: Session, _ground: Ground) -> list[Line]:
    profile = profile_or_none(session)
    classes = profile.casework.classes if profile else ()
    return [*(Line("class", each.key, each.name) for each in classes), Line("class", "", "未分级")]


_LINES: dict[str, Callable[[Session, Ground], list[Line]]] = {
    "grid": _grids, "village": _villages, "member": _members, "department": _departments, "category": _categories,
    "class": _classes,
}  # fmt: skip
