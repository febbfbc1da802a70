"""The top of the tree from the profile: a grid for every area it lists, with official code, level and parent."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.clock import today
from portal.foundation.errors import Refusal
from portal.foundation.quoting import quoted
from portal.grids.codes import code_problem, free_code
from portal.grids.models import Grid, GridLevel
from seeds.schema import Profile
from seeds.sections.place import Area


@dataclass
class Planted:
    """What was made, by full name, and how many areas had their grid already."""

    made: list[str] = field(default_factory=list)
    kept: int = 0


def plant_grids(session: Session, profile: Profile) -> Planted:
    """Make the grids that are missing. What stands is not touched, by whatever name; a second time nothing is made.

    Where the plan numbers villages itself instead of using official codes, they get the next number of their level.
    Raises `Refusal` when the profile lists no areas, or has levels that are not in force.
    """
    planting = _planting(session, profile)
    for area in planting.areas:
        planting.plant(area)
    return planting.result


def missing_areas(session: Session, profile: Profile) -> list[str]:
    """Names of the areas that have no grid yet. Raises `Refusal` as `plant_grids`."""
    planting = _planting(session, profile)
    return [area.name for area in planting.areas if not planting.stands(area)]


def _planting(session: Session, profile: Profile) -> _Planting:
    if not profile.areas:
        raise Refusal(f"方案{quoted(profile.meta.title)}没有列出村（社区），请在“网格”里逐个新增")
    levels = {level.key: level for level in session.scalars(select(GridLevel))}
    missing = sorted({area.level for area in profile.areas} - levels.keys())
    if missing:
        raise Refusal(f"还没有这些层级：{'、'.join(missing)}。请先应用方案{quoted(profile.meta.title)}")
    return _Planting(session, profile, levels)


class _Planting:
    def __init__(self, session: Session, profile: Profile, levels: dict[str, GridLevel]) -> None:
        self.session, self.profile, self.levels, self.result = session, profile, levels, Planted()
        self.by_area: dict[str, Grid] = {}
        self.areas = sorted(profile.areas, key=lambda area: levels[area.level].rank)
        unscoped = {"unscoped": True}
        self.grids = list(session.execute(select(Grid).order_by(Grid.id), execution_options=unscoped).scalars())
        self.by_code = {grid.code: grid for grid in self.grids}

    def plant(self, area: Area) -> None:
        parent = self._parent(area)
        found = self.by_code.get(area.code) or self._same(area, parent)
        if found is None:
            found = self._make(area, parent)
            self.result.made.append(found.full_name)
        else:
            self.result.kept += 1
        self.by_area[area.code] = found

    def stands(self, area: Area) -> bool:
        """Whether the area has a grid; those above it must have been asked before."""
        found = self.by_code.get(area.code) or self._same(area, self._parent(area))
        if found is not None:
            self.by_area[area.code] = found
        return found is not None

    def _parent(self, area: Area) -> Grid | None:
        """The grid of the area it lies under, else of the area whose code its own begins with, else the one top grid there is."""
        above = area.under or max(
            (code for code in self.by_area if area.code.startswith(code) and code != area.code), key=len, default=None
        )
        if above is not None and above in self.by_area:
            return self.by_area[above]
        tops = [
            grid for grid in self.grids if grid.parent_id is None and grid.level.rank < self.levels[area.level].rank
        ]
        return tops[0] if len(tops) == 1 else None

    def _same(self, area: Area, parent: Grid | None) -> Grid | None:
        """The grid of this name at its place: areas numbered by the plan do not stand under their official code."""
        parent_id, level_id = parent.id if parent else None, self.levels[area.level].id
        return next((
            grid for grid in self.grids if (grid.name, grid.parent_id, grid.level_id) == (area.name, parent_id, level_id)
        ), None)  # fmt: skip

    def _make(self, area: Area, parent: Grid | None) -> Grid:
        kind = self._kind(area.level)
        code = self._code(area, parent, kind)
        grid = Grid(
            code=code, name=area.name, level=self.levels[area.level], kind=kind, parent=parent, valid_from=today()
        )
        self.session.add(grid)
        self.session.flush()
        self.grids.append(grid)
        self.by_code[code] = grid
        return grid

    def _code(self, area: Area, parent: Grid | None, kind: str) -> str:
        """The official code, or as much of its end as the plan's numbers take, or the next number."""
        above = (parent.code, parent.level.key) if parent else ("", "")
        for code in (area.code, area.code[-(self.profile.code_scheme.length_of(area.level) or 20) :]):
            if code not in self.by_code and code_problem(self.profile, code, area.level, kind, *above) is None:
                return code
        return free_code(self.profile, area.level, above[0], kind, self.by_code.keys()) or area.code

    def _kind(self, level: str) -> str:
        fitting = [kind for kind in self.profile.grid_kinds if not kind.levels or level in kind.levels]
        usual = next((kind.key for kind in fitting if not kind.dedicated), None)
        return usual or (fitting or self.profile.grid_kinds)[0].key
