"""Use cases of assessments. They take a session, flush, and never commit. Total and grade are always computed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assessments import rules
from portal.assessments.measures import MEASURES, Ground, ground_of, of_plan
from portal.assessments.models import Assessment, AssessmentIndicator, AssessmentScore
from portal.assessments.rules import AssessmentState, Grade, Source
from portal.foundation.clock import today
from portal.foundation.errors import Refusal
from portal.plans.current import profile_or_none
from portal.plans.judging import profile_then
from portal.visits.rules import Rate
from seeds.sections.assessment import AssessmentScheme

_assessment = Assessment.__table__


def open_assessment(session: Session, assessment: Assessment) -> Assessment:
    """Write a new assessment of a member or a grid, with an empty score for every indicator of its scheme."""
    with session.no_autoflush:
        if rules.days_of(assessment.period or "") is None:
            raise Refusal("考核期应写作年度 2025 或季度 2025Q3", "period")
        if assessment.scheme is None:
            raise Refusal("请选择考核方案", "scheme")
        if assessment.scheme.retired:
            raise Refusal(
                f"「{assessment.scheme.name}」已被新方案取代，只用于原有的考核；请选择现行的考核方案", "scheme"
            )
        if (assessment.member is None) == (assessment.grid is None):
            raise Refusal("考核对象应为一名网格员或一个网格,二者选一", "member")
        assessment.state, assessment.total, assessment.grade = AssessmentState.DRAFT, None, None
        assessment.scores = [AssessmentScore(indicator=indicator) for indicator in assessment.scheme.indicators]
    session.add(assessment)
    return assessment


def must_be_draft(assessment: Assessment) -> None:
    """Raise `Refusal` when the assessment is final."""
    if assessment.state == AssessmentState.FINAL:
        raise Refusal("考核已定稿,不能再修改")


def keep_score(session: Session, score: AssessmentScore) -> None:
    """Write a changed score; total and grade follow. Raises `Refusal` when final, or when the score is out of range."""
    with session.no_autoflush:
        must_be_draft(score.assessment)
        problem = rules.score_problem(score.score, score.indicator.full_score)
        if problem:
            raise Refusal(problem, "score")
    session.flush()
    score_total(session, score.assessment)


def must_be_free(session: Session, scheme_id: int | None) -> None:
    """Raise `Refusal` when a final assessment was made by this scheme: what is on paper must stay explicable.

    Asks the table, not the class: who keeps schemes sees no assessments.
    """
    finals = _assessment.c.scheme_id == scheme_id, _assessment.c.state == AssessmentState.FINAL
    if scheme_id is not None and session.scalar(select(_assessment.c.id).where(*finals).limit(1)):
        raise Refusal("已有定稿的考核使用此方案,不能再改;请另建一个方案")


def score_total(session: Session, assessment: Assessment) -> None:
    """Compute total and grade from the scores. Indicators without data do not count; see `rules.total_of`."""
    rows = [(row.score, row.indicator.full_score, row.indicator.weight) for row in assessment.scores]
    scheme = assessment.scheme
    assessment.total = rules.total_of(rows)
    assessment.grade = rules.grade_for(assessment.total, scheme.excellent_from, scheme.good_from, scheme.pass_from)
    section = section_of(session, assessment)
    if section and assessment.total is not None and assessment.grade not in {each.key for each in section.grades}:
        assessment.grade = Grade(section.grade_of(float(assessment.total)).key)
    session.flush()


def section_of(session: Session, assessment: Assessment) -> AssessmentScheme | None:
    """The scheme as the profile said it when the assessment was made; None for schemes of the town's own."""
    with session.no_autoflush:
        profile = profile_then(session, assessment) or profile_or_none(session)
    key = assessment.scheme.code.partition(rules.SUPERSEDED)[0]
    return next((each for each in profile.assessment_schemes if each.key == key), None) if profile else None


def propose_scores(session: Session, assessment: Assessment) -> int:
    """Fill the scores that can be counted from the data, with numerator and denominator; how many have data.

    Scores that a person gives stay as they are. What has no data gets no score. Then total and grade follow.
    """
    must_be_draft(assessment)
    days = rules.days_of(assessment.period)
    if days is None:
        raise Refusal("考核期应写作年度 2025 或季度 2025Q3", "period")
    ground = ground_of(session, assessment, *days)
    counted = 0
    kept = {row.indicator_id: row for row in assessment.scores}
    for indicator in assessment.scheme.indicators:
        row = kept.get(indicator.id) or AssessmentScore(assessment=assessment, indicator=indicator)
        rate = _rate(session, assessment, indicator, ground)
        if rate is not None:
            row.score = rules.score_for(rate.share, indicator.full_score)
            row.numerator, row.denominator = rate.numerator, rate.denominator
            counted += row.score is not None
    session.flush()
    score_total(session, assessment)
    return counted


def _rate(session: Session, assessment: Assessment, indicator: AssessmentIndicator, ground: Ground) -> Rate | None:
    """What the data say of an indicator; None when a person judges it, or the plan no longer names its rate."""
    if indicator.source in MEASURES:
        return MEASURES[indicator.source](session, ground)
    section = section_of(session, assessment) if indicator.source == Source.RATE else None
    item = next((each for each in section.indicators if each.name == indicator.name), None) if section else None
    profile = profile_then(session, assessment) or profile_or_none(session)
    named = next((each for each in profile.rates if item and each.key == item.rate), None) if profile else None
    return of_plan(session, named, assessment, ground.first, ground.last) if named else None


def finalise(session: Session, assessment: Assessment) -> None:
    """A draft becomes final, as of today. Raises `Refusal` when it is already, or when nothing has been scored."""
    must_be_draft(assessment)
    score_total(session, assessment)
    if assessment.total is None:
        raise Refusal(f"「{assessment}」还没有任何得分,不能定稿")
    assessment.state, assessment.assessed_on = AssessmentState.FINAL, today()
    session.flush()
