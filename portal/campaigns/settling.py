"""What visits make of the tasks of open campaigns: one by one as they are recorded, or counted anew from all that are stored.

Both ways come to the same. Visits are a later room: they are read by their tables.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    Table,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.rules import FOR_EVERYBODY, RANK, STATE_OF_WAY, CampaignState, TaskState, decides

_AT_ONCE = 500
_task: Any = VisitTask.__table__
_campaign: Any = Campaign.__table__


@dataclass(frozen=True)
class VisitFact:
    """What a stored visit says: of which home, who was met (ids of residents), in which way, when and by whom."""

    visit_id: int
    household_id: int | None
    establishment_id: int | None
    met: frozenset[int]
    way: str
    visited_on: dt.date
    member_id: int | None = None

    def tells_of(self, resident_id: int | None) -> bool:
        """Whether it says something about this resident; about the home itself (None) it always does."""
        return resident_id is None or self.way in FOR_EVERYBODY or resident_id in self.met


def settle(session: Session, fact: VisitFact) -> list[VisitTask]:
    """Let a new visit decide every task of its home in every open campaign whose period holds its day.

    Returns the tasks that it decided. Flushes, never commits. A task of who has left stays as it is."""
    statement = (
        select(VisitTask)
        .join(VisitTask.campaign)
        .where(
            VisitTask.household_id == fact.household_id if fact.household_id else VisitTask.establishment_id == fact.establishment_id,
            VisitTask.state != TaskState.LEFT,
            Campaign.state == CampaignState.OPEN,
            Campaign.starts_on <= fact.visited_on,
            Campaign.ends_on >= fact.visited_on,
        )
        .order_by(VisitTask.id)
    )  # fmt: skip
    decided = [task for task in session.scalars(statement, execution_options={"unscoped": True}) if _decide(task, fact)]
    session.flush()
    return decided


def _decide(task: VisitTask, fact: VisitFact) -> bool:
    if not fact.tells_of(task.resident_id):
        return False
    if not decides(fact.way, fact.visited_on, fact.visit_id, task.state, task.done_on, task.visit_id):
        return False
    task.state, task.visit_id, task.done_on = STATE_OF_WAY[fact.way], fact.visit_id, fact.visited_on
    return True


def resettle(session: Session, household_ids: Collection[int] = (), establishment_ids: Collection[int] = ()) -> None:
    """Count the tasks of these homes in open campaigns anew, from all visits stored: after visits were changed, deleted or
    stored in bulk."""
    session.flush()
    for portion in _portions(household_ids):
        _resettle(session, _task.c.household_id.in_(portion))
    for portion in _portions(establishment_ids):
        _resettle(session, _task.c.establishment_id.in_(portion))


def resettle_all(session: Session, campaign: Campaign) -> None:
    """The same for all tasks of an open campaign."""
    session.flush()
    _resettle(session, _task.c.campaign_id == campaign.id)


def _resettle(session: Session, which: ColumnElement[bool]) -> None:
    best = _best(which).subquery("best")
    open_ = _task.c.campaign_id.in_(select(_campaign.c.id).where(_campaign.c.state == CampaignState.OPEN))
    session.execute(
        update(_task)
        .where(which, open_, _task.c.state.not_in((TaskState.OPEN, TaskState.LEFT)))
        .where(_task.c.id.not_in(select(best.c.task_id)))
        .values(state=TaskState.OPEN.value, visit_id=None, done_on=None)
    )
    session.execute(
        update(_task)
        .where(_task.c.id == best.c.task_id, best.c.place == 1)
        .where(or_(_task.c.state != best.c.state, _task.c.visit_id.is_distinct_from(best.c.visit_id)))
        .values(state=best.c.state, visit_id=best.c.visit_id, done_on=best.c.visited_on)
    )
    forget_tasks(session)


def _best(which: ColumnElement[bool]) -> CompoundSelect[Any]:
    """Task -> the visits that tell of it, the deciding one in place 1; households and establishments apart, each by its index."""
    visit = Model.metadata.tables["visit"]
    return union_all(
        _ranked(which).where(visit.c.household_id == _task.c.household_id, _tells(visit)),
        _ranked(which).where(visit.c.establishment_id == _task.c.establishment_id),
    )


def _tells(visit: Table) -> ColumnElement[bool]:
    met = Model.metadata.tables["visit_met"]
    was_met = (
        exists().where(met.c.visit_id == visit.c.id, met.c.resident_id == _task.c.resident_id).correlate(visit, _task)
    )
    return or_(_task.c.resident_id.is_(None), visit.c.way.in_(FOR_EVERYBODY), was_met)


def _ranked(which: ColumnElement[bool]) -> Select[Any]:
    visit = Model.metadata.tables["visit"]
    return select(
        _task.c.id.label("task_id"),
        visit.c.id.label("visit_id"),
        visit.c.visited_on,
        case({way: state.value for way, state in STATE_OF_WAY.items()}, value=visit.c.way).label("state"),
        func.row_number().over(partition_by=_task.c.id, order_by=_best_first(visit)).label("place"),
    ).where(
        which,
        _task.c.state != TaskState.LEFT,
        _campaign.c.id == _task.c.campaign_id,
        _campaign.c.state == CampaignState.OPEN,
        visit.c.visited_on.between(_campaign.c.starts_on, _campaign.c.ends_on),
    )


def _best_first(visit: Table) -> tuple[ColumnElement[Any], ...]:
    """The order of `decides`."""
    rank = case({way: RANK[state] for way, state in STATE_OF_WAY.items()}, value=visit.c.way)
    return rank.desc(), visit.c.visited_on, visit.c.id


def took_part(day: dt.date) -> ColumnElement[bool]:
    """Whether a task belonged to its campaign at the end of a day, a condition on `VisitTask`: who left owes nothing from that day on."""
    return and_(_task.c.joined_on <= day, or_(_task.c.state != TaskState.LEFT, _task.c.left_on > day))


def state_on(day: dt.date) -> ColumnElement[str]:
    """How a task that took part stood at the end of a day: a column for statements over `VisitTask` joined with its campaign.

    A task only rises. One that was decided by then stands so still; of one that has risen or left since, the visits until then are asked.
    """
    as_now = and_(_task.c.state != TaskState.LEFT, or_(_task.c.done_on.is_(None), _task.c.done_on <= day))
    made = {way: state.value for way, state in STATE_OF_WAY.items()}
    return case((as_now, _task.c.state), else_=case(made, value=_way_by(day), else_=TaskState.OPEN.value))


def _way_by(day: dt.date) -> ColumnElement[str]:
    """The way of the visit that decided a task by then; each home by its index."""
    visit = Model.metadata.tables["visit"]
    best = (
        select(visit.c.way)
        .where(
            _tells(visit),
            visit.c.visited_on.between(_campaign.c.starts_on, day),
            visit.c.visited_on <= _campaign.c.ends_on,
        )
        .order_by(*_best_first(visit))
        .limit(1)
        .correlate(_task, _campaign)
    )
    home = best.where(visit.c.household_id == _task.c.household_id).scalar_subquery()
    unit = best.where(visit.c.establishment_id == _task.c.establishment_id).scalar_subquery()
    return case((_task.c.household_id.is_not(None), home), else_=unit)


def forget_tasks(session: Session) -> None:
    """Let the session read tasks again that were changed by their table."""
    for row in list(session.identity_map.values()):
        if isinstance(row, VisitTask):
            session.expire(row)


def _portions(ids: Iterable[int]) -> Iterator[list[int]]:
    whole = sorted(set(ids))
    for start in range(0, len(whole), _AT_ONCE):
        yield whole[start : start + _AT_ONCE]
