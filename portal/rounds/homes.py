"""Everything about one home that the page of a visit shows, and the home to go to next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload, undefer

from portal.households.models import Establishment, Household
from portal.issues.models import Issue
from portal.issues.rules import OPEN_STAGES
from portal.rounds.day import day_of
from portal.rounds.gathering import stops_of
from portal.rounds.stops import Kind, Stop
from portal.visits import frequencies
from portal.visits.asking import Asking
from portal.visits.checklists import overall_question
from portal.visits.models import Visit
from seeds.sections.checklists import Checklist

LAST_VISITS = 3
MOST_ISSUES = 20


@dataclass(frozen=True)
class Home:
    """A home with its open issues, last visits and the checklist to be asked."""

    stop: Stop
    asking: Asking
    issues: tuple[Issue, ...]
    visits: tuple[Visit, ...]

    @property
    def checklists(self) -> list[tuple[str, Checklist]]:
        """What is asked here, by reference, the visit's own first."""
        return [(each, self.asking.checklists[each]) for each in self.stop.checklists]

    @property
    def satisfaction_asked(self) -> bool:
        """Whether one of the checklists asks how satisfied people are in all."""
        return any(overall_question(checklist) for _, checklist in self.checklists)


def home_of(session: Session, kind: Kind, identity: int, day: dt.date) -> Home | None:
    """The home, or None when the person does not see it."""
    model: Any = Household if kind == "household" else Establishment
    found: Household | Establishment | None = session.scalar(
        select(model).where(model.id == identity).options(undefer(model.location), selectinload(model.grid))
    )
    if found is None:
        return None
    asking = Asking(session, day)
    (stop,) = stops_of(session, [found], asking, frequencies.own_rules(session, day), day)
    return Home(stop, asking, _issues(session, stop), _visits(session, stop))


def next_stop(session: Session, day: dt.date, here: Stop) -> Stop | None:
    """The home to go to from here: of the most urgent that wait, the next in the order of the walk, else the first."""
    waiting = [stop for stop in day_of(session, day).waiting if (stop.kind, stop.id) != (here.kind, here.id)]
    if not waiting:
        return None
    urgent = [stop for stop in waiting if stop.rank(day) == waiting[0].rank(day)]
    return next((stop for stop in urgent if stop.order > here.order), urgent[0])


def _issues(session: Session, stop: Stop) -> tuple[Issue, ...]:
    column = Issue.household_id if stop.kind == "household" else Issue.establishment_id
    statement = select(Issue).where(column == stop.id, Issue.stage.in_(OPEN_STAGES)).order_by(Issue.id.desc())
    return tuple(session.scalars(statement.limit(MOST_ISSUES).options(selectinload(Issue.category))))


def _visits(session: Session, stop: Stop) -> tuple[Visit, ...]:
    column = Visit.household_id if stop.kind == "household" else Visit.establishment_id
    statement = select(Visit).where(column == stop.id).order_by(Visit.visited_on.desc(), Visit.id.desc())
    return tuple(session.scalars(statement.limit(LAST_VISITS).options(selectinload(Visit.member))))
