"""Every night the tasks of the campaigns that run are brought in line with the register, for what was written past everything.

The trail of deeds is the record that it was done: it survives restarts, and keeps a second pass of the same day from doing it again.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.campaigns.joining import follow
from portal.campaigns.models import Campaign
from portal.campaigns.rules import CampaignState
from portal.foundation import audit
from portal.foundation.audit import AuditEntry, Deed
from portal.foundation.clock import now
from portal.foundation.errors import Refusal
from portal.jobs.transactions import transaction

FROM_HOUR = 1
"""China time; by then the day's entries are in."""
DONE = "每夜更新走访任务"


def follow_nightly(at: dt.datetime | None = None) -> int:
    """One pass of the reconciler: follow every open campaign that was not followed since midnight, each in a transaction of its own; how
    many were. `at` stands in for the present."""
    moment = at or now()
    if moment.hour < FROM_HOUR:
        return 0
    with transaction(reading=True) as session:  # almost always there are none, and then nobody is kept from writing
        waiting = _waiting(session, moment)
    return sum(_follow(each, moment) for each in waiting)


def _waiting(session: Session, at: dt.datetime) -> list[int]:
    """The open campaigns without an entry of today."""
    midnight = dt.datetime.combine(at.date(), dt.time())
    done = select(AuditEntry.subject_id).where(
        AuditEntry.subject == Campaign.__tablename__, AuditEntry.label == DONE, AuditEntry.at >= midnight,
        AuditEntry.subject_id.is_not(None),
    )  # fmt: skip
    statement = select(Campaign.id).where(Campaign.state == CampaignState.OPEN, Campaign.id.not_in(done))
    return list(session.scalars(statement.order_by(Campaign.id)))


def _follow(campaign_id: int, at: dt.datetime) -> bool:
    """Asked again inside: another reconciler may have been here, or a person closed it."""
    with transaction() as session:
        if campaign_id not in _waiting(session, at):
            return False
        wrong = None
        try:
            follow(session, session.get_one(Campaign, campaign_id), at.date())
        except Refusal as refusal:  # no plan knows it any more: said in the trail, and tomorrow again
            wrong = {"key": refusal.message}
        audit.record(session, Deed.UPDATE, Campaign.__tablename__, campaign_id, DONE, wrong)
        return wrong is None
