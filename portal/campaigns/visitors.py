"""Who visits in which grid: the pairs of the campaign, else who holds a role that the plan sends, else who looks after the grid."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.campaigns.models import VisitorArea
from portal.grids.models import Grid, GridLevel
from portal.members.models import Assignment
from portal.members.posts import posts_of
from portal.members.rules import Duty
from seeds.sections.campaigns import VisitObject

_LOOKING_AFTER = (Duty.MEMBER, Duty.HELPER)
_grid: Any = Grid.__table__
_level: Any = GridLevel.__table__
_assignment: Any = Assignment.__table__
_area: Any = VisitorArea.__table__

Held = dict[int, dict[str, list[int]]]
"""Grid -> role or duty -> members."""


@dataclass
class Visitors:
    """Who visits: pairs by object and grid, holders of roles and duties by grid; `order`: place of a grid among all."""

    paths: Mapping[int, str]
    pairs: dict[tuple[str, int], list[int]] = field(default_factory=lambda: defaultdict(list))
    roles: Held = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    duties: Held = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))

    def of(self, wanted: VisitObject, grid_id: int) -> int | None:
        """The member who visits this object in this grid, or None. Several who fit equally share the grids by turns."""
        found = self._paired(wanted, grid_id) or self._holding(self.roles, wanted.visited_by, grid_id)
        found = found or self._holding(self.duties, _LOOKING_AFTER, grid_id)
        return found[grid_id % len(found)] if found else None

    def is_paired(self, wanted: VisitObject, grid_id: int) -> bool:
        """Whether a pair of the campaign says who visits."""
        return bool(self._paired(wanted, grid_id))

    def _way_up(self, grid_id: int) -> Iterator[int]:
        """The grid and all above it, the nearest first."""
        return (int(part) for part in reversed(self.paths.get(grid_id, "").split("/")) if part)

    def _paired(self, wanted: VisitObject, grid_id: int) -> list[int]:
        for above in self._way_up(grid_id):
            for key in (wanted.key, ""):
                found = self.pairs.get((key, above))
                if found:
                    return found
        return []

    def _holding(self, held: Held, keys: Sequence[str], grid_id: int) -> list[int]:
        for above in self._way_up(grid_id):
            for key in keys:
                found = held[above][key] if above in held else []
                if found:
                    return found
        return []


def visitors(session: Session, grid_ids: Collection[int], day: dt.date, campaign_id: int) -> Visitors:
    """Who visits in these grids on that day in a campaign. Reads tables: it is not narrowed to a person."""
    own = session.execute(select(_grid.c.path).where(_grid.c.id.in_(grid_ids))).scalars()
    wanted = {int(part) for path in own for part in path.split("/") if part}
    columns = (_grid.c.id, _grid.c.path, _grid.c.kind, _level.c.key)
    grids = session.execute(
        select(*columns).join(_level, _level.c.id == _grid.c.level_id).where(_grid.c.id.in_(wanted))
    ).all()
    found, places = Visitors({row.id: row.path for row in grids}), {row.id: (row.key, row.kind) for row in grids}
    posts = posts_of(session)
    for grid_id, role, duty, member_id in session.execute(_in_office(day, wanted)):
        named = posts.role_in(role, duty, *places[grid_id])
        if named is not None:
            found.roles[grid_id][named.key].append(member_id)
        found.duties[grid_id][duty].append(member_id)
    pairs = select(_area.c.object, _area.c.grid_id, _area.c.member_id).where(_area.c.campaign_id == campaign_id)
    for object_, grid_id, member_id in session.execute(pairs.order_by(_area.c.member_id)):
        found.pairs[object_, grid_id].append(member_id)
    return found


def _in_office(day: dt.date, grid_ids: Collection[int]) -> Any:
    columns = (_assignment.c.grid_id, _assignment.c.role, _assignment.c.duty, _assignment.c.member_id)
    held = (_assignment.c.starts_on <= day, or_(_assignment.c.ends_on.is_(None), _assignment.c.ends_on >= day))
    return select(*columns).where(*held, _assignment.c.grid_id.in_(grid_ids)).order_by(_assignment.c.member_id)
