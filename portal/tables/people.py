"""Who looks after a grid, and in which post: read once for a whole table."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from sqlalchemy import select

from portal.foundation.clock import today
from portal.members.models import Assignment, Member
from portal.members.rules import Duty
from portal.security.scope import in_force
from portal.tables.work import Work


class Keeper(NamedTuple):
    """A member who holds a post in a grid."""

    name: str
    phone: str | None


_ORDER: dict[str, int] = {Duty.MEMBER: 0, Duty.HELPER: 1, Duty.HEAD: 2}


def keepers(work: Work) -> dict[int, list[Keeper]]:
    """{grid id: who looks after it today, whatever the period}: its grid members; where there are none its helpers, then its head."""
    held: dict[int, list[tuple[int, Keeper]]] = defaultdict(list)
    for grid_id, duty, name, phone in _assigned(work):
        if duty in _ORDER:
            held[grid_id].append((_ORDER[duty], Keeper(name, phone)))
    first = {grid_id: min(order for order, _ in rows) for grid_id, rows in held.items()}
    return {
        grid_id: list(dict.fromkeys(keeper for order, keeper in rows if order == first[grid_id]))
        for grid_id, rows in held.items()
    }


def names(found: list[Keeper] | None) -> str:
    """Their names; nothing as an empty string."""
    return "、".join(keeper.name for keeper in found or ())


def phones(found: list[Keeper] | None) -> str:
    """Their phones, in the order of the names."""
    return "、".join(keeper.phone for keeper in found or () if keeper.phone)


def _assigned(work: Work) -> list[Any]:
    statement = (
        select(Assignment.grid_id, Assignment.duty, Member.name, Member.phone)
        .join(Assignment.member)
        .where(in_force(today()), work.inside(Assignment.grid_id))
        .order_by(Assignment.id)
    )
    return list(work.session.execute(statement))
