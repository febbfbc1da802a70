"""Who is printed as the contact of a grid: its member, else the nearest head above.

Read without scope: a letter names the people in charge, whoever orders it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.grids.models import Grid
from portal.members.models import Assignment, Member
from portal.members.rules import Duty

_UNSCOPED = {"unscoped": True}


class Contact(NamedTuple):
    """A member in a duty of a grid, as printed."""

    member_id: int
    name: str
    phone: str
    duty: Duty
    grid: str


@dataclass(frozen=True)
class Place:
    """A grid with the names above it, the contact of its households, and the head of its village."""

    town: str
    village: str
    grid: str
    code: str
    contact: Contact | None
    head: Contact | None
    stand_in: bool
    """Whether the contact is a head standing in, because the grid has no member."""


def places(session: Session, grid_ids: Iterable[int], day: dt.date) -> dict[int, Place]:
    """The places of these grids on this day, by grid id."""
    wanted = set(grid_ids)
    paths = session.execute(select(Grid.id, Grid.path).where(Grid.id.in_(wanted)), execution_options=_UNSCOPED)
    chains = {grid_id: [int(step) for step in path.strip("/").split("/")] for grid_id, path in paths}
    named = _named(session, {step for chain in chains.values() for step in chain})
    people = _in_duty(session, named, day)
    return {grid_id: _place(chain, named, people) for grid_id, chain in chains.items()}


def _named(session: Session, grid_ids: set[int]) -> dict[int, tuple[str, str]]:
    rows = session.execute(
        select(Grid.id, Grid.name, Grid.code).where(Grid.id.in_(grid_ids)), execution_options=_UNSCOPED
    )
    return {grid_id: (name, code) for grid_id, name, code in rows}


def _in_duty(session: Session, named: dict[int, tuple[str, str]], day: dt.date) -> dict[tuple[int, Duty], Contact]:
    """The longest-serving member of each grid and duty."""
    statement = (
        select(Assignment.grid_id, Assignment.duty, Member.id, Member.name, Member.phone)
        .join(Assignment.member)
        .where(
            Assignment.grid_id.in_(named),
            Assignment.duty.in_((Duty.MEMBER, Duty.HEAD)),
            Assignment.starts_on <= day,
            or_(Assignment.ends_on.is_(None), Assignment.ends_on >= day),
        )
        .order_by(Assignment.starts_on, Assignment.id)
    )
    found: dict[tuple[int, Duty], Contact] = {}
    for grid_id, duty, member_id, name, phone in session.execute(statement, execution_options=_UNSCOPED):
        contact = Contact(member_id, name, phone or "", Duty(duty), named[grid_id][0])
        found.setdefault((grid_id, Duty(duty)), contact)
    return found


def _place(chain: Sequence[int], named: dict[int, tuple[str, str]], people: dict[tuple[int, Duty], Contact]) -> Place:
    names = [named[step][0] for step in chain]
    heads = [people[step, Duty.HEAD] for step in reversed(chain) if (step, Duty.HEAD) in people]
    member = people.get((chain[-1], Duty.MEMBER))
    head = heads[0] if heads else None
    village = names[1] if len(names) > 1 else names[0]
    return Place(
        town=names[0], village=village, grid=_below(names, village), code=named[chain[-1]][1],
        contact=member or head, head=head, stand_in=member is None,
    )  # fmt: skip


def _below(names: Sequence[str], village: str) -> str:
    """The grid's own name without the village's in front, which is printed beside it."""
    own = names[-1].removeprefix(village)
    return own or names[-1]
