"""Which level deals with an issue: the grids from its own up to the root, and the one that holds it now.

Who passes an issue up need not see the grid above. The way up is therefore read from the tables, not through the classes that
are narrowed to a person, and only ids and names are taken from it.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from portal.grids.models import Grid, GridLevel
from portal.issues.models import Issue
from portal.plans.current import profile_or_none
from seeds.sections.casework import Step
from seeds.sections.limits import TimeLimit

_grid, _level, _issue = Grid.__table__, GridLevel.__table__, Issue.__table__


class Rung(NamedTuple):
    """A grid on the way up."""

    id: int
    name: str
    path: str
    level: str


def way_up(session: Session, grid_id: int) -> tuple[Rung, ...]:
    """The grid itself, its parent and so on to the root."""
    with session.no_autoflush:
        path = session.scalar(select(_grid.c.path).where(_grid.c.id == grid_id)) or ""
        ids = [int(part) for part in path.split("/") if part]
        columns = (_grid.c.id, _grid.c.full_name, _grid.c.path, _level.c.key)
        rows = session.execute(
            select(*columns).join(_level, _level.c.id == _grid.c.level_id).where(_grid.c.id.in_(ids))
        )
        found = {row.id: Rung(row.id, row.full_name, row.path, row.key) for row in rows}
    return tuple(found[each] for each in reversed(ids) if each in found)


def holder_of(rungs: tuple[Rung, ...], issue: Issue) -> Rung:
    """Who holds it: its own grid when nobody else does."""
    return next((rung for rung in rungs if rung.id == issue.holder_id), rungs[0])


def at_level(rungs: tuple[Rung, ...], level: str | None) -> Rung | None:
    """The grid of this level on the way up."""
    return next((rung for rung in rungs if level and rung.level == level), None)


def above(rungs: tuple[Rung, ...], holder: Rung) -> Rung | None:
    """The next one up; None at the top."""
    place = rungs.index(holder) + 1
    return rungs[place] if place < len(rungs) else None


def below(rungs: tuple[Rung, ...], holder: Rung) -> Rung | None:
    """The next one down towards the issue's own grid; None there."""
    place = rungs.index(holder) - 1
    return rungs[place] if place >= 0 else None


def put(session: Session, issue: Issue, rung: Rung) -> None:
    """Let this grid hold the issue. `issue` is stored already."""
    session.execute(update(_issue).where(_issue.c.id == issue.id).values(holder_id=rung.id))
    set_committed_value(issue, "holder_id", rung.id)
    session.expire(issue, ["holder", "holder_name"])


def goes_beyond(session: Session) -> bool:
    """Whether the plan's escalation goes on above the tree: to a county or a platform that keeps no grids here."""
    profile = profile_or_none(session)
    return bool(profile) and any(step.level is None for step in profile.casework.escalation)  # type: ignore[union-attr]


def level_limit(session: Session, rungs: tuple[Rung, ...], holder: Rung) -> TimeLimit | None:
    """How long this level may keep an issue: its own time to settle it, else the time to pass it on where there is a level above."""
    profile = profile_or_none(session)
    if profile is None:
        return None
    part: Step | None = next((step for step in profile.casework.escalation if step.level == holder.level), None)
    if part and part.limit:
        return part.limit
    passing = (part.pass_up if part else None) or profile.casework.pass_up
    return passing if above(rungs, holder) else None
