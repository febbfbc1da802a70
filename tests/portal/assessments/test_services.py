"""Assessments from opening to final, with scores counted from the data. On both databases."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assessments import services
from portal.assessments.models import Assessment, AssessmentIndicator, AssessmentScheme
from portal.assessments.rules import Source
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.issues.models import Issue, IssueEvent
from portal.members.models import Member
from tests.fixtures.world import World


@pytest.fixture
def scheme(session: Session) -> AssessmentScheme:
    """A scheme with an indicator for every source."""
    indicators = [
        AssessmentIndicator(position=n, name=source.label, source=source, weight=Decimal(10), full_score=Decimal(20))
        for n, source in enumerate(Source)
    ]
    made = AssessmentScheme(code="every", name="各种来源", indicators=indicators)
    session.add(made)
    session.flush()
    return made


def opened(session: Session, scheme: AssessmentScheme, **values: object) -> Assessment:
    assessment = services.open_assessment(session, Assessment(**{"scheme": scheme, "period": "2026", **values}))
    session.flush()
    return assessment


def figures(assessment: Assessment) -> dict[str, tuple[Decimal | None, int | None, int | None]]:
    return {row.indicator.source: (row.score, row.numerator, row.denominator) for row in assessment.scores}


def test_a_new_assessment_has_every_indicator_and_no_total(
    session: Session, world: World, scheme: AssessmentScheme
) -> None:
    assessment = opened(session, scheme, grid=session.get_one(Grid, world.grids["west1"]))
    assert [row.indicator.source for row in assessment.scores] == list(Source)
    assert (assessment.total, assessment.grade, assessment.state) == (None, None, "draft")


@pytest.mark.parametrize(
    ("values", "field"),
    [({"period": "26"}, "period"), ({"scheme": None}, "scheme"), ({"grid": None}, "member"), ({"member": 1}, "member")],
)
def test_what_cannot_be_opened(
    session: Session, world: World, scheme: AssessmentScheme, values: dict[str, object], field: str
) -> None:
    if "member" in values:
        values = {"member": session.get_one(Member, world.members["west-head"])}
    grid = session.get_one(Grid, world.grids["west1"])
    with pytest.raises(Refusal) as refused:
        services.open_assessment(session, Assessment(**{"scheme": scheme, "period": "2026", "grid": grid, **values}))
    assert refused.value.field == field


def test_scores_are_counted_with_numerator_and_denominator(
    session: Session, world: World, scheme: AssessmentScheme
) -> None:
    issue = session.get_one(Issue, world.issues["east1-closed"])
    issue.handled_at = dt.datetime(2026, 3, 5, 17)
    session.add_all([
        IssueEvent(issue=issue, at=dt.datetime(2026, 3, 5, 17), actor="某", action="handle", from_state="assigned", to_state="handled"),
        IssueEvent(issue=issue, at=dt.datetime(2026, 3, 7, 9), actor="某", action="revisit", from_state="handled",
                   to_state="handled", satisfaction="neutral"),
    ])  # fmt: skip
    assessment = opened(session, scheme, grid=session.get_one(Grid, world.grids["east1"]))
    assert services.propose_scores(session, assessment) == 6
    assert figures(assessment) == {
        "manual": (None, None, None),
        "record_rate": (Decimal("20.0"), 3, 3),
        "visit_rate": (Decimal("6.7"), 1, 3),
        "frequency_rate": (None, 0, 0),
        "issue_closing_rate": (Decimal("10.0"), 1, 2),
        "issue_on_time_rate": (Decimal("10.0"), 1, 2),
        "revisit_rate": (Decimal("20.0"), 1, 1),
        "satisfaction_rate": (Decimal("20.0"), 2, 2),
        "rate": (None, 0, 0),
    }
    assert (assessment.total, assessment.grade) == (Decimal("72.3"), None)
    assessment.scores[0].note = "本期不评"
    services.propose_scores(session, assessment)
    assert assessment.grade == "pass"


def test_a_member_is_measured_by_the_grids_they_had_in_the_period(
    session: Session, world: World, scheme: AssessmentScheme
) -> None:
    member = session.get_one(Member, world.members["west1-member"])
    assessment = opened(session, scheme, member=member)
    services.propose_scores(session, assessment)
    assert figures(assessment)["visit_rate"] == (Decimal("6.7"), 1, 3)
    earlier = opened(session, scheme, member=member, period="2024")
    services.propose_scores(session, earlier)
    assert figures(earlier)["visit_rate"] == (None, 0, 0)
    assert (earlier.total, earlier.grade) == (None, None)


def test_no_issues_give_no_score_rather_than_zero(session: Session, world: World, scheme: AssessmentScheme) -> None:
    assessment = opened(session, scheme, grid=session.get_one(Grid, world.grids["west2"]))
    services.propose_scores(session, assessment)
    assert figures(assessment)["issue_closing_rate"] == (None, 0, 0)
    assert figures(assessment)["visit_rate"] == (Decimal("0.0"), 0, 3)


def test_a_score_that_a_person_gave_stays_and_the_total_follows(
    session: Session, world: World, scheme: AssessmentScheme
) -> None:
    assessment = opened(session, scheme, grid=session.get_one(Grid, world.grids["west2"]))
    manual = assessment.scores[0]
    manual.score = Decimal(18)
    services.keep_score(session, manual)
    assert assessment.total == Decimal("90.0")
    services.propose_scores(session, assessment)
    assert manual.score == Decimal(18)


def test_a_score_beyond_its_scale_is_refused(session: Session, world: World, scheme: AssessmentScheme) -> None:
    assessment = opened(session, scheme, grid=session.get_one(Grid, world.grids["west2"]))
    assessment.scores[0].score = Decimal("20.5")
    with pytest.raises(Refusal) as refused:
        services.keep_score(session, assessment.scores[0])
    assert refused.value.field == "score"


def test_what_is_final_stays(session: Session, world: World, scheme: AssessmentScheme) -> None:
    assessment = opened(session, scheme, grid=session.get_one(Grid, world.grids["west2"]))
    with pytest.raises(Refusal, match="还没有评分：“人工评分”；还没有按数据计分：“信息完整率”"):
        services.finalise(session, assessment)
    services.propose_scores(session, assessment)
    assessment.scores[0].score = Decimal(18)
    services.finalise(session, assessment)
    assert (assessment.state, assessment.total, assessment.grade) == ("final", Decimal("63.3"), "pass")
    assert assessment.assessed_on is not None
    for change in (services.finalise, services.propose_scores):
        with pytest.raises(Refusal, match="已定稿"):
            change(session, assessment)
    with pytest.raises(Refusal, match="已定稿"):
        services.keep_score(session, assessment.scores[0])
    with pytest.raises(Refusal, match="另建一个方案"):
        services.must_be_free(session, scheme.id)


def test_a_scheme_with_drafts_only_may_change(session: Session, world: World) -> None:
    assert session.scalars(select(Assessment)).first() is not None
    services.must_be_free(session, world.others["scheme"])
    services.must_be_free(session, None)
