"""How far the campaigns that run are, in one query."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.rules import CampaignState, TaskState
from portal.visits.rules import Rate


@dataclass
class Running:
    """A campaign with the number of its visible tasks by what has come of them."""

    campaign_id: int
    name: str
    ends_on: str
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def visited(self) -> Rate:
        """Met at home, of all tasks; who left owes nothing."""
        due = sum(number for state, number in self.counts.items() if state != TaskState.LEFT)
        return Rate(self.counts[TaskState.VISITED], due)


def running(session: Session, limit: int) -> list[Running]:
    """The campaigns that run and have tasks in sight, the one that ends first at the top."""
    statement = (
        select(Campaign.id, Campaign.name, Campaign.ends_on, VisitTask.state, func.count(VisitTask.id))
        .join(VisitTask, VisitTask.campaign_id == Campaign.id)
        .where(Campaign.state == CampaignState.OPEN)
        .group_by(Campaign.id, Campaign.name, Campaign.ends_on, VisitTask.state)
        .order_by(Campaign.ends_on, Campaign.id)
    )
    found: dict[int, Running] = {}
    for campaign_id, name, ends_on, state, number in session.execute(statement):
        found.setdefault(campaign_id, Running(campaign_id, name, str(ends_on))).counts[state] += number
    return list(found.values())[:limit]
