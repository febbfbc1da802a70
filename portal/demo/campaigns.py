"""The campaign of a demo: the first of the profile, moved so that it runs today, with the demo's visits counted."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.campaigns import pairing, services
from portal.campaigns.asked import section_of
from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.population import Area, due_of
from portal.campaigns.settling import resettle_all
from portal.grids.models import Grid
from seeds.schema import Profile

BY = "演示数据"
_GONE_BY = 0.6
"""How much of the campaign lies behind today."""
_CHOSEN, _MISSED = 20, 5
"""So many are picked by hand; one resident in so many was out when the home was visited."""
_task: Any = VisitTask.__table__


def run_campaign(session: Session, profile: Profile, today: dt.date) -> int:
    """Open it in every grid at the top; how many tasks. Nothing for a profile without campaigns."""
    if not profile.campaigns:
        return 0
    section = profile.campaigns[0]
    length = section.ends_on - section.starts_on
    starts_on = today - dt.timedelta(days=round(length.days * _GONE_BY))
    tasks = 0
    for grid in session.scalars(select(Grid).where(Grid.parent_id.is_(None)).order_by(Grid.id)):
        campaign = services.open_campaign(session, section.key, grid, starts_on, starts_on + length, BY)
        _choose(session, campaign, grid)
        if section.pairing == "fixed":
            pairing.pair_from_posts(session, campaign, grid)
        _meet(session, campaign)
        resettle_all(session, campaign)
        tasks += services.count_tasks(session, campaign)
    return tasks


def _choose(session: Session, campaign: Campaign, grid: Grid) -> None:
    section = section_of(session, campaign)
    for wanted in section.objects:
        if wanted.chosen:
            found = due_of(Area(grid.path, campaign.id), section, wanted).subquery()
            subjects = session.execute(select(found.c.subject).order_by(found.c.subject).limit(_CHOSEN)).scalars().all()
            services.choose(session, campaign, wanted.key, subjects)


def _meet(session: Session, campaign: Campaign) -> None:
    """Most of those to be met were at home when somebody opened."""
    visit, met = Model.metadata.tables["visit"], Model.metadata.tables["visit_met"]
    rows = (
        select(visit.c.id, _task.c.resident_id)
        .where(_task.c.campaign_id == campaign.id, _task.c.resident_id % _MISSED != 0)
        .where(visit.c.household_id == _task.c.household_id, visit.c.way.in_(("home", "phone")))
        .where(visit.c.visited_on.between(campaign.starts_on, campaign.ends_on))
        .where(visit.c.id.not_in(select(met.c.visit_id)))
        .distinct()
    )
    session.execute(insert(met).from_select(["visit_id", "resident_id"], rows))
