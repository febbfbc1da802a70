"""More time for an issue, asked for and decided; and issues put under supervision (督办) from above."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.audit import actor_now
from portal.foundation.clock import now
from portal.foundation.errors import Refusal
from portal.issues import terms
from portal.issues.facts import record
from portal.issues.models import Issue, IssueEvent
from portal.issues.papers import IssueExtension
from portal.issues.rules import RUNNING, Action, Stage, is_overdue

MOST_DAYS = 60
"""Working days of one extension."""


def urge(session: Session, issue: Issue, note: str) -> IssueEvent:
    """Put an issue that is not closed under supervision, saying what is expected."""
    if issue.stage == Stage.CLOSED:
        raise Refusal("诉求已经结束，不用督办")
    if not note.strip():
        raise Refusal("请填写督办要求", "note")
    issue.urged_at = now()
    return record(session, issue, Action.URGE, issue.state, note)


def ask_extension(session: Session, issue: Issue, days: int, reason: str) -> IssueExtension:
    """Ask for more time while there is still time: who is late already explains instead. One open request at a time."""
    session.refresh(issue, ["state", "stage", "due_on", "due_at"], with_for_update=True)
    if issue.stage not in RUNNING:
        raise Refusal("诉求不在办理中，不用延期")
    if is_overdue(issue.stage, issue.due_on, now(), issue.due_at):
        raise Refusal("诉求已经超期，不能再申请延期")
    if open_request(session, issue) is not None:
        raise Refusal("已有一份延期申请在等待审批")
    if not 1 <= days <= MOST_DAYS:
        raise Refusal(f"延期应为 1 到 {MOST_DAYS} 个工作日", "days")
    if not reason.strip():
        raise Refusal("请填写延期理由", "note")
    user_id, actor, _ = actor_now()
    asked = IssueExtension(
        issue=issue, days=days, reason=reason.strip()[:500], asked_at=now(), asked_by=actor, asked_by_id=user_id
    )
    session.add(asked)
    record(session, issue, Action.ASK_EXTENSION, issue.state, f"申请延期 {days} 个工作日：{reason.strip()}"[:1000])
    return asked


def decide_extension(session: Session, issue: Issue, granted: bool, note: str = "") -> IssueExtension:
    """Grant or refuse the open request; granted, the term moves. Nobody decides on their own request."""
    session.refresh(issue, ["state", "stage", "due_on", "due_at"], with_for_update=True)
    asked = open_request(session, issue)
    if asked is None:
        raise Refusal("没有等待审批的延期申请")
    user_id, actor, _ = actor_now()
    if user_id is not None and user_id == asked.asked_by_id:
        raise Refusal("不能审批自己提出的延期申请")
    if not granted and not note.strip():
        raise Refusal("不予延期的，请填写理由", "note")
    asked.granted, asked.decided_at, asked.decided_by, asked.note = granted, now(), actor, note.strip()[:500] or None
    if granted:
        terms.lengthen(session, issue, asked.days)
    action = Action.EXTEND if granted else Action.DENY_EXTENSION
    told = f"延期 {asked.days} 个工作日。{note.strip()}" if granted else note
    record(session, issue, action, issue.state, told)
    return asked


def open_request(session: Session, issue: Issue) -> IssueExtension | None:
    """The request that waits for a decision."""
    waiting = select(IssueExtension).where(IssueExtension.issue_id == issue.id, IssueExtension.granted.is_(None))
    return session.scalars(waiting).first()
