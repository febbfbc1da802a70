"""The rates that data can give an indicator, for the grids of a member or a grid, in a period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from portal.assessments.models import Assessment
from portal.assessments.rules import Source
from portal.figures import grounds as figures
from portal.figures.rates import rate
from portal.foundation.clock import now
from portal.grids.models import Grid
from portal.households.models import Household
from portal.issues.models import Issue, IssueEvent
from portal.issues.rules import ANSWERS, Stage
from portal.issues.services import overdue
from portal.members.models import Assignment
from portal.visits.models import Visit
from portal.visits.rules import CONTENT, Rate
from portal.visits.services import reached_between
from seeds.sections.rates import Rate as Section


@dataclass(frozen=True)
class Ground:
    """What is measured: the grids that meet a condition on `Grid`, from the first day to the last."""

    inside: ColumnElement[bool]
    first: dt.date
    last: dt.date


def ground_of(session: Session, assessment: Assessment, first: dt.date, last: dt.date) -> Ground:
    """The grid and all below; of a member, all grids they were assigned to at some time in the period, and all below."""
    if assessment.grid is not None:
        return Ground(Grid.path.startswith(assessment.grid.path, autoescape=True), first, last)
    paths = session.scalars(
        select(Grid.path)
        .join(Assignment, Assignment.grid_id == Grid.id)
        .where(
            Assignment.member_id == assessment.member_id,
            Assignment.starts_on <= last,
            or_(Assignment.ends_on.is_(None), Assignment.ends_on >= first),
        )
    )
    return Ground(or_(false(), *(Grid.path.startswith(path, autoescape=True) for path in paths)), first, last)


def of_plan(session: Session, section: Section, assessment: Assessment, first: dt.date, last: dt.date) -> Rate:
    """A rate of the plan, counted as everywhere else: of the grid and all below, or of the grids that the member held."""
    grid, member = assessment.grid, assessment.member
    ground = figures.Ground(first, last, grid=grid.path if grid else "", member_id=member.id if member else None)
    return rate(session, section, ground)


def visits(session: Session, ground: Ground) -> Rate:
    """Households reached at home or by phone, of all households."""
    return reached_between(session, ground.inside, ground.first, ground.last)


def records(session: Session, ground: Ground) -> Rate:
    """Households whose head, address and phone are all known, of all households (as they stand now)."""
    households = (
        select(func.count()).select_from(Household).join(Grid, Household.grid_id == Grid.id).where(ground.inside)
    )
    known = [column.is_not(None) for column in (Household.head_name, Household.address, Household.phone)]
    return Rate(session.scalar(households.where(*known)) or 0, session.scalar(households) or 0)


def closing(session: Session, ground: Ground) -> Rate:
    """Issues closed by now, of those registered in the period."""
    issues = _issues(ground)
    return Rate(session.scalar(issues.where(Issue.stage == Stage.CLOSED)) or 0, session.scalar(issues) or 0)


def on_time(session: Session, ground: Ground) -> Rate:
    """Issues last answered by the day they were due, of those registered in the period and answered or overdue by now."""
    answered = select(func.max(IssueEvent.at)).where(IssueEvent.issue_id == Issue.id, IssueEvent.action.in_(ANSWERS))
    last_answer = func.date(answered.correlate(Issue).scalar_subquery())
    done = Issue.stage.in_((Stage.ANSWERED, Stage.CLOSED))
    decided = _issues(ground).where(or_(done, overdue(now())))
    in_time = _issues(ground).where(and_(done, last_answer <= Issue.due_on))
    return Rate(session.scalar(in_time) or 0, session.scalar(decided) or 0)


def satisfaction(session: Session, ground: Ground) -> Rate:
    """Satisfied or neutral answers, of all answers in visits and in revisits of issues in the period."""
    visits = (
        select(Visit.satisfaction, func.count())
        .join(Household, Visit.household_id == Household.id)
        .join(Grid, Household.grid_id == Grid.id)
        .where(ground.inside, Visit.visited_on.between(ground.first, ground.last), Visit.satisfaction.is_not(None))
        .group_by(Visit.satisfaction)
    )
    revisits = (
        select(IssueEvent.satisfaction, func.count())
        .join(Issue, IssueEvent.issue_id == Issue.id)
        .join(Grid, Issue.grid_id == Grid.id)
        .where(ground.inside, *_within(IssueEvent.at, ground), IssueEvent.satisfaction.is_not(None))
        .group_by(IssueEvent.satisfaction)
    )
    found = [*session.execute(visits), *session.execute(revisits)]
    return Rate(sum(count for answer, count in found if answer in CONTENT), sum(count for _, count in found))


MEASURES: dict[str, Callable[[Session, Ground], Rate]] = {
    Source.RECORDS: records, Source.VISITS: visits, Source.CLOSING: closing, Source.ON_TIME: on_time,
    Source.SATISFACTION: satisfaction,
}  # fmt: skip
"""Source of an indicator -> how it is counted. A manual one is not counted."""


def _issues(ground: Ground) -> Select[int]:
    counted = select(func.count()).select_from(Issue).join(Grid, Issue.grid_id == Grid.id)
    return counted.where(ground.inside, *_within(Issue.registered_at, ground))


def _within(moment: object, ground: Ground) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    start = dt.datetime.combine(ground.first, dt.time())
    end = dt.datetime.combine(ground.last + dt.timedelta(days=1), dt.time())
    return moment >= start, moment < end  # type: ignore[operator, return-value]
