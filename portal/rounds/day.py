"""Which homes belong on a person's list today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shapely import Point
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, selectinload, undefer

from portal.campaigns.asked import open_on
from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.rules import NOT_REACHED
from portal.households.models import Establishment, Household
from portal.rounds.gathering import stops_of
from portal.rounds.stops import DUE, LATE, REST, TASK, Stop, in_order
from portal.visits import frequencies
from portal.visits.asking import Asking
from portal.visits.models import Visit
from portal.visits.services import own_member_id
from seeds.sections.register import VisitFrequency

MOST_HOMES = 500
MOST_UNITS = 150


@dataclass(frozen=True)
class Day:
    """A person's day: the stops still to make, in order, those where somebody called today, and how many more homes there are."""

    date: dt.date
    asking: Asking
    waiting: tuple[Stop, ...]
    called: tuple[Stop, ...]
    more: int

    @property
    def stops(self) -> tuple[Stop, ...]:
        """All of them."""
        return (*self.waiting, *self.called)


def day_of(session: Session, date: dt.date, place: Point | None = None, text: str = "", most: int = MOST_HOMES) -> Day:
    """The day of who is signed in. `place`: where they stand; `text`: only homes with this in name, address or number."""
    asking, rules = Asking(session, date), frequencies.own_rules(session, date)
    units = list(
        session.scalars(_units(session, date).where(_matches(Establishment, text)).limit(min(MOST_UNITS, most)))
    )
    wanted = _households(session, date, rules).where(_matches(Household, text))
    households = list(session.scalars(wanted.limit(most - len(units))))
    total = sum(_count(session, model, text) for model in (Household, Establishment))
    stops = in_order(stops_of(session, [*households, *units], asking, rules, date), date, place)
    waiting = tuple(stop for stop in stops if not stop.called_at(date))
    called = tuple(stop for stop in stops if stop.called_at(date))
    return Day(date, asking, waiting, called, total - len(stops))


def first_stops(session: Session, date: dt.date, most: int) -> list[Stop]:
    """The first stops of the day of who is signed in, where nobody has called yet: those that the day begins with."""
    asking, rules = Asking(session, date), frequencies.own_rules(session, date)
    waiting = _households(session, date, rules).where(~_called(Household.id, Visit.household_id, date))
    units = _units(session, date).where(~_called(Establishment.id, Visit.establishment_id, date))
    homes = [*session.scalars(waiting.limit(most)), *session.scalars(units.limit(most))]
    return in_order(stops_of(session, homes, asking, rules, date), date)[:most]


def _households(session: Session, date: dt.date, rules: Sequence[VisitFrequency]) -> Select[Household]:
    """By rank as stops have it, and as the grid is walked; those where somebody called today are not to be lost among many."""
    rank = case(
        (_called(Household.id, Visit.household_id, date), LATE), (frequencies.late_by(rules, date), LATE),
        (frequencies.due_by(rules, date), DUE), (_wanted(session, Household.id, VisitTask.household_id, date), TASK), else_=REST,
    )  # fmt: skip
    return (
        select(Household)
        .order_by(rank, Household.grid_id, Household.walking_order, Household.id)
        .options(undefer(Household.location), selectinload(Household.grid))
    )


def _units(session: Session, date: dt.date) -> Select[Establishment]:
    agreed, before = (
        frequencies.agreed_by(Establishment.id, Visit.establishment_id, day)
        for day in (date, date - dt.timedelta(days=1))
    )
    rank = case(
        (_called(Establishment.id, Visit.establishment_id, date), LATE), (before, LATE), (agreed, DUE),
        (_wanted(session, Establishment.id, VisitTask.establishment_id, date), TASK), else_=REST,
    )  # fmt: skip
    return (
        select(Establishment)
        .order_by(rank, Establishment.grid_id, Establishment.id)
        .options(undefer(Establishment.location), selectinload(Establishment.grid))
    )


def _called(home: Any, column: Any, date: dt.date) -> ColumnElement[bool]:
    """Whether somebody called that day, whatever came of it."""
    found: ColumnElement[bool] = home.in_(select(column).where(Visit.visited_on >= date, column.is_not(None)))
    return found


def _wanted(session: Session, home: Any, column: Any, date: dt.date) -> ColumnElement[bool]:
    """Whether a task waits at this home for the person, or for nobody in particular."""
    mine = or_(VisitTask.member_id.is_(None), VisitTask.member_id == (own_member_id(session) or -1))
    open_tasks = (
        select(column)
        .join(Campaign, Campaign.id == VisitTask.campaign_id)
        .where(column.is_not(None), VisitTask.state.in_(NOT_REACHED), mine, open_on(date))
    )
    found: ColumnElement[bool] = home.in_(open_tasks)
    return found


def _matches(model: Any, text: str) -> ColumnElement[bool]:
    columns = (model.head_name, model.address, model.code) if model is Household else (model.name, model.address)
    words = text.split()[:5]
    return and_(True, *(or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in words))


def _count(session: Session, model: Any, text: str) -> int:
    return session.scalar(select(func.count(model.id)).where(_matches(model, text))) or 0
