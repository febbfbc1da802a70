"""Who is printed as the contact of a grid: its member, else the nearest member above, else the nearest head.

Of several the holder of the principal post (`portal.members.posts.Posts.rank`), of equals who serves longest.

Read without scope: a letter names the people in charge, whoever orders it.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.grids.models import Grid, GridLevel
from portal.members.models import Assignment, Member
from portal.members.posts import Posts, posts_of
from portal.members.rules import Duty
from portal.plans.current import profile_or_none

_UNSCOPED = {"unscoped": True}


class Contact(NamedTuple):
    """A member in a duty of a grid, as printed."""

    member_id: int
    name: str
    phone: str
    post: str
    """What paper calls them, by `portal.members.posts`."""
    grid: str


class Titles(NamedTuple):
    """What the plan calls the member of a grid and the head of its village, whether there is anybody or not."""

    member: str
    head: str

    @property
    def nobody(self) -> str:
        """That there is neither of them."""
        return f"本网格及上级没有{self.member}和{self.head}"


@dataclass(frozen=True)
class Place:
    """A grid with the names above it, the contact of its households, and the head of its village."""

    town: str
    village: str
    grid: str
    code: str
    codes: tuple[str, ...]
    """Of the grid itself and those above, upwards."""
    contact: Contact | None
    head: Contact | None
    stand_in: bool
    """Whether the contact is a head standing in, because there is no member in the grid or above it."""
    titles: Titles


class _Step(NamedTuple):
    name: str
    code: str
    level: str
    kind: str | None


class _Levels(NamedTuple):
    town: str = "town"
    village: str = "village"


def places(session: Session, grid_ids: Iterable[int], day: dt.date) -> dict[int, Place]:
    """The places of these grids on this day, by grid id."""
    wanted = set(grid_ids)
    paths = session.execute(select(Grid.id, Grid.path).where(Grid.id.in_(wanted)), execution_options=_UNSCOPED)
    chains = {grid_id: [int(step) for step in path.strip("/").split("/")] for grid_id, path in paths}
    named = _named(session, {step for chain in chains.values() for step in chain})
    people = _in_duty(session, named, day)
    at, posts = _levels(session), posts_of(session)
    return {grid_id: _place(chain, named, people, at, posts) for grid_id, chain in chains.items()}


def village_names(session: Session, path: str) -> dict[int, str]:
    """The full names of the villages at and below a grid, by id."""
    level = GridLevel.key == _levels(session).village
    statement = (
        select(Grid.id, Grid.full_name).join(Grid.level).where(level, Grid.path.startswith(path, autoescape=True))
    )
    return {row.id: row.full_name for row in session.execute(statement, execution_options=_UNSCOPED)}


def _levels(session: Session) -> _Levels:
    plan = profile_or_none(session)
    return _Levels(plan.place_level("town").key, plan.place_level("village").key) if plan else _Levels()


def _named(session: Session, grid_ids: set[int]) -> dict[int, _Step]:
    statement = (
        select(Grid.id, Grid.name, Grid.code, GridLevel.key, Grid.kind).join(Grid.level).where(Grid.id.in_(grid_ids))
    )
    rows = session.execute(statement, execution_options=_UNSCOPED)
    return {grid_id: _Step(*step) for grid_id, *step in rows}


def _in_duty(session: Session, named: dict[int, _Step], day: dt.date) -> dict[tuple[int, Duty], Contact]:
    """Who is named for each grid and duty."""
    statement = (
        select(Assignment.grid_id, Assignment.duty, Assignment.role, Member.id, Member.name, Member.phone)
        .join(Assignment.member)
        .where(
            Assignment.grid_id.in_(named),
            Assignment.duty.in_((Duty.MEMBER, Duty.HEAD)),
            Assignment.starts_on <= day,
            or_(Assignment.ends_on.is_(None), Assignment.ends_on >= day),
        )
        .order_by(Assignment.starts_on, Assignment.id)
    )
    posts = posts_of(session)
    found: dict[tuple[int, Duty], tuple[int, Contact]] = {}
    for grid_id, duty, role, member_id, name, phone in session.execute(statement, execution_options=_UNSCOPED):
        grid = named[grid_id]
        held = (role, duty, grid.level, grid.kind)
        one = posts.rank(*held), Contact(member_id, name, phone or "", posts.called(*held), grid.name)
        before = found.setdefault((grid_id, Duty(duty)), one)
        found[grid_id, Duty(duty)] = min(before, one, key=lambda ranked: ranked[0])
    return {held_in: contact for held_in, (_, contact) in found.items()}


def _place(
    chain: Sequence[int], named: dict[int, _Step], people: dict[tuple[int, Duty], Contact], at: _Levels, posts: Posts
) -> Place:
    steps = [named[step] for step in chain]
    member, head = _nearest(chain, people, Duty.MEMBER), _nearest(chain, people, Duty.HEAD)
    town = _first(steps, at.town, 0)
    village = max(_first(steps, at.village, 1), town)
    return Place(
        town=steps[town].name, village=steps[village].name, grid=_below(steps[village:]), code=steps[-1].code,
        codes=tuple(step.code for step in reversed(steps)), contact=member or head, head=head, stand_in=member is None,
        titles=Titles(posts.usual(Duty.MEMBER, steps[-1].level, steps[-1].kind), posts.usual(Duty.HEAD, at.village, None)),
    )  # fmt: skip


def _nearest(chain: Sequence[int], people: dict[tuple[int, Duty], Contact], duty: Duty) -> Contact | None:
    """Who holds this duty in the grid or, going up, above it: members may look after a whole grid of several cells."""
    return next((people[step, duty] for step in reversed(chain) if (step, duty) in people), None)


def _first(steps: Sequence[_Step], level: str, usual: int) -> int:
    """The place in the chain of the grid on this level, else the usual one."""
    found = (index for index, step in enumerate(steps) if step.level == level)
    return next(found, min(usual, len(steps) - 1))


def _below(steps: Sequence[_Step]) -> str:
    """The grids below a village by their own names, without the village's in front, which is printed beside them."""
    own = "".join(step.name.removeprefix(above.name) for above, step in itertools.pairwise(steps))
    return own or steps[-1].name
