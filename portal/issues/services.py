"""Use cases of issues: registration and every transition. They take a session, flush, and never commit.

Each transition locks the issue, checks the workflow table, and writes one row of history.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from portal.foundation.audit import actor_now
from portal.foundation.calendar import calendar_of
from portal.foundation.clock import now, today
from portal.foundation.errors import Refusal
from portal.issues import rules
from portal.issues.models import Department, Issue, IssueEvent
from portal.issues.rules import RUNNING, Action, IssueState, Outcome
from portal.plans.judging import category_then, judged_by_current, profile_then
from portal.visits.rules import Satisfaction
from seeds.sections.casework import Casework


@dataclass(frozen=True)
class StepFacts:
    """What a person says when taking a step; each step needs the fields that its row of the workflow names."""

    note: str = ""
    department: Department | None = None
    outcome: str | None = None
    satisfaction: str | None = None


def take_step(session: Session, issue: Issue, action: str, facts: StepFacts) -> None:
    """Take the step that the screen or the REST call names. Raises `Refusal`."""
    match action:
        case Action.ASSIGN:
            assign(session, issue, facts.department, facts.note)
        case Action.HANDLE:
            handle(session, issue, facts.outcome, facts.note)
        case Action.REVISIT:
            revisit(session, issue, facts.satisfaction, facts.note)
        case Action.CLOSE:
            close(session, issue, facts.note)
        case Action.REOPEN:
            reopen(session, issue, facts.note)
        case _:
            raise Refusal("没有这个办理步骤", "action")


def assign(session: Session, issue: Issue, department: Department | None, note: str = "") -> None:
    """Hand the issue to a department; without one, to the department that usually solves its category."""
    before = _begin(session, issue, Action.ASSIGN)
    department = department or issue.category.department
    if department is None:
        raise Refusal("请选择承办部门", "department")
    issue.department = department
    _enter(issue, IssueState.ASSIGNED)
    _record(session, issue, Action.ASSIGN, before, note)


def handle(session: Session, issue: Issue, outcome: str | None, note: str) -> None:
    """Answer the issue with an outcome and what was done; straight after registration when it was solved on the spot."""
    before = _begin(session, issue, Action.HANDLE)
    _need(outcome in list(Outcome), "请选择办理结果", "outcome")
    _need(note.strip(), "请填写办理情况", "note")
    issue.outcome, issue.handled_at = outcome, now()
    _enter(issue, IssueState.HANDLED)
    _record(session, issue, Action.HANDLE, before, note, outcome=outcome)


def revisit(session: Session, issue: Issue, satisfaction: str | None, note: str = "") -> None:
    """Note what people say of the answer. When they are dissatisfied the issue is reopened at once, as a second event."""
    before = _begin(session, issue, Action.REVISIT)
    _need(satisfaction in list(Satisfaction), "请选择满意程度", "satisfaction")
    _record(session, issue, Action.REVISIT, before, note, satisfaction=satisfaction)
    if satisfaction == Satisfaction.DISSATISFIED:
        reopen(session, issue, note.strip() or "回访不满意,自动退回重办")


def close(session: Session, issue: Issue, note: str = "") -> None:
    """Close an answered issue; see `rules.closing_problem` for when that may be done."""
    before = _begin(session, issue, Action.CLOSE)
    problem = rules.closing_problem(issue.outcome, _satisfaction(session, issue), note.strip())
    if problem:
        raise Refusal(problem, "note")
    issue.closed_at = now()
    _enter(issue, IssueState.CLOSED)
    _record(session, issue, Action.CLOSE, before, note, outcome=issue.outcome)


def reopen(session: Session, issue: Issue, note: str) -> None:
    """Send the issue back to be handled again by the same department, with the category's time limit from today."""
    before = _begin(session, issue, Action.REOPEN)
    _need(note.strip(), "请填写退回理由", "note")
    issue.outcome, issue.closed_at = None, None
    _enter(issue, IssueState.REOPENED)
    issue.due_on = calendar_of(session).add(today(), limit_of(session, issue))
    _record(session, issue, Action.REOPEN, before, note)


def limit_days(casework: Casework, code: str) -> int | None:
    """Working days to handle an issue of this category, 0 for at once; None when the profile does not know the category."""
    known = any(each.code == code for each in casework.categories)
    return (casework.limit_for(code).working_days or 0) if known else None


def due_on(session: Session, issue: Issue, start: dt.date) -> dt.date:
    """The day by which the issue is to be handled: its category's limit in working days after `start`."""
    return calendar_of(session).add(start, issue.category.limit_days)


def limit_of(session: Session, issue: Issue) -> int:
    """Working days to handle a stored issue: its category's limit when it was registered, whatever profile came after."""
    if judged_by_current(session, issue):
        return issue.category.limit_days
    profile = profile_then(session, issue)
    code = category_then(session, issue, issue.category.code)
    found = limit_days(profile.casework, code) if profile else None
    return issue.category.limit_days if found is None else found


def overdue(moment: dt.datetime) -> ColumnElement[bool]:
    """`rules.is_overdue` as a condition on `Issue`, for counts and lists."""
    late = or_(and_(Issue.due_at.is_(None), Issue.due_on < moment.date()), Issue.due_at < moment)
    return and_(Issue.stage.in_(RUNNING), Issue.due_on.is_not(None), late)


def _enter(issue: Issue, state: IssueState) -> None:
    issue.state, issue.stage = state, rules.STAGES[state]


def record_registration(session: Session, issue: Issue) -> None:
    """The first row of an issue's history."""
    _record(session, issue, Action.REGISTER, None, "")


def _begin(session: Session, issue: Issue, action: Action) -> str:
    """Lock the issue, so that two people cannot take a step from the same state; its state, when the step is legal."""
    session.refresh(issue, ["state", "outcome", "department_id"], with_for_update=True)
    problem = rules.step_problem(action, issue.state)
    if problem:
        raise Refusal(problem)
    return issue.state


def _need(condition: object, sentence: str, field: str) -> None:
    if not condition:
        raise Refusal(sentence, field)


def _record(session: Session, issue: Issue, action: Action, before: str | None, note: str, **facts: Any) -> None:
    user_id, actor, _ = actor_now()
    department = issue.department.name if issue.department else None
    session.add(IssueEvent(
        issue=issue, at=now(), user_id=user_id, actor=actor, action=action, from_state=before, to_state=issue.state,
        department_name=department, note=note.strip() or None, **facts,
    ))  # fmt: skip
    session.flush()


def _satisfaction(session: Session, issue: Issue) -> str | None:
    """What the last revisit since the last answer found."""
    events = session.scalars(select(IssueEvent).where(IssueEvent.issue_id == issue.id).order_by(IssueEvent.id))
    found: str | None = None
    for event in events:
        if event.action == Action.HANDLE:
            found = None
        elif event.action == Action.REVISIT:
            found = event.satisfaction
    return found
