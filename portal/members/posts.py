"""Roles of the plan as posts in a grid: which fit a grid, how they are called, and how many may hold one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.foundation.database import db
from portal.members.rules import Duty
from portal.plans.current import profile_or_none
from seeds.sections.team import Staffing, TeamRole


@dataclass(frozen=True)
class Posts:
    """The roles in which people are assigned, by the profile in force, with the names of the levels."""

    roles: tuple[TeamRole, ...] = ()
    levels: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.roles)

    def named(self, key: str | None) -> TeamRole | None:
        """The role with this key, or None."""
        return next((role for role in self.roles if role.key == key), None)

    def fitting(self, level: str | None, kind: str | None) -> list[TeamRole]:
        """The roles for grids of this level and kind."""
        return [role for role in self.roles if role.level == level and (not role.kinds or kind in role.kinds)]

    def standing_for(self, duty: str | None, level: str | None, kind: str | None) -> TeamRole | None:
        """The role meant by a duty alone: the one that fits and acts so, when there is one only."""
        found = [role for role in self.fitting(level, kind) if role.acts_as == duty]
        return found[0] if len(found) == 1 else None

    def label(self, key: str | None, duty: str | None) -> str:
        """How the plan calls a post; without a role of the plan, the duty's name."""
        role = self.named(key)
        return role.name if role else Duty.label_of(duty)

    def role_in(self, key: str | None, duty: str | None, level: str | None, kind: str | None) -> TeamRole | None:
        """The role somebody holds in a grid: the one noted, else the one that the duty alone means there."""
        return self.named(key) or self.standing_for(duty, level, kind)

    def called(self, key: str | None, duty: str | None, level: str | None, kind: str | None) -> str:
        """What paper calls somebody: the role in the grid concerned by its name in the plan, else the duty's name."""
        role = self.role_in(key, duty, level, kind)
        return role.name if role is not None else Duty.label_of(duty)

    def rank(self, key: str | None, duty: str | None, level: str | None, kind: str | None) -> int:
        """How soon paper names somebody among those of one duty in a grid, 0 first: posts that every grid is to have before those
        that some have, each in the order of the plan; what is no post of the plan last. Equals go by time of service."""
        role = self.role_in(key, duty, level, kind)
        return len(self.roles) if role is None else [each.key for each in self._principal_first()].index(role.key)

    def usual(self, duty: str, level: str | None, kind: str | None) -> str:
        """What the plan calls who has this duty in such a grid, whether anybody has it or not: the principal post there, else the
        first on any level, else the duty's name."""
        acting = [role for role in self._principal_first() if role.acts_as == duty]
        here = {role.key for role in self.fitting(level, kind)}
        fitting = [role for role in acting if role.key in here]
        return next((role.name for role in (*fitting, *acting)), Duty.label_of(duty))

    def _principal_first(self) -> list[TeamRole]:
        return sorted(self.roles, key=lambda role: role.minimum == 0)

    def options(self, retired: bool = False) -> list[tuple[str, str]]:
        """(key, name with the level it is held on), for a form in which no grid is chosen yet."""
        levels = dict(self.levels)
        return [(role.key, f"{role.name}（{levels.get(role.level, role.level)}）") for role in self.roles]

    def label_of(self, key: str | None) -> str:
        """The name of a role; nothing as an empty string."""
        return self.label(key, None) if key else ""


def posts_of(session: Session) -> Posts:
    """The posts of the profile in force; none without one."""
    profile = profile_or_none(session)
    if profile is None:
        return Posts()
    roles = tuple(role for role in profile.roles if role.acts_as)
    return Posts(roles, tuple((level.key, level.short) for level in profile.levels))


def staffing_in(role: TeamRole, names: Iterable[str]) -> Staffing | None:
    """The exception for a place, or None; `names`: of its grids from the town down."""
    above = set(names)
    return next((each for each in role.staffing if above & set(each.areas)), None)


def bounds(role: TeamRole, names: Iterable[str]) -> tuple[int, int | None]:
    """(least, most) holders for one grid of this place; no `most` sets no limit."""
    special = staffing_in(role, names)
    if special is not None and special.number is not None:
        return special.number, special.number
    return role.minimum, role.maximum


def employment_problem(role: TeamRole, employment: str, names: Iterable[str]) -> str | None:
    """What the plan says against this employment, or None."""
    special = staffing_in(role, names)
    wanted = (special.employment,) if special else role.employment
    if not wanted or employment in wanted:
        return None
    return f"实施方案规定{role.name}为{'专职' if 'full' in wanted else '兼职'}，档案登记的是{'专职' if employment == 'full' else '兼职'}"


class OfferedPosts:
    """The posts of the profile in force as the options of a column."""

    def options(self, retired: bool = False) -> list[tuple[str, str]]:
        """(key, name with its level) pairs."""
        return posts_of(db.session()).options(retired)

    def label_of(self, key: str | None) -> str:
        """The name of a role; nothing as an empty string."""
        return posts_of(db.session()).label_of(key)
