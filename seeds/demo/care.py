"""Care categories for made-up families, read from what a profile calls them; ages and situations agree with them."""

import re
from bisect import bisect
from collections.abc import Callable
from itertools import accumulate
from random import Random

from seeds.demo.families import Family, Kin
from seeds.sections.register import CareCategory

_Situation = Callable[[str, Kin], bool]

# What a name says about who lives how; the first pattern that fits counts.
_SITUATIONS: tuple[tuple[str, _Situation], ...] = (
    ("空巢", lambda lives, kin: lives == "empty_nest" and kin.age >= 60),
    ("独居|孤寡|孤老", lambda lives, kin: lives == "elder_alone"),
    ("留守(儿童|少年|未成年)", lambda lives, kin: lives == "left_behind" and kin.age < 16),
    ("留守妇女", lambda lives, kin: lives == "husband_away" and kin.relation == "spouse"),
    ("留守老", lambda lives, kin: lives == "left_behind" and kin.age >= 60),
    ("三留守|留守人员", lambda lives, kin: lives == "left_behind" or (lives == "husband_away" and not kin.away)),
    ("高龄", lambda lives, kin: kin.age >= 80),
    ("单亲", lambda lives, kin: lives == "single_parent" and kin.age < 18),
    ("流动人口|外来|租住|暂住", lambda lives, kin: lives == "tenants"),
)
# (pattern, chance per person, least age, greatest age); the figures are made up and low.
_CHANCES = (
    ("失能", 0.02, 60, 120),
    ("特困|五保|供养", 0.008, 60, 120),
    ("孤儿|困境儿童|事实无人", 0.02, 0, 17),
    ("青少年|闲散", 0.01, 12, 25),
    ("孕|产妇", 0.004, 20, 45),
    ("党员", 0.05, 20, 120),
    ("退役|复员|军人|军属|优抚", 0.012, 20, 120),
    ("干部", 0.006, 40, 120),
    ("乡贤|能人|名人|大户", 0.004, 35, 120),
    ("组长|代表", 0.006, 30, 75),
    ("信教|宗教|信众", 0.015, 25, 120),
    ("残疾", 0.02, 0, 120),
    ("大病|重病|重大疾病|慢性|患病", 0.008, 0, 120),
    ("精神", 0.002, 14, 120),
    ("吸毒|戒毒|涉毒", 0.001, 20, 70),
    ("矫正", 0.0012, 18, 120),
    ("刑满|释放|安置帮教", 0.002, 20, 120),
    ("信访|上访", 0.0015, 30, 120),
    ("邪教", 0.0003, 30, 120),
    ("低保|低收入|脱贫|贫困|困难|救助|监测", 0.012, 0, 120),
    ("失业|就业", 0.008, 18, 60),
    ("老年|老人", 0.05, 60, 120),
    ("儿童|学生", 0.02, 6, 17),
    ("妇女", 0.01, 20, 59),
)
_OTHERWISE = (0.003, 18, 120)
_HOUSEHOLD_CHANCE, _LIKELIER = 0.025, 0.08


class CareRules:
    """The categories of one profile, ready to be given to many people."""

    def __init__(self, categories: tuple[CareCategory, ...]) -> None:
        kept = [category for category in categories if not category.retired]
        self._households = tuple(category.code for category in kept if category.applies_to == "household")
        self._situations: list[tuple[CareCategory, _Situation]] = []
        self._drawn: list[tuple[CareCategory, int, int]] = []
        chances: list[float] = []
        for category in (each for each in kept if each.applies_to == "person"):
            situation = next((fits for words, fits in _SITUATIONS if re.search(words, category.name)), None)
            if situation is not None:
                self._situations.append((category, situation))
                continue
            chance, least, most = _chance(category)
            self._drawn.append((category, least, most))
            chances.append(chance)
        self._ends = list(accumulate(chances))

    def of_person(self, rng: Random, family: Family, kin: Kin) -> tuple[str, ...]:
        """Codes for one person of a family; empty for people who live elsewhere."""
        if kin.away:
            return ()
        codes = [
            category.code
            for category, situation in self._situations
            if situation(family.composition, kin) and category.fits(kin.age, kin.sex)
        ]
        place = bisect(self._ends, rng.random())
        if place < len(self._drawn):
            category, least, most = self._drawn[place]
            if least <= kin.age <= most and category.fits(kin.age, kin.sex):
                codes.append(category.code)
        return tuple(codes)

    def of_household(self, rng: Random, family: Family) -> tuple[str, ...]:
        """Codes for the household as a whole, likelier where someone is old or alone with children."""
        if not family.people or all(kin.away for kin in family.people):
            return ()
        likelier = family.composition in {"elder_alone", "single_parent", "left_behind"}
        chance = _LIKELIER if likelier else _HOUSEHOLD_CHANCE
        return tuple(code for code in self._households if rng.random() < chance)


def _chance(category: CareCategory) -> tuple[float, int, int]:
    return next((tuple(rest) for words, *rest in _CHANCES if re.search(words, category.name)), _OTHERWISE)  # type: ignore[return-value]
