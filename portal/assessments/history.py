"""What was done to assessments, step by step: written as it happens, never rewritten, and enough to tell the state again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.assessments.models import Assessment
from portal.assessments.proceedings import AssessmentEvent
from portal.assessments.rules import AppealState, AssessmentState, Deed
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


@dataclass
class Standing:
    """Where an assessment stands. `scores`: {name of the indicator: score as written, None without data}."""

    state: str = AssessmentState.DRAFT
    scores: dict[str, str | None] = field(default_factory=dict)
    signatures: int = 0
    open_appeals: int = 0


def replayed(events: Iterable[AssessmentEvent]) -> Standing:
    """The state that these events lead to. A correction makes signatures void: they were given for other figures."""
    standing = Standing()
    for each in events:
        _apply(standing, each)
    return standing


def _apply(standing: Standing, event: AssessmentEvent) -> None:
    match event.deed:
        case Deed.PROPOSE | Deed.SCORE | Deed.CORRECT if event.indicator is not None:
            standing.scores[event.indicator] = event.after
            standing.signatures = 0 if event.deed == Deed.CORRECT else standing.signatures
        case Deed.TELL:
            standing.state = AssessmentState.TOLD
        case Deed.APPEAL:
            standing.open_appeals += 1
        case Deed.ANSWER if event.after in (AppealState.UPHELD, AppealState.REJECTED):
            standing.open_appeals -= 1
        case Deed.SIGN:
            standing.signatures += 1
        case Deed.FREEZE:
            standing.state = AssessmentState.FINAL


def _cut(values: dict[str, Any]) -> dict[str, Any]:
    """No longer than the columns are."""
    return {key: value[: _LONGEST[key]] if value and key in _LONGEST else value for key, value in values.items()}
