"""Finding profiles: by id among those applied here and those that come with the portal, or a version by its number."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.plans.models import PlanVersion
from seeds.loading import Find, find_profile


def versions(session: Session) -> list[PlanVersion]:
    """All versions, the one in force first."""
    return list(session.scalars(select(PlanVersion).order_by(PlanVersion.applied_at.desc(), PlanVersion.id.desc())))


def newest_of(session: Session, key: str) -> PlanVersion | None:
    """The newest version of the profile with this id that was applied here."""
    own = select(PlanVersion).where(PlanVersion.key == key)
    return session.scalars(own.order_by(PlanVersion.number.desc()).limit(1)).one_or_none()


def finder(session: Session) -> Find:
    """What a profile may extend: a profile as it was applied here last, else one that comes with the portal."""

    def find(key: str) -> tuple[str, Path] | None:
        own = newest_of(session, key)
        return (own.content, Path(f"{key}.yaml")) if own else find_profile(key)

    return find


def version_numbered(session: Session, number: int, key: str) -> PlanVersion:
    """Version `number` of a profile. Raises `Refusal` naming those that there are."""
    own = select(PlanVersion).where(PlanVersion.key == key).order_by(PlanVersion.number)
    found = {each.number: each for each in session.scalars(own)}
    if number not in found:
        known = "、".join(str(each) for each in found) or "还没有应用过"
        raise Refusal(f"方案“{key}”没有第 {number} 版；已有的版本：{known}")
    return found[number]
