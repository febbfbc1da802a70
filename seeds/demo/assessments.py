"""Made-up assessments of one year."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from seeds.demo.staff import DemoMember
from seeds.demo.teams import visiting_roles
from seeds.schema import Profile
from seeds.sections.assessment import AssessmentScheme

_MOST = 300
_COMMENTS = {
    0: "工作扎实，群众评价好，继续保持。",
    1: "履职较好，注意信息更新的及时性。",
    2: "基本履职，走访和按期办理需要加强。",
    3: "与要求差距较大，需制定改进措施。",
}


@dataclass(frozen=True, slots=True)
class DemoScore:
    """A score for one indicator (by key), 0 to its full score; None when there were no data."""

    indicator: str
    score: float | None


@dataclass(frozen=True, slots=True)
class DemoAssessment:
    """One person's year, `period` as the scheme counts, such as 2025 or 2025-Q3.

    `total` and `grade` (a key of the scheme) are None as long as a score is missing."""

    member_key: str
    scheme: str
    period: str
    scores: tuple[DemoScore, ...]
    total: float | None
    grade: str | None
    comment: str


def make_assessments(
    profile: Profile, members: list[DemoMember], scheme: AssessmentScheme, *, seed: int, period: str
) -> Iterator[DemoAssessment]:
    """One assessment for each of up to 300 people who visit; the last one has no data, grades range from best to worst."""
    rng = Random(f"assessments:{seed}:{period}")
    roles = set(scheme.roles) or visiting_roles(profile)
    assessed = [member for member in members if member.role in roles][:_MOST]
    for index, member in enumerate(assessed):
        if index == len(assessed) - 1:
            yield _without_data(member, scheme, period)
        else:
            yield _assessment(rng, member, scheme, period, _level(rng, index))


def _level(rng: Random, index: int) -> float:
    # The first four cover the grades, whatever chance brings the others.
    fixed = (0.95, 0.85, 0.7, 0.5)
    return fixed[index] if index < len(fixed) else rng.choice((0.94, 0.92, 0.86, 0.84, 0.82, 0.72))


def _assessment(rng: Random, member: DemoMember, scheme: AssessmentScheme, period: str, level: float) -> DemoAssessment:
    scores = {
        item.key: round(item.full_score * min(1.0, level + rng.uniform(-0.03, 0.03)), 1) for item in scheme.indicators
    }
    total = scheme.total(scores)
    grade = scheme.grade_of(total)
    return DemoAssessment(
        member_key=member.key,
        scheme=scheme.key,
        period=period,
        scores=tuple(DemoScore(key, score) for key, score in scores.items()),
        total=total,
        grade=grade.key,
        comment=_COMMENTS.get(scheme.grades.index(grade), ""),
    )


def _without_data(member: DemoMember, scheme: AssessmentScheme, period: str) -> DemoAssessment:
    empty = tuple(DemoScore(item.key, None) for item in scheme.indicators)
    return DemoAssessment(member.key, scheme.key, period, empty, None, None, "本年度暂无数据。")
