"""Where an assessment stands, told again from its events alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from portal.assessments.proceedings import AssessmentEvent
from portal.assessments.rules import AppealState, AssessmentState, Deed


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
