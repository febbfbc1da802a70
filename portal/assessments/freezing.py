"""All that the paper shows of an assessment, live while it may change and as it was once it is final.

Screen, sheet and workbook read `shown`; so they say the same, and nothing that happens later changes what was signed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from portal.assessments.beside import Beside
from portal.assessments.distribution import spread
from portal.assessments.evidence import sentence_of
from portal.assessments.history import note_down, written
from portal.assessments.lineage import stem
from portal.assessments.marks import plain
from portal.assessments.models import Assessment, AssessmentScore
from portal.assessments.proceedings import AssessmentAppeal, AssessmentEvent, AssessmentJudgement, AssessmentSignature
from portal.assessments.rules import AppealState, AssessmentState, Deed, Judge, Source, days_of, period_name
from portal.assessments.sections import grade_name, item_named, section_of
from portal.assessments.subjects import trend_of
from portal.assessments.totals import is_waiting
from portal.assessments.wording import coverage_text
from portal.foundation.clock import today
from seeds.sections.assessment import AssessmentScheme as Section

FORM = 1
"""Version of what is kept, so that a later release can read what an earlier one froze."""


def shown(session: Session, assessment: Assessment) -> dict[str, Any]:
    """What is to be shown: as it was frozen, else as it is now. Numbers are text with one decimal, days are ISO text."""
    return all_shown(session, [assessment])[assessment.id]


def all_shown(session: Session, assessments: Sequence[Assessment]) -> dict[int, dict[str, Any]]:
    """{assessment id: what is to be shown}, in as many questions as of one."""
    beside = Beside.of(session, [each for each in assessments if not each.frozen])
    return {each.id: each.frozen or _live(session, each, beside) for each in assessments}


def coverage_of(assessment: Assessment) -> str:
    """How far the total rests on data (`wording.coverage_text`): as it was frozen, else as it is now."""
    if assessment.frozen:
        return coverage_text(assessment.frozen["scores"])
    return coverage_text(
        [{"score": row.score, "weight": row.indicator.weight, "waiting": is_waiting(row)} for row in assessment.scores]
    )


def freeze(session: Session, assessment: Assessment, by: str, day: dt.date | None = None) -> None:
    """Make it final as of `day` (today), and keep all that the paper shows."""
    assessment.state, assessment.assessed_on = AssessmentState.FINAL, day or today()
    note_down(
        session, assessment, Deed.FREEZE, by, after=written(assessment.total),
        note=grade_name(section_of(session, assessment), assessment.grade),
    )  # fmt: skip
    session.flush()
    assessment.frozen = _live(session, assessment, Beside.of(session, [assessment]))
    session.flush()


def _live(session: Session, assessment: Assessment, beside: Beside) -> dict[str, Any]:
    section = section_of(session, assessment)
    first, last = days_of(assessment.period) or (None, None)
    consequence = (
        next((each.consequence for each in section.grades if each.key == assessment.grade), None) if section else None
    )
    return {
        "form": FORM, "scheme": assessment.scheme.name, "period": assessment.period, "period_name": period_name(assessment.period),
        "first": _day(first), "last": _day(last), "subject": beside.subjects[assessment.id], "state": assessment.state,
        "total": written(assessment.total), "grade": assessment.grade, "grade_name": grade_name(section, assessment.grade),
        "consequence": consequence, "scores": _scores(assessment, section, beside), "load": assessment.load,
        "comment": assessment.comment, "reply": assessment.reply, "told_on": _day(assessment.told_at),
        "appeal_until": _day(assessment.appeal_until), "assessed_on": _day(assessment.assessed_on),
        "appeals": _appeals(beside.appeals.get(assessment.id, ())),
        "corrections": _corrections(beside.corrections.get(assessment.id, ())),
        "signatures": _signatures(beside.signatures.get(assessment.id, ())),
        "distribution": [{"name": each.name, "count": each.count, "own": each.own} for each in spread(beside.totals, assessment)],
        "quota": beside.quotas.get((stem(assessment.scheme.code), assessment.period), ""),
        "trend": trend_of(session, beside.earlier[assessment.id]),
    }  # fmt: skip


def _scores(assessment: Assessment, section: Section | None, beside: Beside) -> list[dict[str, Any]]:
    weights = sum((row.indicator.weight for row in assessment.scores if row.score is not None), Decimal(0))
    rows = sorted(assessment.scores, key=lambda row: (row.indicator.position, row.id))
    return [_score(row, beside.verdicts.get(row.id, ()), section, weights) for row in rows]


def _score(
    row: AssessmentScore, judged: Sequence[AssessmentJudgement], section: Section | None, weights: Decimal
) -> dict[str, Any]:
    """`points`: what the indicator adds to the total of 100, where those without data do not count."""
    indicator, item = row.indicator, item_named(section, row.indicator.name)
    points = None if row.score is None else row.score / indicator.full_score * indicator.weight / weights * 100
    return {
        "indicator": indicator.name, "standard": indicator.basis, "weight": plain(indicator.weight), "full": plain(indicator.full_score),
        "source": Source.label_of(indicator.source), "score": written(row.score), "raw": written(row.raw),
        "points": None if points is None else f"{points:.2f}", "note": row.note, "waiting": is_waiting(row),
        "evidence": sentence_of(row, judged, item),
        "judgements": [
            {"judge": Judge.label_of(each.judge), "method": each.method, "score": written(each.score), "people": each.people,
             "note": each.note}
            for each in judged
        ],
    }  # fmt: skip


def _appeals(appeals: Sequence[AssessmentAppeal]) -> list[dict[str, Any]]:
    return [
        {"indicator": each.indicator.name if each.indicator else None, "reason": each.reason, "raised_on": _day(each.raised_at),
         "state": AppealState.label_of(each.state), "answer": each.answer, "answered_on": _day(each.answered_at)}
        for each in appeals
    ]  # fmt: skip


def _corrections(events: Sequence[AssessmentEvent]) -> list[dict[str, Any]]:
    return [
        {"indicator": each.indicator, "before": each.before, "after": each.after, "reason": each.note, "on": _day(each.at)}
        for each in events
    ]  # fmt: skip


def _signatures(signatures: Sequence[AssessmentSignature]) -> list[dict[str, Any]]:
    return [
        {"post": each.post, "name": each.name, "recorder": each.recorder, "note": each.note, "on": _day(each.signed_at)}
        for each in signatures
    ]


def _day(moment: Any) -> str | None:
    return moment.isoformat()[:10] if moment else None
