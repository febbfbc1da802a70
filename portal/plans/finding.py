"""Finding profiles: by file, by id among those applied here and those that come with the portal, or a version by its number."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.plans.models import PlanVersion
from seeds.loading import Find, available_profiles, find_beside, find_profile, parse_profile, read_profile, resolve
from seeds.schema import Profile


@dataclass(frozen=True)
class Source:
    """The text of a profile, where it was found, and what it may extend."""

    text: str
    path: Path
    find: Find

    def profile(self) -> Profile:
        """The profile, checked. Raises `seeds.problems.ProfileError`."""
        return parse_profile(self.text, self.path, self.find)

    def resolved(self) -> str:
        """The text with all it inherits."""
        return resolve(self.text, self.path, self.find)


def versions(session: Session) -> list[PlanVersion]:
    """All versions, the one in force first."""
    return list(session.scalars(select(PlanVersion).order_by(PlanVersion.applied_at.desc(), PlanVersion.id.desc())))


def newest_of(session: Session, key: str) -> PlanVersion | None:
    """The newest version of the profile with this id that was applied here."""
    own = select(PlanVersion).where(PlanVersion.key == key)
    return session.scalars(own.order_by(PlanVersion.number.desc()).limit(1)).one_or_none()


def finder(session: Session, path: Path | None = None) -> Find:
    """What a profile may extend: a profile as it was applied here last, else one beside its file, else one that comes with the
    portal."""
    other = find_beside(path) if path else find_profile

    def find(key: str) -> tuple[str, Path] | None:
        own = newest_of(session, key)
        return (own.content, Path(f"{key}.yaml")) if own else other(key)

    return find


def version_numbered(session: Session, number: int, key: str | None = None) -> PlanVersion:
    """Version `number` of a profile (of the one in force, when not named). Raises `Refusal` naming those that there are."""
    all_versions = versions(session)
    key = key or (all_versions[0].key if all_versions else "")
    found = {each.number: each for each in reversed(all_versions) if each.key == key}
    if number not in found:
        known = "、".join(str(each) for each in sorted(found)) or "还没有应用过"
        raise Refusal(f"方案“{key}”没有第 {number} 版；已有的版本：{known}" if key else "还没有应用过方案")
    return found[number]


def source_of(session: Session, version: PlanVersion) -> Source:
    """A version as it was written; what it inherited then stands in its resolved text."""
    whole = (version.resolved, Path(f"{version.key}.yaml"))
    return Source(version.content, Path(f"{version.key}.yaml"), lambda key: finder(session)(key) or whole)


def source_named(session: Session, name: str) -> Source:
    """What a person calls by a word: a file, the id of a profile that comes with the portal or was applied here, the number of a
    version of the profile in force, or id@number. Raises `Refusal`, and `seeds.problems.ProfileError` for an unreadable file."""
    key, at, number = name.partition("@")
    if name.isdecimal():
        return source_of(session, version_numbered(session, int(name)))
    if at and number.isdecimal():
        return source_of(session, version_numbered(session, int(number), key))
    path = available_profiles().get(name)
    if path is None and not Path(name).suffix:
        version = newest_of(session, name)
        if version is not None:
            return source_of(session, version)
    path = path or Path(name)
    return Source(read_profile(path), path, finder(session, path))
