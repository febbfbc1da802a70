"""What the profile says of a scheme: as it was when the assessment was made, or as it is for one that is about to be."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from portal.assessments.grading import Rung
from portal.assessments.lineage import stem
from portal.assessments.models import Assessment, AssessmentScheme
from portal.assessments.rules import Grade
from portal.members.rules import Duty
from portal.plans.current import profile_or_none
from portal.plans.judging import profile_then
from seeds.schema import Profile
from seeds.sections.assessment import AssessmentScheme as Section
from seeds.sections.assessment import Indicator

APPEAL_DAYS = 5
"""Working days to object where no profile says a number."""
NOBODY_NAMED = Duty.CENTRE.label
"""Who signs where no profile names anybody."""


def profile_of(session: Session, assessment: Assessment) -> Profile | None:
    """The profile that the assessment is judged by; None without one."""
    with session.no_autoflush:
        return profile_then(session, assessment) or profile_or_none(session)


def section_of(session: Session, assessment: Assessment) -> Section | None:
    """The scheme as the profile said it when the assessment was made; None for schemes of the town's own."""
    return named(profile_of(session, assessment), assessment.scheme)


def section_now(session: Session, scheme: AssessmentScheme) -> Section | None:
    """The scheme as the profile in force says it; None for schemes of the town's own and for retired ones."""
    return None if scheme.retired else named(profile_or_none(session), scheme)


def named(profile: Profile | None, scheme: AssessmentScheme) -> Section | None:
    """The section of this scheme in a profile."""
    wanted = stem(scheme.code)
    return next((each for each in profile.assessment_schemes if stem(each.key) == wanted), None) if profile else None


def item_named(section: Section | None, name: str) -> Indicator | None:
    """The indicator of this name; None where the town added it."""
    return next((each for each in section.indicators if each.name == name), None) if section else None


def rungs_of(scheme: AssessmentScheme, section: Section | None) -> list[Rung]:
    """The grades of a scheme from best to worst: thresholds from the table, shares and which grades there are from the profile."""
    least = {
        Grade.EXCELLENT: scheme.excellent_from, Grade.GOOD: scheme.good_from, Grade.PASS: scheme.pass_from, Grade.FAIL: Decimal(0),
    }  # fmt: skip
    if section is None:
        return [Rung(grade, number) for grade, number in least.items()]
    last = len(section.grades) - 1
    return [
        Rung(
            each.key,
            least[Grade(each.key)] if number < last else Decimal(0),
            None if each.share is None else Decimal(str(each.share)),
        )
        for number, each in enumerate(section.grades)
    ]


def has_shares(session: Session, assessment: Assessment) -> bool:
    """Whether a grade has a share: by the scheme as it was when the assessment was made, or by the one that took its place."""
    asked = section_of(session, assessment), named(profile_or_none(session), assessment.scheme)
    return any(each.share is not None for section in asked if section for each in section.grades)


def grade_name(section: Section | None, key: str | None) -> str:
    """How the plan calls a grade (称职); nothing as an empty string."""
    said = next((each.name for each in section.grades if each.key == key), None) if section else None
    return said or Grade.label_of(key)


def posts_named(session: Session, assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """(key of the role, its name) of who signs, in order; one of the centre where the profile names nobody."""
    profile, section = profile_of(session, assessment), section_of(session, assessment)
    roles = {each.key: each.name for each in profile.roles} if profile else {}
    named_ = tuple((key, roles[key]) for key in section.signers) if section else ()
    return named_ or (("", NOBODY_NAMED),)


def appeal_days_of(session: Session, assessment: Assessment) -> int:
    """Working days in which who was assessed may object."""
    section = section_of(session, assessment)
    return section.appeal_days if section else APPEAL_DAYS
