"""Who works in which grid, as printed on boards, badges and lists. Read without scope: the grids were chosen within it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.grids.models import Grid, GridLevel
from portal.members.models import Assignment, Member
from portal.members.posts import posts_of
from portal.members.rules import Duty

ORDER = (Duty.HEAD, Duty.MEMBER, Duty.HELPER, Duty.CENTRE, Duty.LEADER)
_UNSCOPED = {"unscoped": True}


class Holder(NamedTuple):
    """Somebody in a post of a grid."""

    member_id: int
    name: str
    phone: str
    duty: Duty
    post: str
    """How the plan calls it."""
    duties: tuple[str, ...]
    """What the plan says its holder does."""
    ends_on: dt.date | None


def holders(session: Session, grid_ids: Iterable[int], day: dt.date) -> dict[int, list[Holder]]:
    """The people of each grid on a day: heads first, then members, then helpers; within each the principal post first
    (`portal.members.posts.Posts.rank`), of equals who serves longest."""
    statement = (
        select(
            Assignment.grid_id, Assignment.duty, Assignment.role, Assignment.ends_on, Member.id, Member.name, Member.phone,
            GridLevel.key.label("level"), Grid.kind,
        )
        .join(Assignment.member).join(Assignment.grid).join(Grid.level)
        .where(
            Assignment.grid_id.in_(set(grid_ids)), Assignment.starts_on <= day,
            or_(Assignment.ends_on.is_(None), Assignment.ends_on >= day),
        )
        .order_by(Assignment.starts_on, Assignment.id)
    )  # fmt: skip
    posts, found = posts_of(session), dict[int, list[tuple[int, Holder]]]()
    for row in session.execute(statement, execution_options=_UNSCOPED):
        held = (row.role, row.duty, row.level, row.kind)
        role = posts.role_in(*held)
        said = role.duties if role is not None else ()
        one = Holder(row.id, row.name, row.phone or "", Duty(row.duty), posts.called(*held), said, row.ends_on)
        found.setdefault(row.grid_id, []).append((posts.rank(*held), one))
    return {grid_id: [one for _, one in sorted(each, key=_named_by)] for grid_id, each in found.items()}


def _named_by(ranked: tuple[int, Holder]) -> tuple[int, int]:
    rank, one = ranked
    return ORDER.index(one.duty), rank
