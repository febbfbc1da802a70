"""The life of an issue as one table, and what is overdue: pure decisions on plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from portal.foundation.choices import Choice
from portal.visits.rules import Satisfaction


class IssueState(Choice):
    """Where an issue stands. “Closed” is not “solved”: see `Outcome`."""

    REGISTERED = "registered", "已登记"
    ASSIGNED = "assigned", "办理中"
    HANDLED = "handled", "待回访"
    REOPENED = "reopened", "重新办理"
    CLOSED = "closed", "已销号"


class Stage(Choice):
    """What a state of the workflow amounts to, whatever the plan calls it."""

    NEW = "new", "待分流"
    WORKING = "working", "办理中"
    PAUSED = "paused", "暂停计时"
    ANSWERED = "answered", "待回访"
    CLOSED = "closed", "已销号"


STAGES = {
    IssueState.REGISTERED: Stage.NEW, IssueState.ASSIGNED: Stage.WORKING, IssueState.HANDLED: Stage.ANSWERED,
    IssueState.REOPENED: Stage.WORKING, IssueState.CLOSED: Stage.CLOSED,
}  # fmt: skip


class Outcome(Choice):
    """What came of an issue."""

    SOLVED = "solved", "已解决"
    PARTLY = "partly", "部分解决"
    EXPLAINED = "explained", "已解释说明"
    REJECTED = "rejected", "不予受理"


USUAL_SOURCE = "visit"
"""How an issue comes in before any profile names sources."""


class Action(Choice):
    """What can be done with an issue."""

    REGISTER = "register", "登记"
    ASSIGN = "assign", "交办"
    HANDLE = "handle", "办理答复"
    REVISIT = "revisit", "回访"
    CLOSE = "close", "销号"
    REOPEN = "reopen", "退回重办"


@dataclass(frozen=True)
class Step:
    """One row of the workflow: an action leads from these states to that one and needs these fields."""

    action: Action
    sources: tuple[IssueState, ...]
    target: IssueState
    needs: tuple[str, ...] = ()


WORKFLOW = (
    Step(
        Action.ASSIGN,
        (IssueState.REGISTERED, IssueState.REOPENED, IssueState.ASSIGNED),
        IssueState.ASSIGNED,
        ("department",),
    ),
    Step(
        Action.HANDLE,
        (IssueState.REGISTERED, IssueState.ASSIGNED, IssueState.REOPENED),
        IssueState.HANDLED,
        ("outcome", "note"),
    ),
    Step(Action.REVISIT, (IssueState.HANDLED,), IssueState.HANDLED, ("satisfaction",)),
    Step(Action.REOPEN, (IssueState.HANDLED, IssueState.CLOSED), IssueState.REOPENED, ("note",)),
    Step(Action.CLOSE, (IssueState.HANDLED,), IssueState.CLOSED, ()),
)
"""A revisit that finds people dissatisfied reopens the issue instead (`portal.issues.services`)."""

OPEN_STAGES = tuple(stage for stage in Stage if stage is not Stage.CLOSED)


def possible_steps(state: str) -> tuple[Step, ...]:
    """The rows of the workflow that start in this state."""
    return tuple(step for step in WORKFLOW if state in step.sources)


def step_for(action: str, state: str) -> Step | None:
    """The row for this action in this state, or nothing when it is not allowed."""
    return next((step for step in possible_steps(state) if step.action == action), None)


RUNNING = (Stage.NEW, Stage.WORKING)
"""The stages in which the clock runs."""


def is_overdue(stage: str, due_on: dt.date | None, now: dt.datetime, due_at: dt.datetime | None = None) -> bool:
    """Whether an issue that is still being worked on has passed its day, or its minute where the limit is in hours. The one
    overdue rule, on screen and on paper."""
    if stage not in RUNNING or due_on is None:
        return False
    return now > due_at if due_at else now.date() > due_on


def step_problem(action: str, state: str) -> str | None:
    """Why this action cannot be taken in this state, in words that name what can; nothing when it can."""
    if step_for(action, state):
        return None
    possible = "、".join(step.action.label for step in possible_steps(state))
    return f"诉求目前是「{IssueState.label_of(state)}」,不能{Action.label_of(action)};现在可以:{possible}"


def closing_problem(outcome: str | None, satisfaction: str | None, note: str) -> str | None:
    """Why an answered issue may not be closed yet, or nothing.

    `satisfaction`: what the revisit after the last answer found, if there was one; a dissatisfied one has reopened the issue.
    What was only explained or rejected need not please anybody, but then the closing must say why it ends here.
    """
    if satisfaction in (Satisfaction.SATISFIED, Satisfaction.NEUTRAL):
        return None
    if satisfaction == Satisfaction.DISSATISFIED:
        return "回访不满意,不能销号;请退回重办"
    if outcome not in (Outcome.EXPLAINED, Outcome.REJECTED):
        return "还没有回访,不能销号;请先回访当事人"
    return None if note else "没有回访就销号的,请填写销号理由"


@dataclass(frozen=True)
class Due:
    """The day by which an issue is to be handled, and whether that day has passed."""

    day: dt.date | None
    overdue: bool
