"""What the profile asks of a campaign: the section it was opened under, and its phases moved to the days it really runs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign
from portal.campaigns.rules import CampaignState
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.plans.current import parsed, profile_in_force, profile_or_none
from portal.plans.judging import profile_then
from portal.plans.models import PlanVersion
from seeds.problems import ProfileError
from seeds.schema import Profile
from seeds.sections.campaigns import Campaign as Section
from seeds.sections.campaigns import VisitObject

_grid: Any = Grid.__table__
Running = dict[int, tuple[Campaign, Section | None]]
"""Campaigns by id, each with what it asks."""


@dataclass(frozen=True)
class RunningPhase:
    """A phase on the days of a campaign that really runs."""

    name: str
    starts_on: dt.date
    ends_on: dt.date
    tasks: tuple[str, ...]

    def holds(self, day: dt.date) -> bool:
        """Whether the day falls in it, at both ends included."""
        return self.starts_on <= day <= self.ends_on


def offered(session: Session) -> tuple[Section, ...]:
    """The campaigns of the profile in force; none without one."""
    profile = profile_or_none(session)
    return tuple(profile.campaigns) if profile else ()


def is_without(session: Session) -> bool:
    """Whether the plan in force knows no campaigns and none was ever opened: pages about them lead nowhere then."""
    profile = profile_or_none(session)
    if profile is None or profile.campaigns:
        return False
    return session.scalar(select(Campaign.id).limit(1)) is None


def running_places(session: Session) -> dict[str, list[str]]:
    """Key -> the areas in which campaigns in sight run, by full name, also those that reach beyond what the session sees."""
    wanted = select(Campaign.key, Campaign.grid_id).where(Campaign.state == CampaignState.OPEN).order_by(Campaign.id)
    running = session.execute(wanted).all()
    named = select(_grid.c.id, _grid.c.full_name).where(_grid.c.id.in_({each.grid_id for each in running}))
    names = {row.id: row.full_name for row in session.execute(named)}
    found: dict[str, list[str]] = {}
    for key, grid_id in running:
        found.setdefault(key, []).append(names[grid_id])
    return found


def section_named(session: Session, key: str) -> Section:
    """The campaign of the profile in force with this key. Raises `Refusal`."""
    found = next((each for each in profile_in_force(session).campaigns if each.key == key), None)
    if found is None:
        names = "、".join(each.key for each in offered(session)) or "无"
        raise Refusal(f"正在使用的方案没有走访活动“{key}”，可选：{names}", "key")
    return found


def section_of(session: Session, campaign: Campaign) -> Section:
    """What an opened campaign asks, by the version of the profile that it was opened under. Raises `Refusal`."""
    version = session.get(PlanVersion, campaign.plan_version_id) if campaign.plan_version_id else None
    if version is not None:
        try:
            profile = parsed(version.digest, version.resolved, version.key)
        except ProfileError:
            return section_named(session, campaign.key)
        found = next((each for each in profile.campaigns if each.key == campaign.key), None)
        if found is not None:
            return found
    return section_named(session, campaign.key)


def open_on(day: dt.date) -> Any:
    """The campaigns that run on that day, as a condition on `Campaign`."""
    return (Campaign.state == CampaignState.OPEN) & (Campaign.starts_on <= day) & (Campaign.ends_on >= day)


def described(session: Session, campaigns: Select[Campaign]) -> Running:
    """These campaigns in the order in which they began, each with what it asks; None when no plan knows it any more."""
    found = session.scalars(campaigns.order_by(Campaign.starts_on, Campaign.id))
    return {campaign.id: (campaign, _section(session, campaign)) for campaign in found}


def profile_of(session: Session, campaign: Campaign) -> Profile | None:
    """The profile that a campaign was opened under, else the one in force; None without any."""
    return profile_then(session, campaign) or profile_or_none(session)


def _section(session: Session, campaign: Campaign) -> Section | None:
    profile = profile_of(session, campaign)
    return next((each for each in profile.campaigns if each.key == campaign.key), None) if profile else None


def object_named(section: Section, key: str) -> VisitObject:
    """The object of a campaign with this key. Raises `Refusal`."""
    found = next((each for each in section.objects if each.key == key), None)
    if found is None:
        raise Refusal(f"“{section.name}”没有走访对象“{key}”", "object")
    return found


def phases_of(section: Section, starts_on: dt.date, ends_on: dt.date) -> tuple[RunningPhase, ...]:
    """The phases, moved by as many days as the campaign begins later than written; what would lie outside is cut, and what ended
    with the campaign ends with it."""
    moved = starts_on - section.starts_on
    found = []
    for phase in section.phases:
        last = ends_on if phase.ends_on == section.ends_on else min(phase.ends_on + moved, ends_on)
        first = min(phase.starts_on + moved, last)
        found.append(RunningPhase(phase.name, first, last, tuple(phase.tasks)))
    return tuple(found)


def period_of(section: Section, starts_on: dt.date | None, ends_on: dt.date | None) -> tuple[dt.date, dt.date]:
    """The days asked for; where one is left open, as long as the profile says. Raises `Refusal`."""
    length = section.ends_on - section.starts_on
    if starts_on is None:
        starts_on = section.starts_on if ends_on is None else ends_on - length
    ends_on = ends_on or starts_on + length
    if ends_on < starts_on:
        raise Refusal(f"结束日期 {ends_on} 早于开始日期 {starts_on}", "ends_on")
    return starts_on, ends_on
