"""What warnings point to, counted and opened as measures are: issues and homes that wait, tasks nobody has met yet."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, func, select

from portal.campaigns.models import VisitTask
from portal.campaigns.rules import NOT_REACHED
from portal.figures.belonging import always
from portal.figures.care import SENSITIVE, homes_in_care
from portal.figures.measures import Measure
from portal.figures.sources import HOMES, ISSUES, TASKS, Asked
from portal.figures.thresholds import thresholds_of
from portal.foundation.calendar import calendar_of
from portal.foundation.workdays import Calendar
from portal.households.models import Household
from portal.issues.models import Issue, IssueEvent
from portal.issues.rules import RUNNING, Action
from portal.visits.models import Visit
from portal.visits.rules import REACHED

_event = IssueEvent.__table__
_visit = Visit.__table__

NAMES = {
    "issues_stale": "久无进展的诉求", "issues_reopened": "反复退回重办的诉求", "care_unvisited": "久未走访的关爱户",
    "objects_unreached": "还没有见到或联系上的走访对象",
}  # fmt: skip


def issues_stale(asked: Asked) -> list[ColumnElement[bool]]:
    """Issues whose clock runs and with which nothing has happened for `stale_workdays` working days."""
    since = workdays_ago(calendar_of(asked.session), asked.moment.date(), thresholds_of(asked.session).stale_workdays)
    moved = select(_event.c.id).where(
        _event.c.issue_id == Issue.id, _event.c.at >= dt.datetime.combine(since, dt.time())
    )
    start = dt.datetime.combine(since, dt.time())
    return [Issue.stage.in_(RUNNING), Issue.registered_at < start, ~moved.correlate(Issue).exists()]


def issues_reopened(asked: Asked) -> list[ColumnElement[bool]]:
    """Issues sent back `reopened_times` times or more, the last time in the period."""
    start = dt.datetime.combine(asked.ground.first, dt.time())
    end = dt.datetime.combine(asked.ground.last + dt.timedelta(days=1), dt.time())
    often = (
        select(_event.c.issue_id)
        .where(_event.c.action == Action.REOPEN)
        .group_by(_event.c.issue_id)
        .having(
            func.count(_event.c.id) >= thresholds_of(asked.session).reopened_times,
            func.max(_event.c.at) >= start,
            func.max(_event.c.at) < end,
        )
    )
    return [Issue.id.in_(often)]


def care_unvisited(asked: Asked) -> list[ColumnElement[bool]]:
    """Homes in an ordinary (not sensitive) care category, or of somebody in one, not reached for `care_days` days."""
    since = asked.moment.date() - dt.timedelta(days=thresholds_of(asked.session).care_days)
    seen = select(_visit.c.id).where(
        _visit.c.household_id == Household.id, _visit.c.visited_on >= since, _visit.c.way.in_(REACHED)
    )
    return [Household.id.in_(homes_in_care(SENSITIVE.is_(False))), ~seen.correlate(Household).exists()]


def objects_unreached(_: Asked) -> list[ColumnElement[bool]]:
    """Tasks of which nothing came yet, or only that nobody was at home or that the visit was refused."""
    return [VisitTask.state.in_(NOT_REACHED)]


def workdays_ago(calendar: Calendar, day: dt.date, number: int) -> dt.date:
    """The day since which so many working days have passed, `day` itself counted."""
    while number > 0:
        number -= calendar.is_workday(day)
        day -= dt.timedelta(days=1)
    return day + dt.timedelta(days=1)


SIGNALS = {
    "issues_stale": Measure(ISSUES, always, issues_stale), "issues_reopened": Measure(ISSUES, always, issues_reopened),
    "care_unvisited": Measure(HOMES, always, care_unvisited), "objects_unreached": Measure(TASKS, always, objects_unreached),
}  # fmt: skip
