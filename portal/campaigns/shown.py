"""Which campaign is shown for a place where nobody asked for one: on maps, on paper, in charts, and where is drawn."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Exists, exists, select
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.rules import CampaignState, TaskState
from portal.grids.models import Grid

_grid = Grid.__table__
"""As a table: the grid of a town's campaign may lie above what the session sees, and the campaign is shown all the same."""


def campaign_shown(session: Session, path: str = "", *, running: bool = False) -> Campaign | None:
    """Of the campaigns for a grid above, at or within the one with this path (none given: all in sight) that which runs, then that
    which has tasks there, then that which is for all of it, then the newest. `running`: none that has ended."""
    steps = [int(step) for step in path.split("/") if step]
    runs, whole = Campaign.state == CampaignState.OPEN, Campaign.grid_id.in_(steps)
    statement = select(Campaign).order_by(
        runs.desc(), _tasks(path).desc(), whole.desc(), Campaign.starts_on.desc(), Campaign.id.desc()
    )
    if path:
        statement = statement.where(whole | Campaign.grid_id.in_(_inside(path)))
    return session.scalar((statement.where(runs) if running else statement).limit(1))


def _tasks(path: str) -> Exists:
    part = (VisitTask.campaign_id == Campaign.id, VisitTask.state != TaskState.LEFT)
    return exists().where(*part, VisitTask.grid_id.in_(_inside(path))) if path else exists().where(*part)


def _inside(path: str) -> Any:
    return select(_grid.c.id).where(_grid.c.path.startswith(path, autoescape=True))
