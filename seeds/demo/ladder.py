"""Which rank of a profile's tree is what: county, township, groups of villages, village, and what lies inside one."""

import re
from dataclasses import dataclass

from seeds.schema import Profile

_VILLAGE = re.compile("村|社区|居")
_TOWNSHIP = re.compile("镇|乡|街道")
_TOWNSHIP_DIGITS, _VILLAGE_DIGITS = 9, 12


@dataclass(frozen=True, slots=True)
class Ladder:
    """Ranks of a tree, 1 at the top. `township` is 0 when the tree begins with villages."""

    township: int
    village: int
    visiting: int
    depth: int


def ladder_of(profile: Profile) -> Ladder:
    """Read the ranks from the official places the profile names, else from its codes, else from what levels are called."""
    village = _rank(profile, _VILLAGE_DIGITS, _VILLAGE) or min(2, len(profile.levels))
    township = _rank(profile, _TOWNSHIP_DIGITS, _TOWNSHIP) or 1
    return Ladder(
        township=township if township < village else village - 1,
        village=village,
        visiting=profile.visiting_level.rank,
        depth=len(profile.levels),
    )


def _rank(profile: Profile, digits: int, called: re.Pattern[str]) -> int | None:
    ranks = {level.key: level.rank for level in profile.levels}
    named = (ranks[area.level] for area in profile.areas if len(area.code) == digits)
    coded = (level.rank for level in profile.levels if profile.code_scheme.length_of(level.key) == digits)
    worded = (level.rank for level in profile.levels if called.search(level.short) or called.search(level.name))
    return next(named, None) or next(coded, None) or next(worded, None)
