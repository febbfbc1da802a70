"""Scores from the data, for one assessment or for all of a field at once: figures, residents who were asked, load, caps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from portal.assessments import marks
from portal.assessments.counting import Counting, Pair, Subject, pairs_of
from portal.assessments.history import note_all, written
from portal.assessments.load import weigh
from portal.assessments.marks import Verdict
from portal.assessments.models import Assessment, AssessmentIndicator, AssessmentScore
from portal.assessments.people import unscoped
from portal.assessments.proceedings import AssessmentJudgement
from portal.assessments.rules import HOW_WRITTEN, Deed, Source, days_of
from portal.assessments.sections import item_named, profile_of, section_of
from portal.foundation import audit
from portal.foundation.errors import Refusal
from seeds.sections.assessment import AssessmentScheme as Section
from seeds.sections.assessment import Indicator

_score = AssessmentScore.__table__
TYPED = "typed"
"""In the evidence of a score: a person put it in place of what was counted."""
Pairs = Mapping[int, tuple[Pair, ...]]
"""{indicator id: what it counts}; only those that are counted. Nothing for a figure that the plan does not know: no data."""


def count_scores(session: Session, assessments: Sequence[Assessment], by: str, only: int | None = None) -> int:
    """Fill what can be counted, each measure once for all assessments of one scheme and period; how many scores have data.

    What people judge, and what a person typed in place of a counted score, stays.
    Every score that changes leaves an event. Totals are the caller's to compute. `only`: the id of the one
    indicator to count; the others stay as they are.
    """
    groups: dict[tuple[int, str, int | None], list[Assessment]] = defaultdict(list)
    for each in assessments:
        groups[each.scheme_id, each.period, each.plan_version_id].append(each)
    with unscoped(session):
        return sum(_count(session, group, by, only) for group in groups.values())


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


def _count(session: Session, group: Sequence[Assessment], by: str, only: int | None) -> int:
    one = group[0]
    days = days_of(one.period)
    if days is None:
        raise Refusal(HOW_WRITTEN, "period")
    section = section_of(session, one)
    pairs = {key: several for key, several in _pairs(session, one, section).items() if only in (None, key)}
    rows = [(each, indicator, row) for each in group for indicator, row in rows_of(each)
            if indicator.id in pairs and TYPED not in (row.evidence or {})]  # fmt: skip
    session.flush()
    counting = Counting(session, [subject_of(each) for each in group], *days)
    found = {pair: counting.pair(pair) for pair in {each for several in pairs.values() for each in several}}
    factors = weigh(session, group, section, days)
    asked = verdicts_of(session, group)
    changes, events = [], []
    for assessment, indicator, row in rows:
        counts = [(pair, *found[pair][assessment.id]) for pair in pairs[indicator.id]]
        item = item_named(section, indicator.name)
        factor = factors.get(assessment.id, Decimal(1)) if _lifted(section, item) else Decimal(1)
        change = _counted(counts, asked.get(row.id, ()), factor, item, indicator.full_score)
        change["evidence"] = {**_evidence(counts, days, factor), **_recorded(row)}
        events += _event(assessment, indicator, row.score, change["score"], by)
        changes.append((row, change))
    _write(session, changes)
    note_all(session, events)
    return sum(change["score"] is not None for _, change in changes)


def _counted(
    counts: Sequence[tuple[Pair, int, int]], asked: Sequence[AssessmentJudgement], factor: Decimal, item: Indicator | None,
    full: Decimal,
) -> dict[str, Any]:  # fmt: skip
    """The columns of a score out of the counts, the residents who were asked, and the load."""
    top, bottom = sum(each[1] for each in counts), sum(each[2] for each in counts)
    points = marks.counted(top, bottom, full, [Verdict(each.judge, each.score, each.people) for each in asked])
    mark = marks.mark(points, factor, item, full)
    return {"score": mark.score, "raw": mark.raw, "numerator": top, "denominator": bottom}


def _write(session: Session, changes: Sequence[tuple[AssessmentScore, dict[str, Any]]]) -> None:
    """All that differ in one statement, past the unit of work: events and one entry of the trail tell of it."""
    differing = [
        (row, change) for row, change in changes if any(getattr(row, key) != value for key, value in change.items())
    ]
    if not differing:
        return
    values: dict[str, Any] = {key: bindparam(f"new_{key}") for key in differing[0][1]}
    session.execute(
        update(_score).where(_score.c.id == bindparam("row")).values(values),
        [{"row": row.id, **{f"new_{key}": value for key, value in change.items()}} for row, change in differing],
    )
    for row, change in differing:
        for key, value in change.items():
            set_committed_value(row, key, value)
    audit.record(session, audit.Deed.UPDATE, "assessment_score", None, "按数据算分", {"得分": f"{len(differing)} 项"})


def _pairs(session: Session, assessment: Assessment, section: Section | None) -> Pairs:
    profile = profile_of(session, assessment)
    return {
        each.id: pairs_of(profile, item_named(section, each.name), each.source)
        for each in assessment.scheme.indicators if each.source != Source.MANUAL
    }  # fmt: skip


def _lifted(section: Section | None, item: Indicator | None) -> bool:
    """Whether the load lifts this indicator."""
    if section is None or section.fairness is None or item is None:
        return False
    return not section.fairness.indicators or item.key in section.fairness.indicators


def _evidence(counts: Sequence[tuple[Pair, int, int]], days: Sequence[Any], factor: Decimal) -> dict[str, Any]:
    return {
        "counts": [
            {"numerator": pair[0], "denominator": pair[1], "of": [top, bottom]} for pair, top, bottom in counts
        ],
        "first": f"{days[0]}", "last": f"{days[1]}", "factor": f"{factor}" if factor != 1 else None,
    }  # fmt: skip


def _recorded(row: AssessmentScore) -> dict[str, Any]:
    """Which judgements were written down for others stays known."""
    kept = (row.evidence or {}).get("recorded")
    return {"recorded": kept} if kept else {}


def _event(
    assessment: Assessment, indicator: AssessmentIndicator, before: Decimal | None, after: Decimal | None, by: str
) -> list[dict[str, Any]]:
    if written(before) == written(after):
        return []
    return [{
        "assessment_id": assessment.id, "deed": Deed.PROPOSE, "by": by, "indicator": indicator.name,
        "before": written(before), "after": written(after),
    }]  # fmt: skip
