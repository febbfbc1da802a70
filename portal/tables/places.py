"""Names of the village and town that a grid belongs to, read once for a whole table.

The names above stand in `full_name` for everybody who sees a grid; so the table is asked for them, whatever the scope. Rows are
only what the session sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.grids.models import Grid, GridLevel
from portal.grids.rules import GridStatus
from seeds.schema import Profile

_grid, _level = Grid.__table__, GridLevel.__table__


class Place(NamedTuple):
    """A grid as tables name it."""

    id: int
    path: str
    code: str
    name: str
    kind: str
    rank: int
    visits: bool
    active: bool

    @property
    def above(self) -> list[int]:
        """Ids from the top down to itself."""
        return [int(part) for part in self.path.split("/") if part]


@dataclass(frozen=True)
class Places:
    """The grids of a ground with those above them, by id. `village`, `town`: the ranks of these levels in the plan."""

    by_id: dict[int, Place]
    seen: frozenset[int]
    top: str
    village: int
    town: int

    @property
    def top_place(self) -> Place | None:
        """The grid of the ground; none where the ground is everything."""
        return next((place for place in self.by_id.values() if place.path == self.top), None)

    def at(self, grid_id: int | None, rank: int) -> Place | None:
        """The grid of this rank on the way up from a grid, itself included."""
        place = self.by_id.get(grid_id or 0)
        above = (self.by_id.get(each) for each in place.above) if place else iter(())
        return next((each for each in above if each and each.rank == rank), None)

    def village_of(self, grid_id: int | None) -> str:
        """The name of the village or community; above that level its own name."""
        found = self.at(grid_id, self.village) or self.by_id.get(grid_id or 0)
        return found.name if found else ""

    def town_of(self, grid_id: int | None) -> str:
        """The name of the township or street; empty above it."""
        found = self.at(grid_id, self.town)
        return found.name if found else ""

    def name_of(self, grid_id: int | None) -> str:
        """Its own name."""
        found = self.by_id.get(grid_id or 0)
        return found.name if found else ""

    def parent_of(self, grid_id: int) -> Place | None:
        """The grid above, when it lies below the village; so that cells can be listed under their grid."""
        above = self.by_id[grid_id].above
        found = self.by_id.get(above[-2]) if len(above) > 1 else None
        return found if found and found.rank > self.village else None

    def rows(self, rank: int | None) -> list[Place]:
        """The grids in use inside the ground and in sight, of this rank or (None) of the visited level, by code."""
        inside = (each for each in self.by_id.values() if each.active and each.id in self.seen)
        return sorted(
            (each for each in inside if (each.visits if rank is None else each.rank == rank)),
            key=lambda each: each.code,
        )


def places_below(session: Session, profile: Profile, top: str) -> Places:
    """The places of a ground, in two queries. `top`: the path of its grid, empty for everything."""
    above = [int(part) for part in top.split("/") if part]
    statement = (
        select(
            _grid.c.id, _grid.c.path, _grid.c.code, _grid.c.name, _grid.c.kind, _level.c.rank, _level.c.visits,
            _grid.c.status == GridStatus.ACTIVE,
        )
        .join(_level, _grid.c.level_id == _level.c.id)
        .where(or_(_grid.c.path.startswith(top, autoescape=True), _grid.c.id.in_(above)))
    )  # fmt: skip
    found = {row[0]: Place(*row) for row in session.execute(statement)}
    inside = session.scalars(select(Grid.id).where(Grid.path.startswith(top, autoescape=True)))
    ranks = {place: profile.place_level(place).rank for place in ("village", "town")}
    return Places(found, frozenset(inside), top, ranks["village"], ranks["town"])
