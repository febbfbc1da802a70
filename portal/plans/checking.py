"""What a profile would do here: read, compared with the one in force, and held against live data. Nothing is written."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from portal.plans.additions import Aim, aim_at
from portal.plans.arrivals import arrivals
from portal.plans.current import Unreadable, profile_or_none, version_in_force
from portal.plans.finding import finder
from portal.plans.following import Obstacle, followers
from portal.plans.models import PlanVersion
from seeds.loading import parse_profile, resolve
from seeds.schema import Profile
from seeds.sections.place import Meta

_UNREADABLE = "正在使用的方案是旧格式，这一版已不能识别：无法判断它有哪些项被新方案去掉，原有的数据都会保留"


@dataclass(frozen=True)
class Check:
    """A sound profile against what is in force. `base`: the version that was in force, None before the first."""

    meta: Meta
    """Of the text that was given; a town's, where it adds to its county's."""
    aim: Aim
    content: str
    base: PlanVersion | None
    old: Profile | None
    changes: tuple[str, ...]
    warnings: tuple[Obstacle, ...]
    obstacles: tuple[Obstacle, ...]

    @property
    def profile(self) -> Profile:
        """The whole profile that would be in force."""
        return self.aim.profile

    @property
    def digest(self) -> str:
        """SHA-256 of the whole text."""
        return digest_of(self.aim.resolved)

    @property
    def refusal(self) -> str:
        """That it cannot be applied, in the words that come first wherever it is told; empty when it can."""
        return f"不能应用：有 {len(self.obstacles)} 处数据挡住" if self.obstacles else ""

    @property
    def is_new(self) -> bool:
        """Whether it differs from what is in force."""
        return self.base is None or self.base.digest != self.digest


def check_profile(session: Session, text: str, source: Path) -> Check:
    """Hold a profile against what is in force and what is stored. `source` only names the file in messages.

    Raises `seeds.problems.ProfileError` with every fault of the text at once."""
    find = finder(session, source)
    written = parse_profile(text, source, find)
    aim = aim_at(session, written, text, resolve(text, source, find))
    profile = aim.profile
    old, remarks = _in_force(session)
    session.flush()
    base = version_in_force(session)
    return Check(
        written.meta, aim, text, base, old,
        (*(sentence for each in followers() for sentence in each.changes(session, old, profile)),
         *(arrivals(profile) if base is None else ())),
        (*remarks, *(warning for each in followers() for warning in each.warnings(session, old, profile))),
        tuple(obstacle for each in followers() for obstacle in each.obstacles(session, old, profile)),
    )  # fmt: skip


def digest_of(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _in_force(session: Session) -> tuple[Profile | None, tuple[Obstacle, ...]]:
    try:
        return profile_or_none(session), ()
    except Unreadable:
        return None, (Obstacle(_UNREADABLE),)
