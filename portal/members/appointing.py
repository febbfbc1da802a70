"""Assigning people in the roles of the plan: which role it is, whether it fits the grid, and whether there is room."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import func, inspect, or_, select
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.members.models import Assignment
from portal.members.posts import Posts, bounds, posts_of
from portal.members.rules import Duty
from seeds.sections.team import TeamRole

_PLACE = ("role", "grid", "grid_id", "member", "member_id")


def settle_post(session: Session, assignment: Assignment) -> TeamRole | None:
    """Give an assignment its role and the duty that follows from it. Raises `Refusal` for a role that does not fit the grid.

    Without a profile the duty stands alone; what was assigned before the profile had roles may stay without one.
    """
    posts = posts_of(session)
    role = posts.named(assignment.role)
    if not posts or (role is None and not assignment.role and not _changed(assignment, "duty", *_PLACE)):
        assignment.duty = assignment.duty or Duty.MEMBER
        return None
    level, kind = assignment.grid.level.key, assignment.grid.kind
    if role is None and not assignment.role:
        role = posts.standing_for(assignment.duty or Duty.MEMBER, level, kind)
    if role is None or (role not in posts.fitting(level, kind) and _changed(assignment, *_PLACE)):
        raise Refusal(_which(posts, assignment, role), "role")
    assignment.role, assignment.duty = role.key, str(role.acts_as)
    return role


def check_room(session: Session, assignment: Assignment, role: TeamRole) -> None:
    """Raise `Refusal` when the grid has as many in this role as the plan allows, or the member holds it for another grid."""
    ended = _changed(assignment, "ends_on") and assignment.ends_on is not None
    if not _changed(assignment, "starts_on", "ends_on", *_PLACE) or (
        ended and not _changed(assignment, "starts_on", *_PLACE)
    ):
        return
    grid = assignment.grid
    _least, most = bounds(role, (grid.full_name or grid.name).split("/"))
    others = _at_the_time(assignment, role).where(Assignment.grid_id == grid.id)
    held = session.scalar(others.with_only_columns(func.count(func.distinct(Assignment.member_id)))) or 0
    if most is not None and held >= most:
        raise Refusal(
            f"实施方案规定每个{grid.level.name}的{role.name}最多 {most} 名，“{grid.name}”这段时间已有 {held} 名；请先为离任的填写结束日期",
            "role",
        )
    if role.covers == "one":
        _check_one(session, assignment, role)


def _check_one(session: Session, assignment: Assignment, role: TeamRole) -> None:
    member_id = assignment.member.id if assignment.member is not None else assignment.member_id
    elsewhere = _at_the_time(assignment, role).where(
        Assignment.member_id == member_id, Assignment.grid_id != assignment.grid.id
    )
    other = session.scalar(elsewhere.limit(1))
    if other is not None:
        raise Refusal(f"实施方案规定{role.name}专管一格，该网格员已在“{other.grid}”任{role.name}", "grid")


def _at_the_time(assignment: Assignment, role: TeamRole) -> Any:
    """The other assignments in this role whose time meets that of this one."""
    start = assignment.starts_on or dt.date.min
    return select(Assignment).where(
        Assignment.role == role.key, Assignment.id != (assignment.id or 0),
        or_(Assignment.ends_on.is_(None), Assignment.ends_on >= start),
        Assignment.starts_on <= (assignment.ends_on or dt.date.max),
    )  # fmt: skip


def _which(posts: Posts, assignment: Assignment, role: TeamRole | None) -> str:
    grid = assignment.grid
    fitting = "、".join(each.name for each in posts.fitting(grid.level.key, grid.kind))
    remedy = f"可选：{fitting}" if fitting else f"实施方案没有为{grid.level.name}设角色"
    if role is not None:
        return f"{role.name}不能在“{grid.name}”（{grid.level.name}）任职，{remedy}"
    if assignment.role:
        return f"实施方案中没有名为“{assignment.role}”的角色，{remedy}"
    return f"请选择角色，{remedy}"


def _changed(assignment: Assignment, *names: str) -> bool:
    state: Any = inspect(assignment)
    return not state.persistent or any(state.attrs[name].history.has_changes() for name in names)
