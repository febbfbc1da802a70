"""What a profile would do here: read, compared with the one in force, and held against live data. Nothing is written."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from portal.plans.current import profile_or_none, version_in_force
from portal.plans.finding import finder
from portal.plans.following import Obstacle, followers
from portal.plans.models import PlanVersion
from seeds.loading import parse_profile, resolve
from seeds.problems import ProfileError
from seeds.schema import Profile

_UNREADABLE = "正在使用的方案是旧格式，这一版已不能识别：无法判断它有哪些项被新方案去掉，原有的数据都会保留"


@dataclass(frozen=True)
class Check:
    """A sound profile against what is in force. `base`: the version that was in force, None before the first."""

    profile: Profile
    content: str
    resolved: str
    base: PlanVersion | None
    old: Profile | None
    changes: tuple[str, ...]
    warnings: tuple[Obstacle, ...]
    obstacles: tuple[Obstacle, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the whole text."""
        return digest_of(self.resolved)

    @property
    def is_new(self) -> bool:
        """Whether it differs from what is in force."""
        return self.base is None or self.base.digest != self.digest


def check_profile(session: Session, text: str, source: Path) -> Check:
    """Hold a profile against what is in force and what is stored. `source` only names the file in messages.

    Raises `seeds.problems.ProfileError` with every fault of the text at once."""
    find = finder(session)
    profile, resolved = parse_profile(text, source, find), resolve(text, source, find)
    old, remarks = _in_force(session)
    session.flush()
    return Check(
        profile, text, resolved, version_in_force(session), old,
        tuple(sentence for each in followers() for sentence in each.changes(session, old, profile)),
        (*remarks, *(warning for each in followers() for warning in each.warnings(session, old, profile))),
        tuple(obstacle for each in followers() for obstacle in each.obstacles(session, old, profile)),
    )  # fmt: skip


def digest_of(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _in_force(session: Session) -> tuple[Profile | None, tuple[Obstacle, ...]]:
    try:
        return profile_or_none(session), ()
    except ProfileError:
        return None, (Obstacle(_UNREADABLE),)
