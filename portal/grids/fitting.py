"""Which grids do not fit the plan: codes against the scheme, sizes against the rules of their level and kind of place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from flask_appbuilder import Model
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.grids.codes import code_problem
from portal.grids.models import Grid, GridLevel
from portal.grids.rules import GridStatus
from seeds.schema import Profile
from seeds.sections.place import PlaceKind
from seeds.sections.tree import Level, SizeRule, SizeUnit

_grid = Grid.__table__
_level = GridLevel.__table__
_PLACES: dict[PlaceKind, str] = {"community": "社区", "village": "村", "any": ""}
_UNITS: dict[SizeUnit, str] = {"households": "户", "people": "人", "grids": "个下级网格"}


@dataclass(frozen=True)
class Misfit:
    """A grid outside the plan's rules: the figure (or code) and the rule it breaks, in words."""

    what: Literal["code", "size"]
    id: int
    grid: str
    figure: str
    rule: str

    def __str__(self) -> str:
        return f"{self.grid}：{self.figure}，{self.rule}" if self.what == "size" else f"{self.grid}：{self.rule}"


@dataclass(frozen=True)
class _Node:
    id: int
    path: str
    code: str
    name: str
    full_name: str
    kind: str
    level: str
    parent_id: int | None


def misfits(session: Session, profile: Profile, top: str = "/") -> list[Misfit]:
    """All grids in use below the path `top` (and that grid) which do not fit, in tree order, in scope or not."""
    nodes = {node.id: node for node in _nodes(session)}
    sizes = _sizes(session, nodes)
    levels = {level.key: level for level in profile.levels}
    found: list[Misfit] = []
    for node in nodes.values():
        if node.path.startswith(top) and node.level in levels:
            found += _of(profile, levels[node.level], node, nodes, sizes)
    return found


def _of(
    profile: Profile, level: Level, node: _Node, nodes: dict[int, _Node], sizes: dict[SizeUnit, Counter[int]]
) -> Iterator[Misfit]:
    parent = nodes.get(node.parent_id or 0)
    wrong = code_problem(
        profile, node.code, node.level, node.kind, parent.code if parent else "", parent.level if parent else ""
    )
    if wrong:
        yield Misfit("code", node.id, node.full_name, node.code, wrong)
    place = _place_of(profile, node, nodes)
    for unit in _UNITS:
        rule, size = rule_for(profile, level, unit, place, node.kind), sizes[unit][node.id]
        if rule is not None and not rule.allows(size):
            yield Misfit("size", node.id, node.full_name, f"{size} {_UNITS[unit]}", told(level, rule))


@dataclass(frozen=True)
class Planned:
    """How many grids of a level the plan foresees, and how many are in use."""

    level: str
    planned: int
    actual: int

    def __str__(self) -> str:
        gap = self.planned - self.actual
        told = f"还差 {gap} 个" if gap > 0 else f"多出 {-gap} 个" if gap < 0 else "与方案一致"
        return f"{self.level}：方案计划 {self.planned} 个，现有 {self.actual} 个，{told}"


def planned_numbers(session: Session, profile: Profile | None) -> list[Planned]:
    """The levels that the plan gives a number of grids for, over the whole place, in scope or not."""
    levels = [each for each in profile.levels if each.planned is not None] if profile else []
    counted = select(_level.c.key, func.count()).join(_grid, _grid.c.level_id == _level.c.id).group_by(_level.c.key)
    rows = session.execute(counted.where(_grid.c.status == GridStatus.ACTIVE)) if levels else ()
    actual = {str(row[0]): int(row[1]) for row in rows}
    return [Planned(each.short, each.planned or 0, actual.get(each.key, 0)) for each in levels]


def rule_for(profile: Profile, level: Level, unit: SizeUnit, place: PlaceKind, kind: str) -> SizeRule | None:
    """The rule of this unit that holds for a grid: one for its own kind before a general one, one for its place before one for any.

    General rules are about homes: a dedicated grid has to keep only those made for its kind."""
    dedicated = next((each.dedicated for each in profile.grid_kinds if each.key == kind), False)
    fitting = [
        rule for rule in level.sizes
        if rule.unit == unit and rule.place in (place, "any") and rule.grid_kind in ((kind,) if dedicated else (kind, None))
    ]  # fmt: skip
    fitting.sort(key=lambda rule: (rule.grid_kind is None, rule.place == "any"))
    return fitting[0] if fitting else None


def told(level: Level, rule: SizeRule) -> str:
    """A size rule in words: `社区的网格应有 500～800 户`."""
    if rule.minimum is not None and rule.maximum is not None:
        span = f"应有 {rule.minimum}～{rule.maximum} {_UNITS[rule.unit]}"
    elif rule.minimum is not None:
        span = f"应不少于 {rule.minimum} {_UNITS[rule.unit]}"
    else:
        span = f"应不多于 {rule.maximum} {_UNITS[rule.unit]}"
    where = _PLACES[rule.place]
    # At the level of villages themselves “村的村（社区）” would read oddly.
    subject = f"{where}的{level.short}" if where and where not in level.short else where or level.short
    return f"方案规定{subject}{span}"


def _nodes(session: Session) -> Iterator[_Node]:
    statement = (
        select(_grid.c.id, _grid.c.path, _grid.c.code, _grid.c.name, _grid.c.full_name, _grid.c.kind, _level.c.key, _grid.c.parent_id)
        .join(_level, _level.c.id == _grid.c.level_id)
        .where(_grid.c.status == GridStatus.ACTIVE)
        .order_by(_grid.c.path)
    )  # fmt: skip
    for row in session.execute(statement):
        yield _Node(*row)


def _sizes(session: Session, nodes: dict[int, _Node]) -> dict[SizeUnit, Counter[int]]:
    """Unit -> grid -> households and people in it and below it, and grids directly below it."""
    household, resident = (Model.metadata.tables[name] for name in ("household", "resident"))
    homes = session.execute(select(household.c.grid_id, func.count()).group_by(household.c.grid_id))
    people = session.execute(
        select(household.c.grid_id, func.count()).join(resident, resident.c.household_id == household.c.id).group_by(household.c.grid_id)
    )  # fmt: skip
    return {
        "households": _summed({int(grid): int(count) for grid, count in homes}, nodes),
        "people": _summed({int(grid): int(count) for grid, count in people}, nodes),
        "grids": Counter(node.parent_id for node in nodes.values() if node.parent_id is not None),
    }


def _summed(counts: dict[int, int], nodes: dict[int, _Node]) -> Counter[int]:
    total: Counter[int] = Counter()
    for grid, count in counts.items():
        for step in nodes[grid].path.strip("/").split("/") if grid in nodes else ():
            total[int(step)] += count
    return total


def _place_of(profile: Profile, node: _Node, nodes: dict[int, _Node]) -> PlaceKind:
    """Village or community, as the profile says of the grid or the nearest one above it, or as their names do."""
    kinds = {area.code: area.kind for area in profile.areas if area.kind != "any"}
    for step in reversed(node.path.strip("/").split("/")):
        above = nodes.get(int(step))
        if above is None:
            continue
        if above.code in kinds:
            return kinds[above.code]
        if above.name.endswith(("社区", "居委会")):
            return "community"
        if above.name.endswith(("村", "村委会")):
            return "village"
    return "any"
