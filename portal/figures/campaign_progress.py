"""How far a campaign is in every grid, for the wall map (挂图作战)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign
from portal.figures.grounds import Ground
from portal.figures.rates import pairs_by_grid
from portal.visits.rules import Rate
from seeds.sections.rates import Rate as Section

REACHED = Section(key="progress", name="走访进度", numerator="objects_reached", denominator="objects_due")
"""The share of a campaign's objects met at home or, where that counts, by telephone."""


def progress_by_grid(session: Session, paths: Mapping[int, str], campaign: Campaign) -> dict[int, Rate]:
    """{grid id: rate} of every visible grid with all below it; those without a task have no data."""
    ground = Ground(campaign.starts_on, campaign.ends_on, campaign_id=campaign.id)
    summed = {grid_id: [0, 0] for grid_id in paths}
    for grid_id, (reached, due) in pairs_by_grid(session, REACHED, ground).items():
        for above in paths.get(grid_id, "").strip("/").split("/"):
            if above and int(above) in summed:
                summed[int(above)][0] += reached
                summed[int(above)][1] += due
    return {grid_id: Rate(*pair) for grid_id, pair in summed.items()}
