"""What a person says when taking a step, and the step as it is being taken."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.foundation.audit import actor_now
from portal.foundation.clock import now
from portal.foundation.errors import Refusal
from portal.issues import clock, holding
from portal.issues.files import Upload
from portal.issues.models import Department, Issue, IssueCategory, IssueEvent
from portal.issues.rules import Action
from portal.issues.workflow import workflow_of
from portal.members.models import Member
from seeds.sections.workflow import Workflow, WorkState, WorkStep


@dataclass(frozen=True)
class StepFacts:
    """What is said; a step needs what its effect and its row of the workflow ask for."""

    note: str = ""
    department: Department | None = None
    outcome: str | None = None
    satisfaction: str | None = None
    category: IssueCategory | None = None
    issue_class: str | None = None
    member: Member | None = None
    until: dt.date | None = None
    files: tuple[Upload, ...] = ()

    @property
    def said(self) -> str:
        """The note without the spaces around it."""
        return self.note.strip()


@dataclass
class Turn:
    """A step while it is taken. `before`: the state it started in; `events`: the rows of history it wrote."""

    session: Session
    issue: Issue
    flow: Workflow
    step: WorkStep
    facts: StepFacts
    before: str
    events: list[IssueEvent] = field(default_factory=list)

    @property
    def target(self) -> WorkState:
        """Where the step leads: its target, or where it started."""
        found = self.flow.state(self.step.target or self.before)
        assert found is not None  # the profile was checked when it was read
        return found

    def need(self, condition: object, sentence: str, name: str) -> None:
        """Raise `Refusal` on this field unless the condition holds."""
        if not condition:
            raise Refusal(sentence, name)

    def record(self, **facts: Any) -> IssueEvent:
        """One row of history for this step."""
        event = record(
            self.session, self.issue, self.step.effect, self.before, self.facts.said, step=self.step.key,
            label=self.step.name, **facts,
        )  # fmt: skip
        self.events.append(event)
        return event


def enter(session: Session, issue: Issue, state: WorkState, holder: holding.Rung | None = None) -> None:
    """Put the issue into this state, in the hands of this grid; the time it may stay there begins now."""
    rungs = holding.way_up(session, issue.grid_id)
    holder = holding.at_level(rungs, state.level) or holder or holding.holder_of(rungs, issue)
    issue.state, issue.stage = state.key, state.stage
    if holder.id != issue.holder_id:
        holding.put(session, issue, holder)
    issue.step_due_on = clock.step_due(session, state, holding.level_limit(session, rungs, holder))


def record(session: Session, issue: Issue, action: str, before: str | None, note: str, **facts: Any) -> IssueEvent:
    """One row of history, by who is signed in; flushes. What was imported has none yet and first gets that of its registration:
    until somebody did something with it, its import can be taken back."""
    if action != Action.REGISTER:
        _begin_history(session, issue)
    user_id, actor, _ = actor_now()
    names: dict[str, Any] = {"department_name": issue.department.name if issue.department else None}
    names["holder_name"] = holding.holder_of(holding.way_up(session, issue.grid_id), issue).name
    event = IssueEvent(
        issue=issue, at=now(), user_id=user_id, actor=actor, action=action, from_state=before, to_state=issue.state,
        due_on=issue.due_on, note=note.strip() or None, **{"label": Action.label_of(action), **names, **facts},
    )  # fmt: skip
    session.add(event)
    session.flush()
    return event


def _begin_history(session: Session, issue: Issue) -> None:
    if session.scalar(select(exists().where(IssueEvent.issue_id == issue.id))):
        return
    session.add(IssueEvent(
        issue=issue, at=issue.registered_at, actor="批量导入", action=Action.REGISTER, label=Action.REGISTER.label,
        to_state=workflow_of(session).initial.key, due_on=issue.due_on,
    ))  # fmt: skip
    session.flush()
