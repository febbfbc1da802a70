"""The made-up tree of grids over real villages and communities."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle, islice
from random import Random
from typing import Literal

from seeds.demo.places import Place

Setting = Literal["town", "community", "village"]

_DIRECTIONS = ("东组", "西组", "南组", "北组", "新庄")
_ESTATES = (
    "锦绣家园", "安居苑", "和顺花园", "凤山小区", "龙河佳苑", "阳光新城", "康宁小区", "翠微苑", "幸福里", "吉祥家园",
    "清华园", "丰收小区", "滨河花园", "书香苑", "朝阳小区", "团结新村", "福泽园", "永安里", "青松苑", "惠民小区",
)  # fmt: skip
_NUMERALS = "一二三四五六七八九十"
_DEDICATED = ("中心学校", "医院", "集贸市场")
_PER_GRID = 640
_LIMITS = (505, 795)


@dataclass(frozen=True)
class GridPlan:
    """A node of the tree before it has a boundary.

    `area_share` is its part of its parent's area (siblings sum to 1); `serial` counts all nodes from 0."""

    code: str
    parent_code: str | None
    level_rank: int
    kind: Literal["ordinary", "dedicated"]
    name: str
    households_planned: int
    area_share: float
    setting: Setting
    address_prefix: str
    serial: int = 0


def plan_grids(places: list[Place], *, seed: int = 7, households: int = 8000) -> list[GridPlan]:
    """Town(s), villages and grids, parents before children; ordinary grids sum to about `households`.

    Community grids hold 500–800 households, village grids are natural villages; three dedicated grids hold none.
    Empty for no places."""
    rng = Random(f"grids:{seed}")
    sizes = _sizes(rng, places, households)
    estates = cycle(rng.sample(_ESTATES, len(_ESTATES)))
    nodes = [node for town in _townships(places) for node in _township(town, sizes, estates)]
    return [replace(node, serial=serial) for serial, node in enumerate(nodes)]


def _townships(places: list[Place]) -> list[list[Place]]:
    codes = dict.fromkeys(place.township_code for place in places)
    return [[place for place in places if place.township_code == code] for code in codes]


def _sizes(rng: Random, places: list[Place], households: int) -> dict[str, list[int]]:
    """Households of each ordinary grid, by place."""
    communities = [place for place in places if place.is_community]
    villages = [place for place in places if not place.is_community]
    if not communities:
        return {place.code: _natural_villages(rng, households // len(villages)) for place in villages}
    sizes = {place.code: _natural_villages(rng, 420) for place in villages}
    rest = max(households - sum(sum(size) for size in sizes.values()), _PER_GRID)
    grids = max(len(communities), round(rest / _PER_GRID))
    for index, place in enumerate(communities):
        count = grids // len(communities) + (index < grids % len(communities))
        sizes[place.code] = [_near(rng, rest / grids) for _ in range(count)]
    return sizes


def _near(rng: Random, mean: float) -> int:
    low, high = _LIMITS
    return min(high, max(low, round(mean * rng.uniform(0.85, 1.15))))


def _natural_villages(rng: Random, households: int) -> list[int]:
    count = min(len(_DIRECTIONS), max(2, round(households / 120)))
    return [max(20, round(households / count * rng.uniform(0.7, 1.3))) for _ in range(count)]


def _township(places: list[Place], sizes: dict[str, list[int]], estates: Iterator[str]) -> list[GridPlan]:
    first = places[0]
    prefix = f"{first.county}{first.township}"
    branches = [_village(place, sizes[place.code], prefix, index, estates) for index, place in enumerate(places)]
    weights = [_weight(branch[0]) for branch in branches]
    nodes = [
        replace(node, area_share=weight / sum(weights)) if node.level_rank == 2 else node
        for branch, weight in zip(branches, weights, strict=True)
        for node in branch
    ]
    total = sum(branch[0].households_planned for branch in branches)
    return [
        GridPlan(first.township_code, None, 1, "ordinary", first.township, total, 1.0, "town", prefix),
        *nodes,
    ]


def _weight(branch: GridPlan) -> float:
    # Homes in villages stand on far more land than flats in town.
    return branch.households_planned * (1.0 if branch.setting == "community" else 4.0)


def _village(place: Place, sizes: list[int], prefix: str, index: int, estates: Iterator[str]) -> list[GridPlan]:
    setting: Setting = "community" if place.is_community else "village"
    names = _community_names(len(sizes)) if place.is_community else _village_names(place, len(sizes))
    extra = _DEDICATED[index : index + 1] if place.is_community else ()
    total = sum(sizes) + 80 * len(extra)
    own = f"{prefix}{place.short_name}"
    quarters = list(islice(estates, len(sizes))) if place.is_community else names
    node = GridPlan(place.code, place.township_code, 2, "ordinary", place.short_name, sum(sizes), 0, setting, own)
    grids = [
        _grid(node, number, name, size, size / total, f"{own}{quarter}")
        for number, (name, size, quarter) in enumerate(zip(names, sizes, quarters, strict=True), 1)
    ]
    bare = place.short_name.removesuffix("社区")
    dedicated = [_grid(node, len(sizes) + 1, f"{bare}{name}", 0, 80 / total, own) for name in extra]
    return [node, *grids, *(replace(grid, kind="dedicated") for grid in dedicated)]


def _grid(parent: GridPlan, number: int, name: str, households: int, share: float, prefix: str) -> GridPlan:
    code = f"{parent.code}{number:03d}"
    return GridPlan(code, parent.code, 3, "ordinary", name, households, share, parent.setting, prefix)


def _community_names(count: int) -> list[str]:
    return [f"第{_NUMERALS[number]}网格" for number in range(count)]


def _village_names(place: Place, count: int) -> list[str]:
    bare = place.short_name.removesuffix("村")
    return [f"{bare}{direction}" for direction in _DIRECTIONS[:count]]
