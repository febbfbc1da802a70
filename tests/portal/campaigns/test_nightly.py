"""Every night, once: what was written past everything is followed, and the trail says so."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.nightly import DONE, follow_nightly
from portal.campaigns.services import close_campaign
from portal.foundation.audit import AuditEntry
from portal.foundation.clock import now
from portal.households.models import Household
from tests.fixtures.world import World


def written_past(session: Session, world: World, code: str) -> None:
    """A household that nothing saw coming."""
    session.execute(
        insert(Household).values(grid_id=world.grids["west1"], code=code, kind="resident", walking_order=0, extra={})
    )
    session.commit()


def tasks(session: Session) -> int:
    return len(session.scalars(select(VisitTask.id)).all())


def test_once_a_day_after_one_in_the_morning(session: Session, world: World, campaign: Campaign) -> None:
    session.commit()
    before, night = tasks(session), now().replace(hour=1, minute=30)
    written_past(session, world, "901")
    assert follow_nightly(night.replace(hour=0)) == 0
    assert follow_nightly(night) == 1
    assert tasks(session) == before + 1
    written_past(session, world, "902")
    assert follow_nightly(night + dt.timedelta(hours=20)) == 0
    assert follow_nightly(night + dt.timedelta(days=1)) == 1
    assert tasks(session) == before + 2
    entries = session.execute(select(AuditEntry.subject_id, AuditEntry.actor).where(AuditEntry.label == DONE)).all()
    assert {tuple(each) for each in entries} == {(campaign.id, "系统")}


def test_a_campaign_that_is_over_is_left_alone(session: Session, campaign: Campaign) -> None:
    close_campaign(session, campaign)
    session.commit()
    assert follow_nightly(now().replace(hour=2)) == 0


def test_a_campaign_that_no_plan_knows_holds_up_nobody(session: Session, world: World, campaign: Campaign) -> None:
    campaign.key, campaign.plan_version_id = "nowhere", None
    session.commit()
    night = now().replace(hour=2)
    assert [follow_nightly(night), follow_nightly(night)] == [0, 0]
    said = session.scalars(select(AuditEntry.changes).where(AuditEntry.label == DONE)).one()
    assert "nowhere" in str(said)
