"""Where the assessed work, and as what: for many assessments at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assessments.models import Assessment
from portal.assessments.rules import days_of
from portal.grids.models import Grid
from portal.members.models import Assignment

GRID = "网格"


@dataclass(frozen=True)
class Place:
    """A grid by its names from the top, its code and path, and the post held there."""

    names: tuple[str, ...] = ()
    code: str = ""
    path: str = ""
    post: str = ""

    @property
    def town(self) -> str:
        """The topmost grid."""
        return self.names[0] if self.names else ""

    @property
    def village(self) -> str:
        """The grid below the topmost; the topmost itself for what is its own."""
        return self.names[min(1, len(self.names) - 1)] if self.names else ""

    @property
    def inner(self) -> str:
        """All names below the village; the village itself for what is its own."""
        return "".join(self.names[2:]) or self.village

    @property
    def below(self) -> str:
        """All names below the topmost, or the topmost itself."""
        return "".join(self.names[1:]) or self.town


def places_of(session: Session, assessments: Iterable[Assessment], day: dt.date) -> dict[int, Place]:
    """By assessment id. A member stands where they were in office on `day`, but never after the period; else where they were
    last; else where their record is kept. Who may see an assessment may read the place, wherever it is."""
    kept = list(assessments)
    members = {each.member_id for each in kept if each.member_id is not None}
    rows = session.execute(
        select(Assignment, Grid)
        .join(Grid, Assignment.grid_id == Grid.id)
        .where(Assignment.member_id.in_(members))
        .order_by(Assignment.starts_on, Assignment.id),
        execution_options={"unscoped": True},
    ).all()
    held: dict[int, list[tuple[Assignment, Grid]]] = defaultdict(list)
    for assignment, grid in rows:
        held[assignment.member_id].append((assignment, grid))
    homes = _homes(session, kept)
    return {each.id: _place(each, held.get(each.member_id or 0, []), homes, day) for each in kept}


def _homes(session: Session, assessments: Sequence[Assessment]) -> dict[int, Grid]:
    """The grids of the assessed themselves."""
    wanted = {each.grid_id or (each.member.grid_id if each.member else None) for each in assessments} - {None}
    found = session.scalars(select(Grid).where(Grid.id.in_(wanted)), execution_options={"unscoped": True})
    return {grid.id: grid for grid in found}


def _place(
    assessment: Assessment, held: Sequence[tuple[Assignment, Grid]], homes: dict[int, Grid], day: dt.date
) -> Place:
    if assessment.grid_id is not None:
        return _named(homes.get(assessment.grid_id), GRID)
    days = days_of(assessment.period)
    when = min(day, days[1]) if days else day
    then = [pair for pair in held if pair[0].starts_on <= when and (pair[0].ends_on is None or pair[0].ends_on >= when)]
    chosen = then[0] if then else held[-1] if held else None
    if chosen:
        return _named(chosen[1], chosen[0].post)
    return _named(homes.get(assessment.member.grid_id) if assessment.member else None, "")


def _named(grid: Grid | None, post: str) -> Place:
    return Place(tuple(grid.full_name.split("/")), grid.code, grid.path, post) if grid else Place(post=post)
