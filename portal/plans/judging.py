"""By which version a record is judged: the profile as it was when the record was made, and what its keys were called then."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.plans.current import parsed, version_in_force
from portal.plans.models import Judged, PlanVersion
from seeds.problems import ProfileError
from seeds.schema import Profile


def profile_then(session: Session, record: Judged) -> Profile | None:
    """The profile that the record was made under; None without one, or when this release no longer understands it."""
    return profile_numbered(session, record.plan_version_id) if record.plan_version_id else None


def profile_numbered(session: Session, version_id: int) -> Profile | None:
    """The profile of the version with this id; None without one, or when this release no longer understands it."""
    version = session.get(PlanVersion, version_id)
    return _profile(version) if version else None


def judged_by_current(session: Session, record: Judged) -> bool:
    """Whether the record was made under the version in force, or belongs to the time before all versions."""
    version = version_in_force(session)
    return version is None or record.plan_version_id in (None, version.id)


def category_then(session: Session, record: Judged, code: str) -> str:
    """What the issue category now coded `code` was coded in the version of the record: every `was` since is followed back."""
    mine = session.get(PlanVersion, record.plan_version_id) if record.plan_version_id else None
    if mine is None:
        return code
    later = select(PlanVersion).where(PlanVersion.applied_at > mine.applied_at).order_by(PlanVersion.applied_at.desc())
    for version in session.scalars(later):
        profile = _profile(version)
        found = next((each for each in profile.casework.categories if each.code == code), None) if profile else None
        code = (found.was if found else None) or code
    return code


def _profile(version: PlanVersion) -> Profile | None:
    try:
        return parsed(version.digest, version.resolved, version.key)
    except ProfileError:
        return None
