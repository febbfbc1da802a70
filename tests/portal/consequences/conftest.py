"""A scheme of one indicator whose plan knows an award, a bonus and a key task; two members with results."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.assessments.models import Assessment, AssessmentScheme
from portal.consequences.models import Proposal
from portal.grids.models import Grid
from portal.members.models import Member
from tests.fixtures.world import World
from tests.portal.assessments.plan import follow, opened, scheme, settle

TOP = {
    "key": "top",
    "name": "十佳网格员",
    "subject": "member",
    "number": 1,
    "per": "year",
    "basis": "考核优秀",
    "scheme": "member_year",
}
BONUS = {
    "name": "绩效资金",
    "amount": 1500,
    "level": "village",
    "role": "member",
    "scheme": "member_year",
    "per": "year",
}
TASKS = {"key": "tasks", "name": "大气污染防治", "roles": ["member"], "strikes": [
    {"failures": 1, "measure": "约谈"}, {"failures": 2, "measure": "降职"}, {"failures": 3, "measure": "免职"}]}  # fmt: skip
PLAN: dict[str, Any] = {"awards": [TOP], "bonus": BONUS, "accountability": [TASKS]}
ONE = [{"key": "work", "name": "工作", "weight": 100, "standard": "好"}]


@pytest.fixture
def town(session: Session, world: World) -> Grid:
    return session.get_one(Grid, world.grids["town"])


@pytest.fixture
def made(session: Session, world: World) -> AssessmentScheme:
    """A scheme of one indicator, with an award, a bonus and a key task."""
    (found,) = follow(session, scheme(indicators=ONE, signers=[], methods=[]), **PLAN)
    return found


@pytest.fixture
def west(session: Session, world: World) -> Member:
    return session.get_one(Member, world.members["west1-member"])


@pytest.fixture
def east(session: Session, world: World) -> Member:
    return session.get_one(Member, world.members["east1-member"])


def final(session: Session, made: AssessmentScheme, member: Member, total: str, period: str = "2026") -> Assessment:
    return settle(session, opened(session, made, period, member=member), 工作=total)


def by_kind(proposals: list[Proposal], kind: str) -> dict[str, Proposal]:
    return {str(each.member): each for each in proposals if each.kind == kind}
