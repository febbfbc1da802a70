"""What opening a campaign would make: counts by object and place, grids without visitor, and who would be met twice."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from portal.campaigns.asked import RunningPhase, phases_of
from portal.campaigns.population import Area, due_of
from portal.campaigns.visitors import visitors
from portal.foundation.clock import today
from portal.grids.models import Grid
from seeds.sections.campaigns import Campaign as Section

SHOWN = 50
_grid: Any = Grid.__table__


@dataclass(frozen=True)
class Preview:
    """`objects`: (name, tasks; None where people pick them); `places`: (grid right below, tasks); `without`: grids whose tasks would
    have no visitor, by full name; `twice`: residents who fit two objects at once; `phases` on the days on which it would run."""

    starts_on: dt.date
    ends_on: dt.date
    phases: tuple[RunningPhase, ...]
    objects: list[tuple[str, int | None]]
    places: list[tuple[str, int]]
    without: list[str]
    twice: int

    @property
    def total(self) -> int:
        """All tasks."""
        return sum(count or 0 for _, count in self.objects)


def preview(session: Session, section: Section, grid: Grid, period: tuple[dt.date, dt.date]) -> Preview:
    """Count for a grid and all below it, by the profile in force. One query an object, and two for all grids."""
    area = Area(grid.path)
    counts: dict[str, Counter[int]] = {}
    for wanted in section.objects:
        found = due_of(area, section, wanted).subquery()
        rows = session.execute(select(found.c.grid_id, func.count()).group_by(found.c.grid_id))
        counts[wanted.key] = Counter() if wanted.chosen else Counter({row[0]: row[1] for row in rows})
    everywhere: Counter[int] = sum(counts.values(), Counter())
    who = visitors(session, set(everywhere), today(), 0)
    without = {
        grid_id for wanted in section.objects for grid_id in counts[wanted.key] if who.of(wanted, grid_id) is None
    }  # fmt: skip
    names = _names(session, grid)
    return Preview(
        *period, phases_of(section, *period),
        [(each.name, None if each.chosen else counts[each.key].total()) for each in section.objects],
        _by_place(names, grid, everywhere), sorted(names[each][1] for each in without if each in names), _twice(session, area, section),
    )  # fmt: skip


def _names(session: Session, grid: Grid) -> dict[int, tuple[str, str]]:
    """Grid -> (path, full name), inside."""
    rows = session.execute(
        select(_grid.c.id, _grid.c.path, _grid.c.full_name).where(_grid.c.path.startswith(grid.path, autoescape=True))
    )
    return {identity: (path, name) for identity, path, name in rows}


def _by_place(names: dict[int, tuple[str, str]], grid: Grid, counts: Counter[int]) -> list[tuple[str, int]]:
    """Added up for the grids right below, in the order of the tree."""
    found: Counter[int] = Counter()
    for grid_id, number in counts.items():
        found[below(grid.path, names[grid_id][0]) or grid_id] += number
    return [(names[each][1].rpartition("/")[2], found[each]) for each in sorted(found, key=lambda each: names[each][0])]


def below(path: str, inner: str) -> int | None:
    """The grid right below `path` on the way to `inner`; None when that is the grid itself."""
    rest = [part for part in inner.removeprefix(path).split("/") if part]
    return int(rest[0]) if rest else None


def _twice(session: Session, area: Area, section: Section) -> int:
    objects = [each for each in section.objects if not each.chosen]
    if len(objects) < len({each.subject for each in objects}) + 1:
        return 0
    found = union_all(*(select(due_of(area, section, each).subquery().c.subject) for each in objects)).subquery()
    more = select(found.c.subject).group_by(found.c.subject).having(func.count() > 1).subquery()
    return session.scalar(select(func.count()).select_from(more)) or 0
