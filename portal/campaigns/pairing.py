"""Who visits which area (安排表): set one by one, for a village at once, or from the posts people hold. They flush, never commit.

Where the plan fixes pairs (中途不得更换) they may be changed until the campaign begins; later only an area without visitor gets one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.campaigns.asked import object_named, section_of
from portal.campaigns.joining import Joining
from portal.campaigns.models import Campaign, VisitorArea, VisitTask
from portal.campaigns.rules import TaskState
from portal.campaigns.services import must_be_open
from portal.campaigns.settling import forget_tasks
from portal.campaigns.visitors import visitors
from portal.foundation.clock import today
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.members.models import Member

FIXED = "“{name}”规定走访人与片区一一对应、中途不得更换，活动已经开始，不能改动"
_area: Any = VisitorArea.__table__
_task: Any = VisitTask.__table__


@dataclass(frozen=True)
class Place:
    """A grid with tasks, how many, and who visits there for which objects."""

    grid_id: int
    name: str
    tasks: int
    visitors: str


def is_fixed(session: Session, campaign: Campaign) -> bool:
    """Whether the pairs must not change any more."""
    return section_of(session, campaign).pairing == "fixed" and today() >= campaign.starts_on


def pair(session: Session, campaign: Campaign, grid: Grid, member: Member, object_key: str = "") -> VisitorArea:
    """Let a member visit a grid and all below it, for one object or for all. Raises `Refusal`."""
    must_be_open(campaign)
    if object_key:
        object_named(section_of(session, campaign), object_key)
    if not _inside(session, campaign, grid):
        raise Refusal(f"“{grid}”不在“{campaign}”的范围内", "grid")
    if is_fixed(session, campaign) and _paired_above(session, campaign, grid, object_key):
        raise Refusal(FIXED.format(name=campaign.name), "grid")
    made = VisitorArea(campaign=campaign, grid=grid, member=member, object=object_key)
    session.add(made)
    session.flush()
    hand_out(session, campaign)
    return made


def unpair(session: Session, area: VisitorArea) -> None:
    """Take a pair back. Raises `Refusal` where pairs are fixed, and once the campaign is over."""
    campaign = area.campaign
    must_be_open(campaign)
    if is_fixed(session, campaign):
        raise Refusal(FIXED.format(name=campaign.name))
    session.delete(area)
    session.flush()
    hand_out(session, campaign)


def pair_from_posts(session: Session, campaign: Campaign, within: Grid) -> int:
    """Write down as pairs who visits now by their post, in every grid inside that has tasks and no pair yet; how many pairs."""
    must_be_open(campaign)
    objects = {each.key: each for each in section_of(session, campaign).objects}
    rows = session.execute(
        select(VisitTask.object, VisitTask.grid_id)
        .join(VisitTask.grid)
        .where(VisitTask.campaign_id == campaign.id, VisitTask.state != TaskState.LEFT)
        .where(Grid.path.startswith(within.path, autoescape=True))
        .distinct()
    )
    places = [(key, grid_id) for key, grid_id in rows if key in objects]
    who = visitors(session, {grid_id for _, grid_id in places}, today(), campaign.id)
    found: dict[int, dict[str, int | None]] = defaultdict(dict)
    for key, grid_id in places:
        if not who.is_paired(objects[key], grid_id):
            found[grid_id][key] = who.of(objects[key], grid_id)
    made = [
        VisitorArea(campaign_id=campaign.id, grid_id=grid_id, object=key, member_id=member_id)
        for grid_id, members in sorted(found.items())
        for key, member_id in _together(members, len(objects))
        if member_id is not None
    ]
    session.add_all(made)
    session.flush()
    hand_out(session, campaign)
    return len(made)


def _together(members: dict[str, int | None], objects: int) -> list[tuple[str, int | None]]:
    """One pair for all objects where one member visits them all."""
    if len(members) == objects and len(set(members.values())) == 1:
        return [("", next(iter(members.values())))]
    return sorted(members.items())


def hand_out(session: Session, campaign: Campaign) -> None:
    """Write into all tasks who visits now."""
    Joining(session, campaign, today()).hand_out()
    forget_tasks(session)


def places(session: Session, campaign: Campaign, within: Grid) -> list[Place]:
    """The visible grids inside that have tasks, in order of the tree, each with its visitors by name."""
    rows = session.execute(
        select(Grid.id, Grid.full_name, VisitTask.member_id, func.count())
        .join(VisitTask.grid)
        .where(VisitTask.campaign_id == campaign.id, VisitTask.state != TaskState.LEFT)
        .where(Grid.path.startswith(within.path, autoescape=True))
        .group_by(Grid.id, Grid.full_name, Grid.path, VisitTask.member_id)
        .order_by(Grid.path)
    )
    counts: dict[int, int] = defaultdict(int)
    names: dict[int, str] = {}
    members: dict[int, set[int]] = defaultdict(set)
    for grid_id, name, member_id, count in rows:
        counts[grid_id] += count
        names[grid_id] = name
        members[grid_id].update({member_id} if member_id else set())
    known = _names(session, {each for some in members.values() for each in some})
    return [
        Place(grid_id, name, counts[grid_id], "、".join(known[each] for each in sorted(members[grid_id]) if each in known))
        for grid_id, name in names.items()
    ]  # fmt: skip


def _names(session: Session, ids: set[int]) -> dict[int, str]:
    """Who visits is told by name to everybody who sees the grid, as on the notice board."""
    table: Any = Member.__table__
    return {row.id: row.name for row in session.execute(select(table.c.id, table.c.name).where(table.c.id.in_(ids)))}


def _inside(session: Session, campaign: Campaign, grid: Grid) -> bool:
    table: Any = Grid.__table__
    path = session.execute(select(table.c.path).where(table.c.id == campaign.grid_id)).scalar_one()
    return grid.path.startswith(str(path))


def _paired_above(session: Session, campaign: Campaign, grid: Grid, object_key: str) -> bool:
    """Whether somebody is paired already with the grid or one above it, for this object or all; for all: for any object."""
    above = [int(part) for part in grid.path.split("/") if part]
    found = select(_area.c.id).where(_area.c.campaign_id == campaign.id, _area.c.grid_id.in_(above))
    if object_key:
        found = found.where(_area.c.object.in_(("", object_key)))
    return session.execute(found.limit(1)).first() is not None
