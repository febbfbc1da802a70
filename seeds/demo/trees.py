"""One village and all that lies below it in a made-up tree."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from seeds.demo.codes import Codes
from seeds.demo.ladder import Ladder
from seeds.demo.naming import DEDICATED, bare_name, hamlets, numbered, quarters
from seeds.demo.places import Place
from seeds.demo.sizes import Setting, Sizes
from seeds.schema import Profile

_DEDICATED_LAND = 80
_EMPTY = "演示数据只装入了部分村（社区），这里没有住户"


@dataclass(frozen=True, slots=True)
class GridPlan:
    """A node of the tree before it has a boundary.

    `kind` is a key of the profile's kinds of grid. `area_share` is its part of its parent's area (siblings sum to 1);
    `serial` counts all nodes from 0; `visits`: households belong here; `remark`: what should be said about it."""

    code: str
    parent_code: str | None
    level_rank: int
    kind: str
    name: str
    households_planned: int
    area_share: float
    setting: Setting
    address_prefix: str
    serial: int = 0
    visits: bool = False
    dedicated: bool = False
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A plan and the nearest code at or above it that follows the profile's scheme."""

    plan: GridPlan
    anchor: str


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring villages under one grid: its name, its official code if it has one, the land it takes."""

    name: str
    official: str | None
    places: list[Place]
    land: float = 1.0


class Branches:
    """Makes the grids of a tree one after another."""

    def __init__(self, profile: Profile, ladder: Ladder, sizes: Sizes, rng: Random) -> None:
        self._profile, self._ladder, self._sizes, self._rng = profile, ladder, sizes, rng
        self._codes = Codes(profile.code_scheme)
        self._kind = next((kind for kind in profile.grid_kinds if not kind.dedicated), profile.grid_kinds[0])
        self._special = [kind for kind in profile.grid_kinds if kind.dedicated]
        self._extra = list(DEDICATED) if self._special and ladder.visiting > ladder.village else []
        self._quarters: Iterator[str] = iter(())

    def above(self, parent: Node | None, rank: int, group: Group) -> Node:
        """A grid above the villages: a real county or township with its code, or a made-up group of villages."""
        first = group.places[0]
        prefix = first.county if rank < self._ladder.township else f"{first.county}{first.township}"
        code = self._code(parent, rank, self._kind.digit, group.official)
        above = parent.plan.code if parent else None
        plan = GridPlan(code, above, rank, self._kind.key, group.name, 0, group.land, "town", prefix)
        return self._node(plan, parent)

    def village(self, parent: Node | None, place: Place, households: int) -> list[GridPlan]:
        """A real village or community, followed by all grids below it."""
        rank = self._ladder.village
        above = parent.plan.address_prefix if parent else f"{place.county}{place.township}"
        weight = land(place.setting, households)
        self._quarters = quarters(self._rng, place.setting)
        plan = GridPlan(
            self._code(parent, rank, self._kind.digit, place.code), parent.plan.code if parent else None, rank,
            self._kind.key, place.short_name, households, weight, place.setting, f"{above}{place.short_name}",
            visits=rank == self._ladder.visiting,
            remark="；".join(filter(None, (place.remark, None if households else _EMPTY))) or None,
        )  # fmt: skip
        return [plan, *(self._below(self._node(plan, parent), place) if households else ())]

    def _below(self, node: Node, place: Place) -> list[GridPlan]:
        rank = node.plan.level_rank + 1
        if rank > self._ladder.depth:
            return []
        ordinary = self._parts(node, place) if rank > self._ladder.visiting else self._children(node, place)
        made = [plan for child in ordinary for plan in (child.plan, *self._below(child, place))]
        if rank == self._ladder.visiting and self._extra and not node.plan.dedicated:
            made.append(self._dedicated(node, place))
        return made

    def _children(self, node: Node, place: Place) -> list[Node]:
        """The grids one rank further down, with their households."""
        plan, rank = node.plan, node.plan.level_rank + 1
        reserved = 1 if rank == self._ladder.visiting and self._extra else 0
        counts = self._sizes.split(self._rng, plan.level_rank, plan.setting, plan.households_planned, reserved)
        short = self._profile.level_at(rank).short
        natural = plan.setting == "village" and self._sizes.natural(rank, plan.setting)
        names = hamlets(place, short, len(counts)) if natural else numbered(short, len(counts))
        return [
            self._child(node, name, size, name if natural else None) for name, size in zip(names, counts, strict=True)
        ]

    def _parts(self, node: Node, place: Place) -> list[Node]:
        """Parts of a grid that is visited as a whole: they have land and people in charge, no households of their own."""
        plan = node.plan
        if plan.dedicated:
            return []
        rule = self._sizes.fan_rule(plan.level_rank, plan.setting)
        own = self._sizes.limits(plan.level_rank + 1, plan.setting).most
        count = max(2, min(4, round(plan.households_planned / min(own, 60.0))))
        if rule is not None:
            count = min(max(count, rule.minimum or 1), rule.maximum or count)
        return [
            self._child(node, name, 0) for name in numbered(self._profile.level_at(plan.level_rank + 1).short, count)
        ]

    def _child(self, node: Node, name: str, households: int, quarter: str | None = None) -> Node:
        """A made-up grid; `quarter`: how it stands in addresses, when that is its own name. Only where homes are it does at all."""
        parent, rank = node.plan, node.plan.level_rank + 1
        visits = rank == self._ladder.visiting
        own = (quarter or next(self._quarters)) if visits else ""
        plan = GridPlan(
            self._code(node, rank, self._kind.digit, None), parent.code, rank, self._kind.key, name, households,
            float(max(households, 1)), parent.setting, f"{parent.address_prefix}{own}", visits=visits,
        )  # fmt: skip
        return self._node(plan, node)

    def _dedicated(self, node: Node, place: Place) -> GridPlan:
        name = self._extra.pop(0)
        kind = next((kind for kind in self._special if name[-2:] in kind.name), self._special[0])
        return GridPlan(
            self._code(node, self._ladder.visiting, kind.digit, None), node.plan.code, self._ladder.visiting, kind.key,
            f"{bare_name(place)}{name}", 0, _DEDICATED_LAND, node.plan.setting, node.plan.address_prefix,
            visits=True, dedicated=True,
        )  # fmt: skip

    def _code(self, parent: Node | None, rank: int, kind_digit: str | None, official: str | None) -> str:
        level, above = self._profile.level_at(rank).key, parent.plan.code if parent else ""
        if official is not None:
            return self._codes.official(level, official, above, kind_digit)
        return self._codes.below(level, parent.anchor if parent else "", above, kind_digit)

    def _node(self, plan: GridPlan, parent: Node | None) -> Node:
        follows = self._codes.has_scheme(self._profile.level_at(plan.level_rank).key)
        return Node(plan, plan.code if follows else parent.anchor if parent else "")


def land(setting: Setting, households: int) -> float:
    """How much land a place takes among its neighbours: homes in villages stand on far more land than flats in town."""
    return (households + 60) * (1.0 if setting == "community" else 4.0)


def settled(plans: list[GridPlan]) -> list[GridPlan]:
    """The plans with every grid above the visiting level counting exactly the households below it."""
    below: dict[str, int] = {}
    for plan in reversed(plans):
        count = plan.households_planned if plan.visits else below.get(plan.code, 0)
        if plan.parent_code is not None:
            below[plan.parent_code] = below.get(plan.parent_code, 0) + count
    return [plan if plan.visits else replace(plan, households_planned=below.get(plan.code, 0)) for plan in plans]
