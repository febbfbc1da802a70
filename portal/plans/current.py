"""The profile in force: read once a transaction, parsed once a version."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.plans.models import Judged, PlanVersion
from seeds.loading import parse_profile
from seeds.problems import ProfileError
from seeds.schema import Profile

_KNOWN = "plan_version_in_force"
NONE_YET = "还没有应用实施方案，请系统管理员先在“基础设置”中应用方案，或执行 portal plan apply"


class Unreadable(Refusal):
    """The version in force was written for another release of the portal."""

    status = 503

    def __init__(self, version: PlanVersion) -> None:
        super().__init__(
            f"正在使用的方案“{version}”是旧格式，这一版门户读不懂。数据都在；请系统管理员在“实施方案”中应用新写的方案，页面就会恢复"
        )


def version_in_force(session: Session) -> PlanVersion | None:
    """The version applied last, or None. Asked of the database once a transaction."""
    if _KNOWN not in session.info:
        newest = select(PlanVersion).order_by(PlanVersion.applied_at.desc(), PlanVersion.id.desc()).limit(1)
        with session.no_autoflush:
            session.info[_KNOWN] = session.scalars(newest).one_or_none()
    found: PlanVersion | None = session.info[_KNOWN]
    return found


def profile_at(session: Session, moment: dt.datetime) -> Profile:
    """The profile that was in force at a moment; what is older than the first version is read by that. Raises `Refusal` without any
    version, and for one that this release no longer understands."""
    newest = select(PlanVersion).order_by(PlanVersion.applied_at.desc(), PlanVersion.id.desc())
    then = session.scalar(newest.where(PlanVersion.applied_at <= moment).limit(1)) or session.scalar(
        select(PlanVersion).order_by(PlanVersion.applied_at, PlanVersion.id).limit(1)
    )
    if then is None:
        raise Refusal(NONE_YET)
    try:
        return parsed(then.digest, then.resolved, then.key)
    except ProfileError as error:
        raise Refusal(f"当时使用的方案“{then}”是旧格式，这一版门户读不懂；请按现在的方案重新下单") from error


def version_changed(session: Session) -> None:
    """Forget what this session knows: another version was applied."""
    session.info.pop(_KNOWN, None)


def profile_in_force(session: Session) -> Profile:
    """The profile applied last. Raises `Refusal` when none is, or when it cannot be read."""
    found = profile_or_none(session)
    if found is None:
        raise Refusal(NONE_YET)
    return found


def profile_or_none(session: Session) -> Profile | None:
    """The profile applied last, or None. Raises `Unreadable` when this release no longer understands it."""
    version = version_in_force(session)
    if version is None:
        return None
    try:
        return parsed(version.digest, version.resolved, version.key)
    except ProfileError as error:
        raise Unreadable(version) from error


@lru_cache(maxsize=8)
def parsed(digest: str, text: str, key: str) -> Profile:
    """The profile of a stored version. Raises `seeds.problems.ProfileError` when this release no longer understands it."""
    return parse_profile(text, Path(f"{key}.yaml"))


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_soft_rollback")
def _ask_again(session: Session, *_previous: Any) -> None:
    """Somebody else may have applied another version by the next transaction, and what was rolled back is not in force."""
    version_changed(session)


@event.listens_for(Session, "before_flush")
def _judge(session: Session, _context: Any, _instances: Any) -> None:
    """New visits, issues and assessments note the version they were made under."""
    made = [item for item in session.new if isinstance(item, Judged) and item.plan_version_id is None]
    version = version_in_force(session) if made else None
    for item in made:
        item.plan_version_id = version.id if version else None
