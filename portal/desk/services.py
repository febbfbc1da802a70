"""What waits for a person: counts and rows within their scope. Services take a session and only read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, selectinload

from portal.foundation.audit import AuditEntry, Deed
from portal.grids.models import Grid
from portal.households.models import Household
from portal.issues.models import Issue
from portal.issues.rules import OPEN_STAGES, RUNNING
from portal.issues.services import counted, due_soon, overdue, pause_over, step_overdue, to_close, to_revisit, urged
from portal.printing.models import PrintBatch
from portal.printing.rules import BatchState
from portal.visits import frequencies
from portal.visits import services as visits
from portal.visits.rules import REACHED, Rate, VisitWay

SECURITY_DAYS = 7


def count(session: Session, model: Any, *conditions: ColumnElement[bool]) -> int:
    """How many visible rows meet the conditions."""
    return session.scalar(select(func.count(model.id)).where(*conditions)) or 0


def issues_by_stage(session: Session) -> dict[str, int]:
    """{stage: number of visible issues}; stages without issues are left out, and so is what was merged into another issue."""
    rows = session.execute(select(Issue.stage, func.count(Issue.id)).where(counted()).group_by(Issue.stage))
    return {str(stage): number for stage, number in rows}


@dataclass(frozen=True)
class Reminders:
    """How many visible issues are overdue, soon due, too long with their level, too long paused, under supervision, to be asked
    about, and to be closed."""

    overdue: int = 0
    due_soon: int = 0
    step_overdue: int = 0
    pause_over: int = 0
    urged: int = 0
    to_revisit: int = 0
    to_close: int = 0


def reminders(session: Session, moment: dt.datetime) -> Reminders:
    """All of them, in one question."""
    conditions = (
        overdue(moment), due_soon(session, moment), step_overdue(moment.date()), pause_over(moment.date()), urged(),
        to_revisit(), to_close(),
    )  # fmt: skip
    counts = (func.count(Issue.id).filter(condition) for condition in conditions)
    found = tuple(session.execute(select(*counts).where(Issue.stage.in_(OPEN_STAGES))).one())
    return Reminders(*found)


def working_issues(session: Session, limit: int) -> list[Issue]:
    """Issues still to be worked on, the earliest due day first; those without one last."""
    return _issues(session, limit, (Issue.due_on.is_(None), Issue.due_on, Issue.id), Issue.stage.in_(RUNNING))


def open_issues(session: Session, limit: int) -> list[Issue]:
    """Issues that are not closed, the earliest due day first."""
    return _issues(session, limit, (Issue.due_on.is_(None), Issue.due_on, Issue.id), Issue.stage.in_(OPEN_STAGES))


def urged_issues(session: Session, limit: int) -> list[Issue]:
    """Issues under supervision, the earliest due day first."""
    return _issues(session, limit, (Issue.due_on.is_(None), Issue.due_on, Issue.id), urged())


def recent_issues(session: Session, limit: int) -> list[Issue]:
    """The issues registered last."""
    return _issues(session, limit, (Issue.registered_at.desc(), Issue.id.desc()))


def _issues(session: Session, limit: int, order: tuple[Any, ...], *conditions: ColumnElement[bool]) -> list[Issue]:
    statement = select(Issue).where(*conditions).order_by(*order).limit(limit).options(selectinload(Issue.grid))
    return list(session.scalars(statement))


def reached_this_year(session: Session, today: dt.date, ways: Collection[VisitWay] = REACHED) -> Rate:
    """Of all visible households that somebody lives in, how many were reached this year. `ways`: which visits count."""
    return visits.reached_between(session, Grid.id.is_not(None), dt.date(today.year, 1, 1), today, ways)


def due_count(session: Session, day: dt.date) -> int | None:
    """How many visible households are due; None while neither the plan nor a day agreed on asks for any."""
    rules = frequencies.own_rules(session, day)
    number = count(session, Household, frequencies.due_by(rules, day))
    return number if rules or number else None


@dataclass(frozen=True)
class Village:
    """A grid just below the widest ones, with the figures of everything inside."""

    grid: Grid
    reached: Rate
    open_issues: int


def villages(session: Session, today: dt.date, limit: int = 40) -> list[Village]:
    """The grids one level below the widest visible ones, with their households reached this year and open issues."""
    grids = list(session.scalars(select(Grid).order_by(Grid.code)))
    top = min((grid.level.rank for grid in grids), default=0)
    second = min((grid.level.rank for grid in grids if grid.level.rank > top), default=top)
    rates = visits.rates_by_grid(session, today.year)
    pending = dict(_open_by_grid(session))
    return [_village(grid, grids, rates, pending) for grid in grids if grid.level.rank == second][:limit]


def _village(grid: Grid, grids: list[Grid], rates: dict[int, Rate], pending: dict[int, int]) -> Village:
    inside = [each.id for each in grids if each.path.startswith(grid.path)]
    found = [rates[each] for each in inside if each in rates]
    rate = Rate(sum(each.numerator for each in found), sum(each.denominator for each in found))
    return Village(grid, rate, sum(pending.get(each, 0) for each in inside))


def _open_by_grid(session: Session) -> list[tuple[int, int]]:
    statement = select(Issue.grid_id, func.count(Issue.id)).where(Issue.stage.in_(OPEN_STAGES)).group_by(Issue.grid_id)
    return [(grid_id, number) for grid_id, number in session.execute(statement)]


def running_batches(session: Session, limit: int) -> list[PrintBatch]:
    """Print batches that are not finished, the newest first."""
    states = (BatchState.WAITING, BatchState.RUNNING)
    statement = select(PrintBatch).where(PrintBatch.state.in_(states)).order_by(PrintBatch.id.desc()).limit(limit)
    return list(session.scalars(statement))


def deeds(session: Session, deed: Deed, now: dt.datetime) -> int:
    """How often this was done in the last `SECURITY_DAYS` days."""
    since = now - dt.timedelta(days=SECURITY_DAYS)
    return count(session, AuditEntry, AuditEntry.deed == deed, AuditEntry.at >= since)


def accounts(session: Session, active: bool) -> int:
    """How many accounts are in use, or are switched off."""
    return count(session, User, User.active.is_(active))


def accounts_without_role(session: Session) -> int:
    """How many accounts in use have no role yet."""
    return count(session, User, User.active.is_(True), ~User.roles.any())
