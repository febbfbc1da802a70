"""Finds the patterns of `portal.campaigns.hints` in the visits of an area and some days, each by one grouped query."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import ColumnElement, Date, String, cast, distinct, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.campaigns import hints
from portal.campaigns.hints import Hint
from portal.grids.models import Grid
from portal.households.models import Household
from portal.members.models import Assignment, Member

MOST = 100
"""Lines of one kind on the page."""
_assignment: Any = Assignment.__table__


def find_hints(session: Session, grid: Grid, first: dt.date, last: dt.date) -> list[Hint]:
    """All hints, by rule and then by person; of homes in a grid and below that the session sees."""
    visit: Any = Model.metadata.tables["visit"]
    inside = (
        select(Household.id).join(Household.grid).where(Grid.path.startswith(grid.path, autoescape=True)).scalar_subquery()
    )  # fmt: skip
    where = [visit.c.visited_on.between(first, last), visit.c.household_id.in_(inside)]
    return [
        *_same_text(session, visit, where), *_same_answers(session, visit, where), *_by_day(session, visit, where),
    ]  # fmt: skip


def _same_text(session: Session, visit: Any, where: list[ColumnElement[bool]]) -> list[Hint]:
    rows = (
        select(Member.id, Member.name, visit.c.note, func.count())
        .join(visit, visit.c.member_id == Member.id)
        .where(*where, func.length(visit.c.note) >= hints.LONG_TEXT)
        .group_by(Member.id, Member.name, visit.c.note)
        .having(func.count() >= hints.SAME_TEXT)
    )
    return [hints.same_text(*row) for row in session.execute(rows.order_by(Member.id, visit.c.note).limit(MOST))]


def _same_answers(session: Session, visit: Any, where: list[ColumnElement[bool]]) -> list[Hint]:
    answers = cast(visit.c.answers, String)
    rows = (
        select(Member.id, Member.name, func.count())
        .join(visit, visit.c.member_id == Member.id)
        .where(*where, visit.c.answers.is_not(None), func.length(answers) > 2)
        .group_by(Member.id, Member.name, answers)
        .having(func.count() >= hints.SAME_ANSWERS)
    )
    return [hints.same_answers(*row) for row in session.execute(rows.order_by(Member.id).limit(MOST))]


def _by_day(session: Session, visit: Any, where: list[ColumnElement[bool]]) -> list[Hint]:
    held = exists().where(
        _assignment.c.member_id == visit.c.member_id, _assignment.c.starts_on <= visit.c.visited_on,
        or_(_assignment.c.ends_on.is_(None), _assignment.c.ends_on >= visit.c.visited_on),
    )  # fmt: skip
    homes = func.count(distinct(visit.c.household_id))
    rows = (
        select(Member.id, Member.name, visit.c.visited_on, func.count())
        .join(visit, visit.c.member_id == Member.id)
        .where(*where)
        .group_by(Member.id, Member.name, visit.c.visited_on)
        .order_by(Member.id, visit.c.visited_on)
        .limit(MOST)
    )
    many = rows.where(visit.c.way == "home").having(homes > hints.DENSE)
    behind = rows.where(_days_late(session, visit) >= hints.LATE_DAYS)
    found = [hints.dense(*row) for row in session.execute(many)]
    found += [hints.late(*row) for row in session.execute(behind)]
    return found + [hints.out_of_office(*row) for row in session.execute(rows.where(~held))]


def _days_late(session: Session, visit: Any) -> ColumnElement[Any]:
    """Days between the visit and its entry; NULL where the time of entry is not known."""
    if session.get_bind().dialect.name == "postgresql":
        between: ColumnElement[Any] = cast(visit.c.recorded_at, Date) - visit.c.visited_on
    else:
        between = func.julianday(func.date(visit.c.recorded_at)) - func.julianday(visit.c.visited_on)
    return between
