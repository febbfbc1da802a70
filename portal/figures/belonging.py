"""Which rows of a source belong to the period asked for: the first half of every measure."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from portal.figures.sources import Asked
from portal.issues.models import Issue, IssueEvent
from portal.issues.rules import Action
from portal.visits.models import Visit

_event = IssueEvent.__table__
_visit = Visit.__table__


def always(_: Asked) -> list[ColumnElement[bool]]:
    """All of them: what stands, whenever it came to be."""
    return []


def registered(asked: Asked) -> list[ColumnElement[bool]]:
    """Issues registered in the period."""
    return _between(Issue.registered_at, asked.ground.first, asked.ground.last)


def due(asked: Asked) -> list[ColumnElement[bool]]:
    """Issues whose limit ended in the period and has passed: a limit of today has not passed before tomorrow, one in hours not before its minute."""
    passed = or_(and_(Issue.due_at.is_(None), Issue.due_on < asked.moment.date()), Issue.due_at < asked.moment)
    return [Issue.due_on.between(asked.ground.first, asked.ground.last), passed]


def revisited(asked: Asked) -> list[ColumnElement[bool]]:
    """Revisits made in the period."""
    return [_event.c.action == Action.REVISIT, *_between(_event.c.at, asked.ground.first, asked.ground.last)]


def visited(asked: Asked) -> list[ColumnElement[bool]]:
    """Visits made in the period."""
    return [_visit.c.visited_on.between(asked.ground.first, asked.ground.last)]


def _between(moment: Any, first: dt.date, last: dt.date) -> list[ColumnElement[bool]]:
    start, end = (dt.datetime.combine(day, dt.time()) for day in (first, last + dt.timedelta(days=1)))
    return [moment >= start, moment < end]
