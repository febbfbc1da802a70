"""An indicator that names a rate of the plan is scored by that rate, counted as on the page of rates."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from portal.assessments import services
from portal.assessments.models import Assessment, AssessmentIndicator, AssessmentScheme
from portal.grids.models import Grid
from portal.members.models import Member
from tests.fixtures.profiles import put_in_force
from tests.fixtures.world import World
from tests.portal.figures.campaign import open_campaign

RATES = [{"key": "home_visits", "name": "入户走访率", "numerator": "objects_visited", "denominator": "objects_due"}]
SCHEME = {
    "key": "of_plan", "name": "按方案指标", "subject": "grid", "period": "year",
    "indicators": [{"key": "visits", "name": "入户走访", "weight": 100, "source": "rate", "rate": "home_visits", "standard": "户户到"}],
    "grades": [{"key": "pass", "name": "合格", "minimum": 60}, {"key": "fail", "name": "不合格", "minimum": 0}],
}  # fmt: skip


def proposed(session: Session, **subject: object) -> tuple[Decimal | None, int | None, int | None]:
    indicator = AssessmentIndicator(
        position=1, name="入户走访", source="rate", weight=Decimal(100), full_score=Decimal(100)
    )
    scheme = AssessmentScheme(code="of_plan", name="按方案指标", indicators=[indicator])
    session.add(scheme)
    session.flush()
    assessment = services.open_assessment(session, Assessment(scheme=scheme, period="2026", **subject))
    session.flush()
    services.propose_scores(session, assessment)
    return assessment.scores[0].score, assessment.scores[0].numerator, assessment.scores[0].denominator


def test_a_grid_is_scored_by_the_rate_of_the_plan(session: Session, world: World) -> None:
    put_in_force(session, rates=RATES, assessment_schemes=[SCHEME], tables=[])
    open_campaign(session, world)
    assert proposed(session, grid=session.get_one(Grid, world.grids["west"])) == (Decimal("40.0"), 2, 5)


def test_a_member_is_scored_by_the_grids_they_held(session: Session, world: World) -> None:
    put_in_force(session, rates=RATES, assessment_schemes=[SCHEME], tables=[])
    open_campaign(session, world)
    assert proposed(session, member=session.get_one(Member, world.members["west1-member"])) == (Decimal("66.7"), 2, 3)


def test_without_the_rate_there_is_no_score(session: Session, world: World) -> None:
    assert proposed(session, grid=session.get_one(Grid, world.grids["west"])) == (None, 0, 0)
