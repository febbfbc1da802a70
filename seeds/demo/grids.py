"""The made-up tree of grids over real villages and communities, by the levels, kinds, codes and sizes of a profile."""

from dataclasses import replace
from itertools import groupby, pairwise
from random import Random

from seeds.demo import PLACE_IS_MADE_UP
from seeds.demo.ladder import Ladder, ladder_of
from seeds.demo.naming import numbered
from seeds.demo.places import Place, is_outlined, places_of
from seeds.demo.sizes import Limits, Setting, Sizes, share_out
from seeds.demo.trees import Branches, GridPlan, Group, Node, land, settled
from seeds.schema import Profile

__all__ = ["GridPlan", "Setting", "full_households", "plan_grids", "usual_households"]

_MODERATE, _PER_VILLAGE, _GROUP, _FEW_TOWNSHIPS = 8000, 1482, 6, 3
_PER_PLACE = {"community": 1150, "village": 450}


def full_households(profile: Profile) -> int:
    """How many households places like these have, about 1,500 each (135 villages: 200,000)."""
    return len(places_of(profile)) * _PER_VILLAGE


def usual_households(profile: Profile) -> int:
    """How many households a demo of this profile has: up to 8,000, for a county as many as it really may have."""
    places = places_of(profile)
    if len(profile.place.code) == 6 and len({place.township_code for place in places}) > _FEW_TOWNSHIPS:
        return full_households(profile)
    return min(_MODERATE, sum(_PER_PLACE[place.setting] for place in places))


def plan_grids(profile: Profile, *, seed: int = 7, households: int = _MODERATE) -> list[GridPlan]:
    """The whole tree, parents before children; grids of the visiting level sum to about `households`.

    All sizes keep to the profile's rules. Where these ask for more households in all than wished, villages that are left
    without any say so in their remark. Empty for a profile without places."""
    places = places_of(profile)
    return _Tree(profile, places, seed, households).nodes() if places else []


class _Tree:
    """One tree in the making, level by level from the top."""

    def __init__(self, profile: Profile, places: list[Place], seed: int, households: int) -> None:
        self._profile, self._places = profile, places
        self._ladder: Ladder = ladder_of(profile)
        self._rng = Random(f"grids:{seed}")
        sizes = Sizes(profile, self._ladder)
        self._branches = Branches(profile, self._ladder, sizes, self._rng)
        wanted: list[tuple[Setting, Limits]] = [
            (place.setting, sizes.limits(self._ladder.village, place.setting)) for place in places
        ]
        least = sum(limits.least for _, limits in wanted)
        # A demo of the usual size shows every village; a smaller one only as many as the rules allow.
        total = max(households, round(least * 1.1)) if households >= usual_households(profile) else households
        self._sizes = dict(zip((place.code for place in places), share_out(self._rng, total, wanted), strict=True))

    def nodes(self) -> list[GridPlan]:
        """All grids, with shares of their parent's area that sum to 1 and serials in order."""
        made = self._above(None, 1, self._places)
        children: dict[str | None, float] = {}
        for node in made:
            children[node.parent_code] = children.get(node.parent_code, 0.0) + node.area_share
        plans = [replace(node, area_share=node.area_share / children[node.parent_code]) for node in made]
        if not is_outlined(self._profile.place.county_code):
            plans = [plan if plan.parent_code else replace(plan, remark=PLACE_IS_MADE_UP) for plan in plans]
        return [replace(plan, serial=serial) for serial, plan in enumerate(settled(plans))]

    def _above(self, parent: Node | None, rank: int, places: list[Place]) -> list[GridPlan]:
        """The grids of this rank over these places, each followed by what lies below it."""
        if rank == self._ladder.village:
            return [plan for place in places for plan in self._branches.village(parent, place, self._sizes[place.code])]
        made: list[GridPlan] = []
        for group in self._groups(rank, places):
            weight = sum(land(place.setting, self._sizes[place.code]) for place in group.places)
            node = self._branches.above(parent, rank, replace(group, land=weight))
            made += [node.plan, *self._above(node, rank + 1, group.places)]
        return made

    def _groups(self, rank: int, places: list[Place]) -> list[Group]:
        """What lies at a rank above the villages."""
        place = self._profile.place
        if rank < self._ladder.township:
            return [Group(place.name, place.code[:6], places)]
        if rank == self._ladder.township:
            towns = [list(each) for _, each in groupby(places, lambda each: each.township_code)]
            return [Group(town[0].township, town[0].township_code, town) for town in towns]
        parts = self._parts(rank, places)
        names = numbered(self._profile.level_at(rank).short, len(parts))
        return [Group(name, None, part) for name, part in zip(names, parts, strict=True)]

    def _parts(self, rank: int, places: list[Place]) -> list[list[Place]]:
        """Neighbouring villages, about six together or as many as the profile wants."""
        above = self._profile.level_at(rank - 1).size_rule("any", "grids")
        count = max(1, round(len(places) / _GROUP))
        if above is not None:
            count = min(max(count, above.minimum or 1), above.maximum or count)
        ends = [round(part * len(places) / count) for part in range(count + 1)]
        return [places[start:end] for start, end in pairwise(ends) if end > start]
