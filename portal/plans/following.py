"""What follows a profile: every concept says what its tables do when another profile comes into force.

The followers are gathered in `portal.navigation` and installed when the portal is put together; this room knows none of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from seeds.schema import Profile

SHOWN = 20
"""So many rows that stand in the way are named; of the others only the number is told."""


@dataclass(frozen=True)
class Row:
    """A row by its name, and the screen (class name) and id it is shown at."""

    name: str
    screen: str
    id: int


@dataclass(frozen=True)
class Obstacle:
    """Why a profile cannot be applied: a sentence, the first rows that stand in the way, how many there are, and what helps."""

    sentence: str
    rows: tuple[Row, ...] = ()
    total: int = 0
    remedy: str = ""

    def __str__(self) -> str:
        names = "、".join(row.name for row in self.rows)
        more = f"等 {self.total} 处" if self.total > len(self.rows) else ""
        return self.sentence + (f"：{names}{more}" if names else "") + (f"。{self.remedy}" if self.remedy else "")


class Follower(Protocol):
    """One kind of data that follows the profile. `old` is the profile in force, None before the first."""

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables that it reads to decide; nobody writes to them while a profile is applied."""

    def changes(self, session: Session, old: Profile | None, new: Profile) -> list[str]:
        """What will happen to live data, one Chinese sentence each, with counts; nothing where nothing happens."""

    def warnings(self, session: Session, old: Profile | None, new: Profile) -> list[Obstacle]:
        """What will no longer fit the plan but may stay."""

    def obstacles(self, session: Session, old: Profile | None, new: Profile) -> list[Obstacle]:
        """What forbids applying the profile."""

    def follow(self, session: Session, old: Profile | None, new: Profile) -> None:
        """Do it. Called only without obstacles; a second time it changes nothing."""


_installed: list[Follower] = []


def install(followers: Iterable[Follower]) -> None:
    """Say who follows, in the order in which they do."""
    _installed[:] = followers


def followers() -> tuple[Follower, ...]:
    """Who follows."""
    return tuple(_installed)
