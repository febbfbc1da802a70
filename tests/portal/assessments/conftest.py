"""An assessment that most tests of its way begin with."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from portal.assessments import judging, services
from portal.assessments.models import Assessment
from portal.members.models import Member
from tests.fixtures.world import World
from tests.portal.assessments.plan import BY, follow, opened, scheme, score


@pytest.fixture
def draft(session: Session, world: World) -> Assessment:
    """The west member's, counted and judged."""
    (made,) = follow(session, scheme())
    assessment = opened(session, made, member=session.get_one(Member, world.members["west1-member"]))
    services.propose_scores(session, assessment, BY)
    judging.judge(session, score(assessment, "态度"), judge="village", value=Decimal(80), by=BY)
    judging.judge(
        session, score(assessment, "态度"), judge="residents", value=Decimal(90), people=30, method="访", by=BY
    )
    return assessment
