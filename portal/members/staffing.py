"""Whether every grid has its team: the holders of each role against the numbers, the team shapes and the employment of the plan."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.grids.models import Grid, GridLevel
from portal.grids.rules import GridStatus
from portal.members.models import Assignment, Member
from portal.members.posts import Posts, bounds, employment_problem, posts_of
from portal.plans.current import profile_or_none
from seeds.sections.team import TeamRole, TeamShape


class _Place(NamedTuple):
    id: int
    full_name: str
    path: str
    kind: str
    level: str

    @property
    def names(self) -> list[str]:
        """Of the grid and those above, from the town down."""
        return self.full_name.split("/")


class _Held(NamedTuple):
    grid_id: int
    role: str
    member_id: int
    name: str
    employment: str


@dataclass(frozen=True)
class Gap:
    """Something in a grid that is not as the plan wants it, as a sentence about a role."""

    grid_id: int
    grid: str
    role: str
    problem: str


@dataclass(frozen=True)
class Staffing:
    """`totals`: (role, people who hold it); `gaps` by grid from the town down."""

    totals: list[tuple[str, int]]
    gaps: list[Gap]


def staffing(session: Session, day: dt.date) -> Staffing:
    """The teams of all visible grids in use on that day."""
    posts, profile = posts_of(session), profile_or_none(session)
    places = {place.id: place for place in _places(session)}
    held = list(_held(session, posts, places, day))
    count = Counter(
        (grid_id, role) for grid_id, role, _member in {(each.grid_id, each.role, each.member_id) for each in held}
    )
    people = Counter(role for role, _member in {(each.role, each.member_id) for each in held})
    shapes = profile.teams if profile else ()
    found: dict[tuple[int, str, str], Gap] = {}
    for gap in (
        *_numbers(posts, places, count),
        *_shapes(posts, shapes, places, count),
        *_employments(posts, places, held),
    ):
        found.setdefault((gap.grid_id, gap.role, gap.problem), gap)
    order = {place_id: number for number, place_id in enumerate(places)}
    gaps = sorted(found.values(), key=lambda gap: order[gap.grid_id])
    return Staffing([(role.name, people[role.key]) for role in posts.roles], gaps)


def _places(session: Session) -> Iterator[_Place]:
    statement = (
        select(Grid.id, Grid.full_name, Grid.path, Grid.kind, GridLevel.key)
        .join(GridLevel, Grid.level_id == GridLevel.id)
        .where(Grid.status == GridStatus.ACTIVE)
        .order_by(Grid.path)
    )
    return (_Place(*row) for row in session.execute(statement))


def _held(session: Session, posts: Posts, places: dict[int, _Place], day: dt.date) -> Iterator[_Held]:
    columns: list[Any] = [
        Assignment.grid_id,
        Assignment.role,
        Assignment.duty,
        Member.id,
        Member.name,
        Member.employment,
    ]
    statement = (
        select(*columns)
        .join(Assignment.member)
        .where(Assignment.starts_on <= day, or_(Assignment.ends_on.is_(None), Assignment.ends_on >= day))
        .order_by(Assignment.id)
    )
    for grid_id, key, duty, member_id, name, employment in session.execute(statement):
        place = places.get(grid_id)
        role = place and (posts.role_in(key, duty, place.level, place.kind))
        if role:
            yield _Held(grid_id, role.key, member_id, name, employment)


def _numbers(posts: Posts, places: dict[int, _Place], count: Counter[tuple[int, str]]) -> Iterator[Gap]:
    for place in places.values():
        for role in posts.fitting(place.level, place.kind):
            least, most = bounds(role, place.names)
            yield from _gap(place, role, count[place.id, role.key], least, most)


def _shapes(
    posts: Posts, shapes: tuple[TeamShape, ...], places: dict[int, _Place], count: Counter[tuple[int, str]]
) -> Iterator[Gap]:
    """Posts of a team that are held on its own level; those above it are counted with the grid they belong to."""
    wanted = [(shape, post, posts.named(post.role)) for shape in shapes for post in shape.posts]
    for place in places.values():
        for shape, post, role in wanted:
            meant = shape.level == place.level and (not shape.kinds or place.kind in shape.kinds)
            if role and meant and role in posts.fitting(place.level, place.kind):
                yield from _gap(place, role, count[place.id, role.key], post.minimum, post.maximum)


def _employments(posts: Posts, places: dict[int, _Place], held: list[_Held]) -> Iterator[Gap]:
    for each in held:
        role, place = posts.named(each.role), places[each.grid_id]
        problem = employment_problem(role, each.employment, place.names) if role else None
        if role and problem:
            yield Gap(place.id, place.full_name, role.name, f"{each.name}：{problem}")


def _gap(place: _Place, role: TeamRole, held: int, least: int, most: int | None) -> Iterator[Gap]:
    if held < least:
        yield Gap(place.id, place.full_name, role.name, f"至少应有 {least} 名，现有 {held} 名")
    elif most is not None and held > most:
        yield Gap(place.id, place.full_name, role.name, f"最多可有 {most} 名，现有 {held} 名")
