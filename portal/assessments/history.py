"""What was done to assessments, step by step: written as it happens, never rewritten, and enough to tell the state again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.assessments.models import Assessment
from portal.assessments.proceedings import AssessmentEvent
from portal.assessments.rules import Deed
from portal.foundation.clock import now

_event = AssessmentEvent.__table__
_LONGEST = {"by": 64, "indicator": 64, "before": 64, "after": 64, "note": 500}


def written(value: object) -> str | None:
    """A score as events keep it; no data as nothing."""
    return None if value is None else f"{value:.1f}"


def note_down(session: Session, assessment: Assessment, deed: Deed, by: str, **said: str | None) -> None:
    """Write one event. `said`: indicator, before, after, note."""
    if assessment.id is None:
        session.flush()
    note_all(session, [{"assessment_id": assessment.id, "deed": deed, "by": by, **said}])


def note_all(session: Session, events: Sequence[dict[str, Any]]) -> None:
    """Write many at once, all at this moment. Each: assessment_id, deed, by, and what was said."""
    if events:
        empty, at = dict.fromkeys(("indicator", "before", "after", "note")), now()
        session.execute(insert(_event), [_cut({"at": at, **empty, **each}) for each in events])


def events_of(session: Session, assessment: Assessment) -> list[AssessmentEvent]:
    """All events, the first first."""
    wanted = select(AssessmentEvent).where(AssessmentEvent.assessment_id == assessment.id)
    return list(session.scalars(wanted.order_by(AssessmentEvent.id)))


def _cut(values: dict[str, Any]) -> dict[str, Any]:
    """No longer than the columns are."""
    return {key: value[: _LONGEST[key]] if value and key in _LONGEST else value for key, value in values.items()}
