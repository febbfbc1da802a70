"""Scores from the data, for one assessment or for all of a field at once: figures, residents who were asked, load, caps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assessments import marks
from portal.assessments.counting import Counting, Pair, Subject, pairs_of
from portal.assessments.history import note_all, written
from portal.assessments.load import weigh
from portal.assessments.marks import Mark, Verdict
from portal.assessments.models import Assessment, AssessmentIndicator, AssessmentScore
from portal.assessments.people import unscoped
from portal.assessments.proceedings import AssessmentJudgement
from portal.assessments.rules import HOW_WRITTEN, Deed, days_of
from portal.assessments.sections import item_named, profile_of, section_of
from portal.foundation.errors import Refusal
from seeds.sections.assessment import AssessmentScheme as Section

Pairs = Mapping[int, tuple[Pair, ...]]
"""{indicator id: what it counts}; only those that are counted."""


def count_scores(session: Session, assessments: Sequence[Assessment], by: str) -> int:
    """Fill what can be counted, each measure once for all assessments of one scheme and period; how many scores have data.

    What people judge stays. Every score that changes leaves an event. Totals are the caller's to compute.
    """
    groups: dict[tuple[int, str, int | None], list[Assessment]] = defaultdict(list)
    for each in assessments:
        groups[each.scheme_id, each.period, each.plan_version_id].append(each)
    with unscoped(session):
        return sum(_count(session, group, by) for group in groups.values())


def rows_of(assessment: Assessment) -> list[tuple[AssessmentIndicator, AssessmentScore]]:
    """Every indicator of the scheme with its score; one that the scheme got later gets an empty one."""
    kept = {row.indicator_id or row.indicator.id: row for row in assessment.scores}
    indicators = assessment.scheme.indicators
    return [(each, kept.get(each.id) or AssessmentScore(assessment=assessment, indicator=each)) for each in indicators]


def subject_of(assessment: Assessment) -> Subject:
    """As what it is counted."""
    return Subject(assessment.id, assessment.member_id, assessment.grid.path if assessment.grid else "")


def verdicts_of(session: Session, assessments: Iterable[Assessment]) -> dict[int, list[AssessmentJudgement]]:
    """{score id: what was judged, the first first}."""
    found: dict[int, list[AssessmentJudgement]] = defaultdict(list)
    ids = [each.id for each in assessments]
    asked = select(AssessmentJudgement).join(AssessmentScore, AssessmentJudgement.score_id == AssessmentScore.id)
    for each in session.scalars(asked.where(AssessmentScore.assessment_id.in_(ids)).order_by(AssessmentJudgement.id)):
        found[each.score_id].append(each)
    return found


def _count(session: Session, group: Sequence[Assessment], by: str) -> int:
    one = group[0]
    days = days_of(one.period)
    if days is None:
        raise Refusal(HOW_WRITTEN, "period")
    section = section_of(session, one)
    pairs = _pairs(session, one, section)
    counting = Counting(session, [subject_of(each) for each in group], *days)
    found = {pair: counting.pair(pair) for pair in {each for several in pairs.values() for each in several}}
    factors = weigh(session, group, section, days)
    asked = verdicts_of(session, group)
    events: list[dict[str, Any]] = []
    number = 0
    for assessment in group:
        for indicator, row in rows_of(assessment):
            if indicator.id not in pairs:
                continue
            counts = [(pair, *found[pair][assessment.id]) for pair in pairs[indicator.id]]
            item, before = item_named(section, indicator.name), row.score
            factor = factors.get(assessment.id, Decimal(1)) if _lifted(section, indicator.name) else Decimal(1)
            judged = [Verdict(each.judge, each.score, each.people) for each in asked.get(row.id, ())]
            top, bottom = sum(each[1] for each in counts), sum(each[2] for each in counts)
            points = marks.counted(top, bottom, indicator.full_score, judged)
            _write(row, marks.mark(points, factor, item, indicator.full_score), top, bottom)
            row.evidence = _evidence(counts, days, factor)
            number += row.score is not None
            events += _change(assessment, indicator, before, row.score, by)
    session.flush()
    note_all(session, events)
    return number


def _pairs(session: Session, assessment: Assessment, section: Section | None) -> Pairs:
    profile = profile_of(session, assessment)
    found = {
        each.id: pairs_of(profile, item_named(section, each.name), each.source) for each in assessment.scheme.indicators
    }
    return {number: pairs for number, pairs in found.items() if pairs}


def _lifted(section: Section | None, name: str) -> bool:
    """Whether the load lifts this indicator."""
    item = item_named(section, name)
    if section is None or section.fairness is None or item is None:
        return False
    return not section.fairness.indicators or item.key in section.fairness.indicators


def _write(row: AssessmentScore, mark: Mark, top: int, bottom: int) -> None:
    row.score, row.raw = mark.score, mark.raw
    row.numerator, row.denominator = top, bottom


def _evidence(counts: Sequence[tuple[Pair, int, int]], days: Sequence[Any], factor: Decimal) -> dict[str, Any]:
    return {
        "counts": [
            {"numerator": pair[0], "denominator": pair[1], "of": [top, bottom]} for pair, top, bottom in counts
        ],
        "first": f"{days[0]}", "last": f"{days[1]}", "factor": f"{factor}" if factor != 1 else None,
    }  # fmt: skip


def _change(
    assessment: Assessment, indicator: AssessmentIndicator, before: Decimal | None, after: Decimal | None, by: str
) -> list[dict[str, Any]]:
    if written(before) == written(after):
        return []
    return [{
        "assessment_id": assessment.id, "deed": Deed.PROPOSE, "by": by, "indicator": indicator.name,
        "before": written(before), "after": written(after),
    }]  # fmt: skip
