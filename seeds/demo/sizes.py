"""How many households a made-up grid has and how many grids lie below it, by the size rules of the profile."""

from dataclasses import dataclass
from math import ceil, inf
from random import Random
from typing import Literal

from seeds.demo.ladder import Ladder
from seeds.schema import Profile
from seeds.sections.tree import SizeRule, SizeUnit

Setting = Literal["town", "community", "village"]

# Residents of a household on average, from below and above, so that a limit in people is kept for certain.
_FEWEST_PEOPLE, _MOST_PEOPLE = 2.2, 3.2
_USUAL = {"community": 200.0, "village": 110.0, "town": 110.0}
_FAN = 4
_FLOOR = 40.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Fewest, usual and most households below one grid of a rank; `parts`: fewest and most of each grid directly below."""

    least: float
    usual: float
    most: float
    parts: tuple[float, float] | None = None

    def clamp(self, households: float) -> float:
        """The nearest number inside."""
        return min(self.most, max(self.least, households))

    def fit(self, households: float) -> float:
        """The nearest number that whole parts can make up: with 500 to 800 in each, 900 would fit neither one nor two."""
        households = self.clamp(households)
        if self.parts is None or self.parts[1] == inf:
            return households
        least, most = self.parts
        count = ceil(households / most)
        if count * least <= households:
            return households
        up, down = count * least, (count - 1) * most
        return self.clamp(up if up - households <= households - down else down)


class Sizes:
    """The size rules of one profile, asked by rank and kind of place."""

    def __init__(self, profile: Profile, ladder: Ladder) -> None:
        self._profile, self._ladder = profile, ladder
        self._kind = next((kind.key for kind in profile.grid_kinds if not kind.dedicated), profile.grid_kinds[0].key)
        self._known: dict[tuple[int, Setting], Limits] = {}

    def limits(self, rank: int, setting: Setting) -> Limits:
        """Households below a grid of this rank, from the village down."""
        if (rank, setting) not in self._known:
            self._known[rank, setting] = self._limits(rank, setting)
        return self._known[rank, setting]

    def natural(self, rank: int, setting: Setting) -> bool:
        """Whether grids of this rank are natural villages here."""
        places = ("any", "village" if setting == "village" else "community")
        return any(rule.natural_village for rule in self._profile.level_at(rank).sizes if rule.place in places)

    def _limits(self, rank: int, setting: Setting) -> Limits:
        own = self._own(rank, setting)
        if rank >= self._ladder.visiting:
            return own
        below = self.limits(rank + 1, setting)
        few, many = self._fan(rank, setting)
        least, most = max(own.least, below.least * few), min(own.most, below.most * many)
        usual = below.usual * min(max(_FAN, few), many)
        return Limits(least, min(max(usual, least), most), max(least, most), (below.least, below.most))

    def _own(self, rank: int, setting: Setting) -> Limits:
        least, most = 8.0, inf
        units: tuple[tuple[SizeUnit, float, float], ...] = (
            ("households", 1.0, 1.0),
            ("people", _FEWEST_PEOPLE, _MOST_PEOPLE),
        )
        for unit, fewest, highest in units:
            rule = self._rule(rank, setting, unit)
            if rule is not None and rule.minimum:
                least = max(least, ceil(rule.minimum / fewest))
            if rule is not None and rule.maximum:
                most = min(most, rule.maximum // highest)
        least = min(least, most)
        usual = (least + most) / 2 if least > most / 4 else most * 0.8
        if most == inf:
            usual = max(_USUAL[setting], least * 1.15)
        return Limits(least, usual, most)

    def _fan(self, rank: int, setting: Setting) -> tuple[int, float]:
        """Fewest and most grids directly below one of this rank."""
        rule = self.fan_rule(rank, setting)
        return (rule.minimum or 1 if rule else 1), (rule.maximum or inf if rule else inf)

    def fan_rule(self, rank: int, setting: Setting) -> SizeRule | None:
        """The rule for how many grids lie directly below."""
        return self._rule(rank, setting, "grids")

    def _rule(self, rank: int, setting: Setting, unit: SizeUnit) -> SizeRule | None:
        """The rule for the usual kind of grid: one for this kind before a general one, one for the place before one for any."""
        rules = [
            rule
            for rule in self._profile.level_at(rank).sizes
            if rule.unit == unit and rule.place in {setting, "any"} and rule.grid_kind in {None, self._kind}
        ]
        return min(rules, key=lambda rule: (rule.grid_kind is None, rule.place == "any"), default=None)

    def split(self, rng: Random, rank: int, setting: Setting, households: int, reserved: int = 0) -> list[int]:
        """Households of each grid directly below one of this rank that has so many; `reserved`: places kept for others."""
        below = self.limits(rank + 1, setting)
        few, many = self._fan(rank, setting)
        count = max(1, round(households / below.usual))
        count = max(count, ceil(households / below.most))
        count = int(min(count, max(1, households // below.least)))
        count = int(max(few, min(count, many - reserved)))
        return _shares(rng, households, count, below)


def _shares(rng: Random, households: int, count: int, limits: Limits) -> list[int]:
    """About equal parts within the limits, which sum to `households` as far as these allow."""
    mean = households / count
    drawn = [limits.clamp(round(mean * rng.uniform(0.8, 1.2))) for _ in range(count)]
    for index in range(count):
        excess = households - sum(drawn)
        drawn[index] = limits.clamp(round(drawn[index] + excess / (count - index)))
    return [int(size) for size in drawn]


def share_out(rng: Random, wished: int, places: list[tuple[Setting, Limits]]) -> list[int]:
    """Households of each village, about `wished` in all, communities larger; within the limits of each, 0 for none.

    When there are too few for all, the first community and the first village come first, then the rest in order."""
    order = sorted(range(len(places)), key=lambda index: (_is_later(index, places), index))
    filled: list[int] = []
    left: float = wished
    for index in order:
        need = max(places[index][1].least, min(_FLOOR, places[index][1].most))
        if filled and left < need:
            break
        filled.append(index)
        left -= need
    weights = {
        index: (2.5 if places[index][0] == "community" else 1) * rng.uniform(0.75, 1.25) for index in sorted(filled)
    }
    sizes = [0] * len(places)
    left_over = 0.0
    for index, size in _fitted(wished, weights, [limits for _, limits in places]).items():
        wanted = size + left_over
        sizes[index] = max(1, round(places[index][1].fit(wanted)))
        left_over = wanted - sizes[index]
    return sizes


def _is_later(index: int, places: list[tuple[Setting, Limits]]) -> bool:
    return any(places[before][0] == places[index][0] for before in range(index))


def _fitted(wished: int, weights: dict[int, float], limits: list[Limits]) -> dict[int, float]:
    """Parts in proportion to the weights; what a limit takes or gives is made up by the others."""
    scale = wished / sum(weights.values())
    sizes: dict[int, float] = {}
    for _ in range(12):
        sizes = {index: limits[index].clamp(weight * scale) for index, weight in weights.items()}
        total = sum(sizes.values())
        if abs(total - wished) < len(sizes):
            break
        scale *= wished / total
    return sizes
