"""How the term of an issue moves: by the days it was paused, by extensions, and counted again under another category."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.foundation.calendar import calendar_of
from portal.foundation.clock import now
from portal.issues import clock
from portal.issues.models import Issue, IssueEvent
from portal.issues.papers import IssueExtension
from portal.issues.rules import Action


def paused_days(session: Session, issue: Issue) -> int:
    """Working days since the pause that still holds began."""
    return calendar_of(session).between(issue.paused_at.date(), now().date()) if issue.paused_at else 0


def make_up_for_pause(session: Session, issue: Issue) -> None:
    """Move the term by the time the clock stood still: in working days, in minutes where the limit is in hours."""
    due = clock.due_term(issue)
    if due is None or issue.paused_at is None:
        return
    if due.minute is not None and clock.limit_of(session, issue).hours is not None:
        end = due.minute + (now() - issue.paused_at)
        clock.set_due(issue, clock.Term(end.date(), end))
    else:
        clock.set_due(issue, clock.moved(calendar_of(session), due, paused_days(session, issue)))


def later_by_pause(session: Session, issue: Issue, day: dt.date | None) -> dt.date | None:
    """A day, later by the working days of the pause that still holds."""
    return calendar_of(session).add(day, paused_days(session, issue)) if day else None


def lengthen(session: Session, issue: Issue, days: int) -> None:
    """Move the term by so many working days."""
    due = clock.due_term(issue)
    if due is not None:
        clock.set_due(issue, clock.moved(calendar_of(session), due, days))


def count_again(session: Session, issue: Issue) -> None:
    """The term under the category that now stands on the issue, from when it last began; what was granted and what was paused
    since then is added again."""
    begun = _begun(session, issue)
    clock.set_due(issue, clock.due_of(session, issue, begun))
    lengthen(session, issue, _granted(session, issue, begun) + _paused(session, issue, begun))


def _begun(session: Session, issue: Issue) -> dt.datetime:
    reopened = select(func.max(IssueEvent.at)).where(
        IssueEvent.issue_id == issue.id, IssueEvent.action == Action.REOPEN
    )
    return session.scalar(reopened) or issue.registered_at


def _granted(session: Session, issue: Issue, since: dt.datetime) -> int:
    days = select(func.sum(IssueExtension.days)).where(
        IssueExtension.issue_id == issue.id, IssueExtension.granted.is_(True), IssueExtension.decided_at >= since
    )
    return session.scalar(days) or 0


def _paused(session: Session, issue: Issue, since: dt.datetime) -> int:
    """Working days between every pause and what ended it."""
    kinds = (Action.PAUSE, Action.RESUME)
    statement = select(IssueEvent.action, IssueEvent.at).where(
        IssueEvent.issue_id == issue.id, IssueEvent.at >= since, IssueEvent.action.in_(kinds)
    )
    calendar, total, start = calendar_of(session), 0, None
    for action, at in session.execute(statement.order_by(IssueEvent.id)):
        if action == Action.PAUSE:
            start = at.date()
        elif start is not None:
            total += calendar.between(start, at.date())
    return total
