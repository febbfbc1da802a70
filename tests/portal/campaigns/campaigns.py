"""Campaigns of a place over the small world, each with at most one task."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, VisitTask
from tests.fixtures.world import World


def campaign(session: Session, world: World, area: str, day: int, home: str = "", state: str = "open") -> Campaign:
    """Of an area, begun on a day of March; with a task at `home`."""
    made = Campaign(
        key=f"c{day}", name=f"{area}走访{day}", grid_id=world.grids[area], starts_on=dt.date(2026, 3, day),
        ends_on=dt.date(2026, 12, 31), opened_at=dt.datetime(2026, 3, day, 8), opened_by="周中心", state=state,
    )  # fmt: skip
    session.add(made)
    session.flush()
    if home:
        session.add(VisitTask(
            campaign_id=made.id, object="homes", subject=f"h{world.households[home]}", household_id=world.households[home],
            grid_id=world.grids[home.split("-")[0]], joined_on=made.starts_on, state="visited",
        ))  # fmt: skip
        session.flush()
    return made
