"""An open campaign of the small world, with its tasks made by hand."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, VisitTask
from portal.households.models import Household
from tests.fixtures.world import World


@pytest.fixture
def campaign(session: Session, world: World) -> Campaign:
    """Open in the whole town in June 2026: every household and its head, and every shop."""
    made = Campaign(
        key="june", name="六月走访", grid_id=world.grids["town"], starts_on=dt.date(2026, 6, 1), ends_on=dt.date(2026, 6, 30),
        opened_at=dt.datetime(2026, 6, 1, 8), opened_by="周中心",
    )  # fmt: skip
    session.add(made)
    session.flush()
    for identity in world.households.values():
        household = session.get_one(Household, identity)
        head = household.residents[0]
        common = {
            "campaign_id": made.id,
            "household_id": identity,
            "grid_id": household.grid_id,
            "joined_on": made.starts_on,
        }
        session.add(VisitTask(object="homes", subject=f"h{identity}", **common))
        session.add(VisitTask(object="heads", subject=f"r{head.id}", resident_id=head.id, **common))
    for name, grid in world.grids.items():
        shop = world.others.get(f"shop-{name}")
        if shop:
            common = {"campaign_id": made.id, "grid_id": grid, "joined_on": made.starts_on}
            session.add(VisitTask(object="shops", subject=f"e{shop}", establishment_id=shop, **common))
    session.flush()
    return made
