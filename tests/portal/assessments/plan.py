"""A plan with a scheme that has everything: figures, judges, caps, load, signatures. Made up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assessments.models import Assessment, AssessmentScheme, AssessmentScore
from portal.assessments.services import open_assessment
from portal.navigation import followers
from portal.plans.current import profile_in_force
from tests.fixtures.profiles import put_in_force

BY = "周中心"
GRADES = [
    {"key": "excellent", "name": "优秀", "minimum": 90, "consequence": "表扬"}, {"key": "good", "name": "良好", "minimum": 80},
    {"key": "pass", "name": "称职", "minimum": 60}, {"key": "fail", "name": "不称职", "minimum": 0, "consequence": "一律解聘"},
]  # fmt: skip
INDICATORS = [
    {"key": "visits", "name": "走访", "weight": 50, "source": "visit_rate", "standard": "走访到户"},
    {"key": "closing", "name": "办结", "weight": 20, "source": "issue_closing_rate", "standard": "件件办结"},
    {"key": "attitude", "name": "态度", "weight": 30, "standard": "诚恳", "methods": ["访", "听"],
     "judges": [{"judge": "village", "share": 40}, {"judge": "residents", "share": 60}]},
]  # fmt: skip


def scheme(**values: Any) -> dict[str, Any]:
    """A yearly scheme for members, signed by the head of the village and the centre."""
    return {
        "key": "member_year", "name": "网格员年度考核", "subject": "member", "period": "year", "roles": ["member"], "methods": ["查"],
        "signers": ["head", "centre"], "appeal_days": 5, "indicators": INDICATORS, "grades": GRADES, **values,
    }  # fmt: skip


def follow(session: Session, *schemes: dict[str, Any], **sections: Any) -> list[AssessmentScheme]:
    """Put a plan with these schemes in force, and let the tables follow it."""
    put_in_force(session, assessment_schemes=list(schemes), tables=[], **sections)
    profile = profile_in_force(session)
    follower = next(each for each in followers() if "assessment_scheme" in each.tables)
    follower.follow(session, None, profile)
    keys = [each["key"] for each in schemes]
    found = {each.code: each for each in session.scalars(select(AssessmentScheme))}
    return [found[key] for key in keys]


def opened(session: Session, which: AssessmentScheme, period: str = "2026", **subject: Any) -> Assessment:
    """An assessment by this scheme."""
    made = open_assessment(session, Assessment(scheme=which, period=period, **subject), BY)
    session.flush()
    return made


def score(assessment: Assessment, name: str) -> AssessmentScore:
    """The score of the indicator with this name."""
    return next(each for each in assessment.scores if each.indicator.name == name)


def settle(session: Session, assessment: Assessment, **scores: Decimal | str) -> Assessment:
    """Type scores in, tell, have a reply, and sign at all levels."""
    from portal.assessments import services, settling, signing

    for name, value in scores.items():
        row = score(assessment, name)
        row.score = Decimal(value)
        services.keep_score(session, row)
    settling.tell(session, assessment, BY)
    settling.reply(session, assessment, "没有意见", BY)
    for number, _post in enumerate(signing.posts_of(session, assessment)):
        signing.sign(session, assessment, BY, f"签字人{number}")
    return assessment
