"""Applying a profile: all of it in one transaction, or nothing. Services take a session, flush, and never commit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from flask_appbuilder import Model
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.foundation.audit import actor_now
from portal.foundation.clock import now
from portal.foundation.constraints import refusal_for
from portal.foundation.errors import Refusal
from portal.foundation.quoting import quoted
from portal.plans.checking import Check, check_profile
from portal.plans.current import version_changed, version_in_force
from portal.plans.following import Obstacle, followers
from portal.plans.models import PlanVersion
from seeds.schema import Profile

APPLYING = 7_201_003
"""The key of the advisory lock under which PostgreSQL applies profiles; SQLite has one writer anyway."""
ANY = -1
"""As `base`: whatever is in force."""
_OUTDATED = "在您查看之后，正在使用的方案已经换过（现在是{now}）。请重新检查再应用"


class Blocked(Refusal):
    """The profile cannot be applied; `obstacles` are all that stands in the way."""

    def __init__(self, title: str, obstacles: Iterable[Obstacle]) -> None:
        self.obstacles = tuple(obstacles)
        lines = "\n".join(f"{number}. {each}" for number, each in enumerate(self.obstacles, 1))
        super().__init__(f"方案{quoted(title)}暂时不能应用，有 {len(self.obstacles)} 处数据挡住：\n{lines}")


def apply_profile(session: Session, content: str, source: Path, base: int | None = ANY) -> Profile:
    """Bring a profile into force: live data follow it, and it is kept as a new version; the same twice changes nothing.

    What the town has entered itself stays; under the same name it becomes part of the profile. `source` only names the file in
    messages. `base`: id of the version that was in force when somebody looked at what would change (None: none was).
    Raises `seeds.problems.ProfileError` with every fault at once, `Blocked` with all that stands in the way, and `Refusal` when
    another version came into force since `base`.
    """
    take_turn(session)
    found = version_in_force(session)
    if base not in (ANY, found.id if found else None):
        raise Refusal(_OUTDATED.format(now=f"“{found}”" if found else "没有方案"))
    check = check_profile(session, content, source)
    if check.obstacles:
        raise Blocked(check.meta.title, check.obstacles)
    try:
        _follow(session, check)
        _remember(session, check)
    except IntegrityError as error:
        broken = refusal_for(error)
        reason = f"：{broken.message}" if broken else ""
        raise Refusal(f"方案{quoted(check.meta.title)}与库中已有的层级、部门或类别冲突{reason}") from error
    return check.profile


def keep_in_force(session: Session) -> None:
    """Let nobody apply a profile before this transaction ends: what it writes is sound by the one in force."""
    if session.get_bind().dialect.name != "sqlite":
        session.execute(select(func.pg_advisory_xact_lock_shared(APPLYING)))
    version_changed(session)


def take_turn(session: Session) -> None:
    """Wait until nobody else applies a profile, and let nobody write to what decides whether this one can be."""
    if session.get_bind().dialect.name != "sqlite":
        session.execute(select(func.pg_advisory_xact_lock(APPLYING)))
        tables = sorted({name for each in followers() for name in each.tables} & set(Model.metadata.tables))
        if tables:
            session.execute(text(f"LOCK TABLE {', '.join(tables)} IN SHARE ROW EXCLUSIVE MODE"))
    session.expire_all()
    version_changed(session)


def _follow(session: Session, check: Check) -> None:
    for each in followers():
        each.follow(session, check.old, check.profile)
        session.flush()
    session.expire_all()


def _remember(session: Session, check: Check) -> None:
    if not check.is_new:
        return
    meta, newest = check.meta, check.base
    last = session.scalar(select(func.max(PlanVersion.number)).where(PlanVersion.key == meta.id)) or 0
    after = newest.applied_at + dt.timedelta(seconds=1) if newest else now()
    session.add(PlanVersion(
        key=meta.id, number=last + 1, title=meta.title, content=check.content, resolved=check.aim.resolved, digest=check.digest,
        area=check.aim.area, applied_at=max(now(), after), applied_by=actor_now()[1], changes="\n".join(check.changes),
    ))  # fmt: skip
    session.flush()
    version_changed(session)
