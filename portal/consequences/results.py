"""Final results that consequences rest on: those of one scheme, in one area, in one period or in all that lie within it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.assessments.freezing import coverage_of
from portal.assessments.lineage import of_lineage
from portal.assessments.marks import rounded
from portal.assessments.models import Assessment, AssessmentScheme
from portal.assessments.people import unscoped
from portal.assessments.rules import HOW_WRITTEN, AssessmentState, days_of, period_name
from portal.assessments.sections import section_now
from portal.figures.grounds import paths_held
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.members.models import Member
from seeds.sections.assessment import AssessmentScheme as Section

NAMED = 5
"""So many of those who hold the others up are named."""


class NotFinal(Refusal):
    """Assessments that are not final hold the others up; `named` are the first of them, {id: name}."""

    def __init__(self, waiting: Sequence[Assessment]) -> None:
        self.count, self.named = len(waiting), {each.id: str(each.member or each.grid) for each in waiting[:NAMED]}
        super().__init__(self.sentence("、".join(self.named.values())))

    def sentence(self, names: str) -> str:
        """The refusal with these names in it; as `Markup` where they are."""
        more = "等" * (self.count > len(self.named))
        said = "还有 {} 份考核没有定稿（{}{}），全部定稿后才能提出建议；不参加考核的请删除其草稿"
        return type(names)(said).format(self.count, names, more)


@dataclass(frozen=True)
class Result:
    """The mean total of one member or grid over `periods`; `assessment` is the last of them; `coverage`: how far the totals rest on
    data, empty where on all indicators."""

    assessment: Assessment
    total: Decimal
    periods: tuple[str, ...]
    coverage: str

    @property
    def name(self) -> str:
        """Of the member or the grid."""
        return str(self.assessment.member or self.assessment.grid)


def results_of(session: Session, scheme: AssessmentScheme, period: str, area: Grid) -> list[Result]:
    """The results of everybody in the area, in the order in which they were opened.

    Raises `Refusal` for what is no period, when nobody was assessed, and `NotFinal`.
    """
    found = field_of(session, scheme, period, area)
    if not found:
        raise Refusal(f"“{area.name}”在 {period} 没有“{scheme.name}”的考核")
    waiting = [each for each in found if each.state != AssessmentState.FINAL]
    if waiting:
        raise NotFinal(waiting)
    kept: dict[tuple[int | None, int | None], list[Assessment]] = defaultdict(list)
    for each in found:
        kept[each.member_id, each.grid_id].append(each)
    return [_result(each) for each in kept.values()]


def field_of(session: Session, scheme: AssessmentScheme, period: str, area: Grid) -> list[Assessment]:
    """All assessments by the scheme (and what it replaced) in the area whose period is this one or lies in it, whoever asks."""
    days = days_of(period)
    if days is None:
        raise Refusal(HOW_WRITTEN, "period")
    with unscoped(session):
        rows = session.scalars(
            select(Assessment)
            .join(AssessmentScheme, Assessment.scheme_id == AssessmentScheme.id)
            .where(of_lineage(scheme.code))
            .where(Assessment.period.startswith(period[:4], autoescape=True))
            .options(joinedload(Assessment.member).joinedload(Member.grid), joinedload(Assessment.grid))
            .order_by(Assessment.period, Assessment.id)
        )  # fmt: skip
        held = paths_held(session, *days)
        return [each for each in rows if _within(each.period, days) and _in(each, area, held)]


def mean_grade(section: Section | None, result: Result) -> str | None:
    """Of a single period the grade that was given, of several the one that the mean earns."""
    if section is None or len(result.periods) == 1:
        return result.assessment.grade
    return section.grade_of(float(result.total)).key


def section_of_scheme(session: Session, scheme: AssessmentScheme) -> Section:
    """What the plan says of the scheme. Raises `Refusal` for one of the town's own, from which nothing follows by the plan."""
    found = section_now(session, scheme)
    if found is None:
        raise Refusal(f"“{scheme.name}”不在现行方案里，没有规定结果怎样运用")
    return found


def _within(period: str, days: tuple[object, object]) -> bool:
    own = days_of(period)
    return own is not None and days[0] <= own[0] and own[1] <= days[1]  # type: ignore[operator]


def _in(assessment: Assessment, area: Grid, held: dict[int, tuple[str, ...]]) -> bool:
    if assessment.grid is not None:
        return assessment.grid.path.startswith(area.path)
    kept = assessment.member.grid.path if assessment.member else ""
    paths = held.get(assessment.member_id or 0) or (kept,)
    return any(path.startswith(area.path) for path in paths)


def _result(several: list[Assessment]) -> Result:
    """What has no total does not count; somebody without any has none, which is 0 for no purpose but sharing out."""
    totals = [each.total for each in several if each.total is not None]
    mean = rounded(sum(totals, Decimal(0)) / len(totals)) if totals else Decimal(0)
    lacking = [(each.period, text) for each in several if (text := coverage_of(each))]
    coverage = "；".join(text if len(several) == 1 else f"{period_name(period)}：{text}" for period, text in lacking)
    return Result(several[-1], mean, tuple(each.period for each in several), coverage)
