"""The state of an issue told again from its history alone, by the workflow's table."""

from __future__ import annotations

from collections.abc import Iterable

from portal.issues.models import IssueEvent
from portal.issues.rules import EFFECTS, Action
from seeds.sections.workflow import Workflow


def replay(history: Iterable[IssueEvent], flow: Workflow) -> str:
    """The state that a whole history leads to. Raises ValueError naming the first row that does not follow from those before it."""
    state: str | None = None
    interrupted: str | None = None
    for place, row in enumerate(history, 1):
        if row.from_state != state or row.to_state not in _leads_to(row, flow, state, interrupted):
            raise ValueError(
                f"row {place}: {row.action} from {row.from_state} to {row.to_state} does not follow {state}"
            )
        interrupted = row.from_state if row.action == Action.PAUSE else interrupted
        state = row.to_state
    if state is None:
        raise ValueError("an issue begins with its registration")
    return state


def _leads_to(row: IssueEvent, flow: Workflow, state: str | None, interrupted: str | None) -> set[str | None]:
    if state is None:
        return {flow.initial.key} if row.action == Action.REGISTER else set()
    if row.action == Action.MERGE:
        return set(flow.keys_in("closed"))
    if row.action not in EFFECTS:
        return {state} if row.action != Action.REGISTER else set()
    step = flow.step(row.step or "")
    if step is None or state not in step.sources:
        return set()
    return {step.target or state, *([interrupted] if row.action == Action.RESUME else [])}
