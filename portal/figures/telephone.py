"""For which objects of which campaign a telephone call does not finish the task, by the plan that the campaign was opened under."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.campaigns.asked import section_of
from portal.campaigns.models import Campaign
from portal.foundation.errors import Refusal


def not_by_phone(session: Session) -> frozenset[tuple[int, str]]:
    """(campaign id, key of the object) of all for whom the plan says that being telephoned does not count.

    Where the plan says nothing of the telephone, being spoken to by telephone is being reached.
    """
    return frozenset(
        (campaign.id, each) for campaign in session.scalars(select(Campaign)) for each in _objects(session, campaign)
    )


def _objects(session: Session, campaign: Campaign) -> list[str]:
    try:
        section = section_of(session, campaign)
    except Refusal:  # no plan knows it any more
        return []
    rules = {each.key: section.telephone_for(each.key) for each in section.objects}
    return [key for key, rule in rules.items() if rule and not rule.counts]
