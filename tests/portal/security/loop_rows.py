"""Rows of the loop for both villages: what a village's head must see of the own one and never of the other."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, Sample, SampleItem, VisitorArea, VisitTask
from portal.feedback.models import ContactCode, ResidentReport
from portal.foundation.clock import now
from portal.issues.models import Issue
from portal.issues.papers import IssueExtension, IssueFile, IssueHandover, IssueLink
from portal.visits.models import Visit, VisitAbsence
from tests.fixtures.world import World

DAY = dt.date(2026, 3, 1)


def add_loop_rows(session: Session, world: World) -> None:
    """A campaign with a task, a pair, a draw, an absence, papers of issues and a contact code in each village."""
    for village, grid in (("west", "west1"), ("east", "east1")):
        _campaign(session, world, village, grid)
        _papers(session, world, grid)
    session.flush()


def _campaign(session: Session, world: World, village: str, grid: str) -> None:
    home, member = world.households[f"{grid}-1"], world.members[f"{grid}-member"]
    campaign = Campaign(
        key="all", name=f"{village} 走访", grid_id=world.grids[village], starts_on=DAY, ends_on=DAY, opened_at=now(), opened_by="x"
    )  # fmt: skip
    visit = Visit(household_id=home, member_id=member, visited_on=DAY, way="absent")
    session.add_all([campaign, visit])
    session.flush()
    sample = Sample(
        campaign_id=campaign.id, key="spot", name=f"{village} 抽查", subject="visits", grid_id=world.grids[village], period_from=DAY,
        period_to=DAY, seed="1", population=1, newest=visit.id, drawn_at=now(), drawn_by="x", items=[SampleItem(position=0, visit_id=visit.id)],
    )  # fmt: skip
    session.add_all([
        sample, VisitAbsence(visit_id=visit.id, occupation="装修"), ContactCode(household_id=home, token=f"{grid}-token", made_at=now()),
        VisitTask(campaign_id=campaign.id, object="homes", subject=f"h{home}", household_id=home, grid_id=world.grids[grid], joined_on=DAY),
        VisitorArea(campaign_id=campaign.id, grid_id=world.grids[grid], member_id=member),
    ])  # fmt: skip
    session.flush()


def _papers(session: Session, world: World, grid: str) -> None:
    first, second = session.scalars(
        select(Issue.id).where(Issue.grid_id == world.grids[grid]).order_by(Issue.id).limit(2)
    )
    code = session.scalars(select(ContactCode.id).where(ContactCode.token == f"{grid}-token")).one()
    session.add_all([
        IssueFile(issue_id=first, name=f"{grid}.jpg", media="image/jpeg", size=1, sha256="0" * 64, stored="x", uploaded_at=now(), uploaded_by="x"),
        IssueLink(issue_id=first, other_id=second, kind="related", made_at=now(), made_by="x"),
        IssueExtension(issue_id=first, days=3, reason="等材料", asked_at=now(), asked_by="x"),
        IssueHandover(issue_id=first, platform="town", exported_at=now(), exported_by="x"),
        ResidentReport(receipt=f"{grid}-1", contact_code_id=code, issue_id=first, at=now()),
    ])  # fmt: skip
