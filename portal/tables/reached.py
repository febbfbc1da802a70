"""Which homes and units a table is narrowed to: visited or not, in which way, with issues or without.

With an open campaign its tasks decide, as they stood on the last day of the period, else the visits of the period. Who was spoken to by
telephone counts as reached where the plan does not say that it does not; who was absent or refused does not.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_, select

from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.rules import STATE_OF_WAY, TaskState
from portal.campaigns.settling import state_on, took_part
from portal.figures.telephone import not_by_phone
from portal.issues.models import Issue
from portal.tables.care import objects_told
from portal.tables.work import Work
from portal.visits.models import Visit
from portal.visits.rules import REACHED

_campaign = Campaign.__table__


def conditions(work: Work, own: Any, tasks: Any, visits: Any, issues: Any) -> list[ColumnElement[bool]]:
    """What `only` asks of homes (or units) with the id column `own`; the others are the columns that point to it."""
    made = []
    done = reached(work, own, tasks, visits)
    if work.asks("visited"):
        made.append(done)
    if work.asks("unvisited"):
        made += [not_(done), *asked_for(work, own, tasks)]
    raised = select(Issue.id).where(issues == own, *registered(work)).exists()
    if work.asks("with_issues"):
        made.append(raised)
    if work.asks("without_issues"):
        made.append(not_(raised))
    if ways := work.arguments("way"):
        made.append(_in_way(work, own, tasks, visits, ways, done))
    if work.asks("object"):
        made.append(_task(work, own, tasks))
    return made


def reached(work: Work, own: Any, tasks: Any, visits: Any) -> ColumnElement[bool]:
    """Whether somebody there was met, or telephoned where that counts."""
    if work.ground.campaign_id is None:
        return select(Visit.id).where(visits == own, Visit.way.in_(REACHED), *visited(work)).exists()
    state = state_on(work.ground.last)
    by_phone = and_(state == TaskState.PHONED, *_phone_counts(work))
    return _task(work, own, tasks, or_(state == TaskState.VISITED, by_phone))


def visited(work: Work) -> list[ColumnElement[bool]]:
    """The visits of the period."""
    return [Visit.visited_on.between(work.ground.first, work.ground.last)]


def registered(work: Work) -> list[ColumnElement[bool]]:
    """The issues of the period: registered in it, and not merged into another."""
    start, end = bounds(work)
    return [Issue.merged_into_id.is_(None), Issue.registered_at >= start, Issue.registered_at < end]


def bounds(work: Work) -> tuple[dt.datetime, dt.datetime]:
    """The first moment of the period, and the first after it."""
    ground = work.ground
    return dt.datetime.combine(ground.first, dt.time()), dt.datetime.combine(
        ground.last + dt.timedelta(days=1), dt.time()
    )


def asked_for(work: Work, own: Any, tasks: Any) -> list[ColumnElement[bool]]:
    """In a campaign only those can be missed who are to be visited in it."""
    if work.ground.campaign_id is None:
        return []
    return [_task(work, own, tasks)]


def _task(work: Work, own: Any, tasks: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a task in the campaign took part on the last day, of the objects asked for when the table asks for some."""
    meant = [VisitTask.object.in_(objects_told(work))] if work.asks("object") else []
    held = [VisitTask.campaign_id == work.ground.campaign_id, took_part(work.ground.last), *meant]
    found = select(VisitTask.id).join(_campaign, VisitTask.campaign_id == _campaign.c.id)
    return found.where(tasks == own, *held, *conditions).exists()


def _phone_counts(work: Work) -> list[ColumnElement[bool]]:
    refused = [key for campaign, key in sorted(not_by_phone(work.session)) if campaign == work.ground.campaign_id]
    return [VisitTask.object.not_in(refused)] if refused else []


def _in_way(
    work: Work, own: Any, tasks: Any, visits: Any, ways: list[str], done: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Whose task ended so. Without a campaign: who was called at so, and, when that is no way of reaching, not reached either."""
    if work.ground.campaign_id is not None:
        states = [STATE_OF_WAY[way] for way in ways]
        return _task(work, own, tasks, state_on(work.ground.last).in_(states))
    called = select(Visit.id).where(visits == own, Visit.way.in_(ways), *visited(work)).exists()
    return called if set(ways) & {each.value for each in REACHED} else and_(called, not_(done))
