"""By when an issue is to be handled, and by when it must leave its present state: limits turned into days.

A limit in working days ends with the last of them; the day of registration does not count. Hours run through nights and
holidays. “At once” ends with the day itself.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy.orm import Session

from portal.foundation.calendar import calendar_of
from portal.foundation.clock import now
from portal.foundation.workdays import Calendar
from portal.issues.models import Issue, IssueCategory
from portal.issues.rules import RUNNING
from portal.plans.current import profile_or_none
from portal.plans.judging import category_then, judged_by_current, profile_then
from seeds.sections.casework import Casework
from seeds.sections.limits import TimeLimit
from seeds.sections.workflow import WorkState

_END = dt.time(23, 59, 59)


class Term(NamedTuple):
    """The last day, and the last minute where the limit is in hours or at once."""

    day: dt.date
    minute: dt.datetime | None = None


def term(calendar: Calendar, limit: TimeLimit, start: dt.datetime) -> Term:
    """When a limit that begins at `start` ends."""
    if limit.working_days is not None:
        return Term(calendar.add(start.date(), limit.working_days))
    if limit.hours is not None:
        end = start + dt.timedelta(hours=limit.hours)
        return Term(end.date(), end)
    return Term(start.date(), dt.datetime.combine(start.date(), _END))


def moved(calendar: Calendar, due: Term, days: int) -> Term:
    """The term, so many working days later."""
    day = calendar.add(due.day, days)
    return Term(day, dt.datetime.combine(day, due.minute.time()) if due.minute else None)


def limit_days(casework: Casework, code: str) -> int | None:
    """Working days to handle an issue of this category, 0 for at once or in hours; None when the profile does not know it."""
    known = any(each.code == code for each in casework.categories)
    return (casework.limit_for(code).working_days or 0) if known else None


def limit_of(session: Session, issue: Issue) -> TimeLimit:
    """How long an issue may take: by its category when it was registered, whatever profile came after. Days that the office
    has since put on the category itself count for new ones."""
    if judged_by_current(session, issue):
        return limit_now(session, issue.category)
    profile = profile_then(session, issue)
    planned = _planned(profile.casework, category_then(session, issue, issue.category.code)) if profile else None
    return planned or in_days(issue.category)


def limit_now(session: Session, category: IssueCategory) -> TimeLimit:
    """How long a new issue of this category may take."""
    profile = profile_or_none(session)
    planned = _planned(profile.casework, category.code) if profile else None
    return planned if planned and (planned.working_days or 0) == category.limit_days else in_days(category)


def in_days(category: IssueCategory) -> TimeLimit:
    """The limit that stands with the category: 0 means at once."""
    return TimeLimit(working_days=category.limit_days) if category.limit_days else TimeLimit(at_once=True)


def due_of(session: Session, issue: Issue, start: dt.datetime) -> Term:
    """When the issue is to be handled, counted from `start`."""
    return term(calendar_of(session), limit_of(session, issue), start)


def set_due(issue: Issue, due: Term) -> None:
    """Put the term on the issue."""
    issue.due_on, issue.due_at = due.day, due.minute


def due_term(issue: Issue) -> Term | None:
    """The term that stands on the issue."""
    return Term(issue.due_on, issue.due_at) if issue.due_on else None


def _planned(casework: Casework, code: str) -> TimeLimit | None:
    known = any(each.code == code for each in casework.categories)
    return casework.limit_for(code) if known else None


def step_due(session: Session, state: WorkState, level_limit: TimeLimit | None) -> dt.date | None:
    """By when an issue that comes into this state today must leave it: the state's own limit, else that of the level."""
    limit = state.limit or level_limit
    if state.stage not in RUNNING or limit is None:
        return None
    return term(calendar_of(session), limit, now()).day


def class_of(session: Session, category: IssueCategory) -> str | None:
    """Who has to act on issues of this category, by the plan."""
    profile = profile_or_none(session)
    known = profile and any(each.code == category.code for each in profile.casework.categories)
    return profile.casework.class_for(category.code) if profile and known else None
