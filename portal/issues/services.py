"""Use cases of issues: every transition, and the conditions that lists, counts and exports share.

Services take a session, flush, and never commit. A transition locks the issue, checks the workflow, and writes its history.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, func, not_
from sqlalchemy.orm import Session

from portal.foundation.calendar import calendar_of
from portal.foundation.errors import Refusal, refuse
from portal.issues import acting, files, rules
from portal.issues.effects import EFFECTS
from portal.issues.facts import StepFacts, Turn, record
from portal.issues.models import Issue, IssueEvent
from portal.issues.rules import RUNNING, Action, Stage
from portal.issues.workflow import ISSUE_STATES, workflow_of
from portal.visits.rules import CONTENT
from seeds.sections.workflow import WorkStep

__all__ = [
    "OutOfTurn",
    "StepFacts",
    "counted",
    "due_soon",
    "overdue",
    "pause_over",
    "possible_steps",
    "step_overdue",
    "take_step",
    "to_close",
    "to_revisit",
    "urged",
]


class OutOfTurn(Refusal):
    """The step does not start where the issue stands. `here`: the same for a page that shows itself what can be done."""

    def __init__(self, message: str, here: str) -> None:
        super().__init__(message)
        self.here = here


SOON_DAYS = 2
"""Working days before its term in which an issue is pointed out."""


def take_step(session: Session, issue: Issue, word: str, facts: StepFacts) -> list[IssueEvent]:
    """Take the step with this key, or the first with this effect, in the state the issue stands in; the rows of history.

    Raises `Refusal` naming the state, the step and what is possible, or the field that is missing; `OutOfScope` when who is
    signed in has no part in it. The verb of the role is asked at the door.
    """
    flow = workflow_of(session)
    if not rules.is_known(flow, word):
        raise Refusal("没有这个办理步骤", "action")
    _lock(session, issue)
    step = legal_step(session, issue, word)
    acting.check_step(session, issue, step)
    _check_needs(step, facts)
    turn = Turn(session, issue, flow, step, facts, issue.state)
    EFFECTS[step.effect](turn)
    files.attach(session, issue, turn.events[0], facts.files)
    return turn.events


def solve_on_the_spot(session: Session, issue: Issue, note: str) -> list[IssueEvent]:
    """Answer a fresh issue at once with what was done: by the workflow's step for that, else by its usual answer."""
    word = Action.SOLVE if workflow_of(session).step_with("solve", issue.state) else Action.HANDLE
    events = take_step(session, issue, word, StepFacts(note, outcome=rules.Outcome.SOLVED))
    issue.solved_on_the_spot = True
    session.flush()
    return events


def legal_step(session: Session, issue: Issue, word: str) -> WorkStep:
    """The step behind this word in the issue's state. Raises `OutOfTurn` saying what is possible instead."""
    flow = workflow_of(session)
    step = rules.step_for(flow, word, issue.state)
    if step is None:
        name = ISSUE_STATES.label_of(issue.state, session)
        raise OutOfTurn(str(rules.step_problem(flow, word, issue.state, name)), rules.unfit(flow, word, name))
    return step


def possible_steps(session: Session, issue: Issue) -> list[WorkStep]:
    """What who is signed in may do with the issue by the workflow, as far as their roles hold the verbs."""
    standing = acting.standing_of(session, issue)
    steps = workflow_of(session).steps_from(issue.state)
    return [step for step in steps if standing is None or standing.refusal(step) is None]


def record_registration(session: Session, issue: Issue) -> IssueEvent:
    """The first row of an issue's history."""
    return record(session, issue, Action.REGISTER, None, "")


# Conditions on `Issue`


def overdue(moment: dt.datetime) -> ColumnElement[bool]:
    """`rules.is_overdue` as a condition on `Issue`, for counts and lists."""
    late = func.coalesce(Issue.due_at < moment, Issue.due_on < moment.date(), False)
    return and_(Issue.stage.in_(RUNNING), late)


def step_overdue(day: dt.date) -> ColumnElement[bool]:
    """`rules.is_step_overdue` as a condition on `Issue`: what should have been passed on or settled at this level by now."""
    return and_(Issue.stage.in_(RUNNING), func.coalesce(Issue.step_due_on < day, False))


def due_soon(session: Session, moment: dt.datetime) -> ColumnElement[bool]:
    """Not overdue, and due within `SOON_DAYS` working days: today, tomorrow and so on."""
    last = calendar_of(session).add(moment.date(), SOON_DAYS)
    near = func.coalesce(and_(Issue.due_on >= moment.date(), Issue.due_on <= last), False)
    return and_(Issue.stage.in_(RUNNING), near, ~overdue(moment))


def to_close() -> ColumnElement[bool]:
    """Answered, and people have been asked and are content: nothing is left but closing."""
    return and_(Issue.stage == Stage.ANSWERED, func.coalesce(Issue.satisfaction, "").in_(CONTENT))


def to_revisit() -> ColumnElement[bool]:
    """Answered, and people have not been asked since."""
    return and_(Issue.stage == Stage.ANSWERED, not_(to_close()))


def urged() -> ColumnElement[bool]:
    """Under supervision (督办): urged, and not closed."""
    return and_(Issue.stage != Stage.CLOSED, Issue.urged_at.is_not(None))


def pause_over(day: dt.date) -> ColumnElement[bool]:
    """Paused longer than was said."""
    return and_(Issue.stage == Stage.PAUSED, func.coalesce(Issue.paused_until < day, False))


def counted() -> ColumnElement[bool]:
    """What figures count: an issue merged into another one is that other one."""
    return Issue.merged_into_id.is_(None)


def _lock(session: Session, issue: Issue) -> None:
    """So that two people cannot take a step from the same state."""
    fresh = ["state", "stage", "outcome", "department_id", "holder_id", "category_id", "due_on", "due_at", "step_due_on",
             "paused_at", "paused_from", "satisfaction", "merged_into_id"]  # fmt: skip
    session.refresh(issue, fresh, with_for_update=True)


_NEEDS: dict[str, tuple[str, Callable[[StepFacts], object]]] = {
    "note": ("请填写说明", lambda facts: facts.said), "attachment": ("请添加附件", lambda facts: facts.files),
    "department": ("请选择承办部门", lambda facts: facts.department), "outcome": ("请选择办理结果", lambda facts: facts.outcome),
}  # fmt: skip
_FIELDS = {"attachment": "files"}


def _check_needs(step: WorkStep, facts: StepFacts) -> None:
    missing = [need for need in step.needs if not _NEEDS[need][1](facts)]
    refuse(*((f"“{step.name}”{_NEEDS[need][0]}", _FIELDS.get(need, need)) for need in missing))
