"""What stands beside assessments and is shown with them, asked for once however many they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.assessments.distribution import Totals, totals_of
from portal.assessments.models import Assessment
from portal.assessments.proceedings import AssessmentAppeal, AssessmentEvent, AssessmentJudgement, AssessmentSignature
from portal.assessments.rules import Deed
from portal.assessments.scoring import verdicts_of
from portal.assessments.subjects import Shown, earlier_of, subjects_of
from portal.assessments.totals import quotas_of


@dataclass(frozen=True)
class Beside:
    """By assessment id, but `verdicts` by score id, and `totals` and `quotas` by the stem of the scheme's code and the period."""

    verdicts: Mapping[int, Sequence[AssessmentJudgement]]
    appeals: Mapping[int, Sequence[AssessmentAppeal]]
    corrections: Mapping[int, Sequence[AssessmentEvent]]
    signatures: Mapping[int, Sequence[AssessmentSignature]]
    totals: Totals
    quotas: Mapping[tuple[str, str], str]
    earlier: Mapping[int, Sequence[Assessment]]
    subjects: Mapping[int, Shown]

    @classmethod
    def of(cls, session: Session, assessments: Sequence[Assessment]) -> Self:
        """Of these, in as many questions as of one."""
        ids = [each.id for each in assessments]
        appeals = select(AssessmentAppeal).options(joinedload(AssessmentAppeal.indicator)).order_by(AssessmentAppeal.id)
        events = select(AssessmentEvent).where(AssessmentEvent.deed == Deed.CORRECT).order_by(AssessmentEvent.id)
        signatures = select(AssessmentSignature).order_by(AssessmentSignature.position)
        return cls(
            verdicts_of(session, assessments),
            _grouped(session.scalars(appeals.where(AssessmentAppeal.assessment_id.in_(ids)))),
            _grouped(session.scalars(events.where(AssessmentEvent.assessment_id.in_(ids)))),
            _grouped(session.scalars(signatures.where(AssessmentSignature.assessment_id.in_(ids)))),
            totals_of(session, assessments),
            quotas_of(session, assessments),
            earlier_of(session, assessments),
            subjects_of(session, assessments),
        )


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for each in rows:
        found[each.assessment_id].append(each)
    return found
