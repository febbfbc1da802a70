"""Rows of paper and assessment for both villages: what a village's head must see of the own one and never of the other."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assessments.models import Assessment, AssessmentScore
from portal.assessments.proceedings import (
    AssessmentAppeal,
    AssessmentEvent,
    AssessmentJudgement,
    AssessmentSignature,
)
from portal.consequences.models import DutyFailure, Proposal
from portal.delivery.models import Delivery
from portal.foundation.clock import now
from portal.printing.models import PrintOrder
from portal.wordings.models import Wording
from tests.fixtures.world import World

DAY = dt.date(2026, 3, 1)


def add_paper_rows(session: Session, world: World) -> None:
    """A text, an order, a delivery, a failure, a proposal and the proceedings of an assessment in each village."""
    for village, grid in (("west", "west1"), ("east", "east1")):
        member = world.members[f"{grid}-member"]
        session.add_all([
            Wording(
                kind="letter", grid_id=world.grids[village], version=1, design="letter", content={"title": village}, created_at=now(), created_by="x"
            ),
            PrintOrder(kind="letters", title=village, grid_id=world.grids[village], created_at=now(), created_by="x"),
            Delivery(household_id=world.households[f"{grid}-1"], kind="letters", delivered_on=DAY, recorded_at=now(), recorded_by="x"),
            DutyFailure(key="duty", member_id=member, task="防汛值守", happened_on=DAY, recorded_at=now(), recorded_by="x"),
            Proposal(
                kind="award", key="best", period="2026", member_id=member, area_id=world.grids[village], text="优秀网格员", basis={},
                proposed_at=now(), proposed_by="x",
            ),
        ])  # fmt: skip
        _proceedings(session, member)
    session.flush()


def _proceedings(session: Session, member: int) -> None:
    assessment = session.scalars(select(Assessment.id).where(Assessment.member_id == member)).first()
    score = session.scalars(select(AssessmentScore.id).where(AssessmentScore.assessment_id == assessment)).first()
    session.add_all([
        AssessmentJudgement(score_id=score, judge="head", score=80, given_at=now(), given_by="x"),
        AssessmentSignature(assessment_id=assessment, position=1, post="网格长", name="签字人", signed_at=now(), signed_by="x"),
        AssessmentAppeal(assessment_id=assessment, reason="少算一户", raised_at=now(), raised_by="x"),
        AssessmentEvent(assessment_id=assessment, at=now(), by="x", deed="open"),
    ])  # fmt: skip
