"""A campaign over the small world: one task a household, settled by hand."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, VisitTask
from portal.figures.grounds import Ground
from portal.grids.models import Grid
from tests.fixtures.world import World

YEAR = Ground(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
STATES = {"west1": ("visited", "visited", "phoned"), "west2": ("absent", "open", "left"),
          "east1": ("visited", "refused", "phoned"), "east2": ("open", "open", "open")}  # fmt: skip
"""Of eleven that were due (one has left) three were visited, two telephoned, one absent, one refused, four open."""


def open_campaign(session: Session, world: World, key: str = "spring") -> Campaign:
    campaign = Campaign(
        key=key, name="春季走访", grid_id=world.grids["town"], starts_on=dt.date(2026, 3, 1), ends_on=dt.date(2026, 4, 30),
        opened_at=dt.datetime(2026, 3, 1, 8), opened_by="周中心",
    )  # fmt: skip
    session.add(campaign)
    session.flush()
    for grid, states in STATES.items():
        for number, state in enumerate(states, 1):
            home = world.households[f"{grid}-{number}"]
            session.add(VisitTask(
                campaign_id=campaign.id, object="homes", subject=f"h{home}", household_id=home, grid_id=world.grids[grid],
                state=state, joined_on=campaign.starts_on, done_on=None if state in {"open", "left"} else dt.date(2026, 3, 9 + number),
            ))  # fmt: skip
    session.flush()
    return campaign


def at(session: Session, world: World, grid: str, ground: Ground = YEAR) -> Ground:
    return ground.within(grid=session.get_one(Grid, world.grids[grid]).path)
