"""Which homes belong on a person's list today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shapely import Point
from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, selectinload, undefer

from portal.campaigns.asked import open_on
from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.rules import NOT_REACHED
from portal.households.models import Establishment, Household
from portal.rounds.gathering import stops_of
from portal.rounds.stops import Stop, in_order
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
    units = _units(session, date, text, min(MOST_UNITS, most))
    households = _households(session, date, rules, text, most - len(units))
    total = sum(_count(session, model, text) for model in (Household, Establishment))
    stops = in_order(stops_of(session, [*households, *units], asking, rules, date), date, place)
    waiting = tuple(stop for stop in stops if not stop.called_at(date))
    called = tuple(stop for stop in stops if stop.called_at(date))
    return Day(date, asking, waiting, called, total - len(stops))


def _households(
    session: Session, date: dt.date, rules: Sequence[VisitFrequency], text: str, most: int
) -> list[Household]:
    rank = case(
        (frequencies.due_by(rules, date), 0), (_wanted(session, Household.id, VisitTask.household_id, date), 1), else_=2
    )
    statement = (
        select(Household)
        .where(_matches(Household, text))
        .order_by(rank, Household.grid_id, Household.walking_order, Household.id)
        .limit(most)
        .options(undefer(Household.location), selectinload(Household.grid))
    )
    return list(session.scalars(statement))


def _units(session: Session, date: dt.date, text: str, most: int) -> list[Establishment]:
    agreed = select(Visit.establishment_id).where(Visit.next_on <= date, Visit.establishment_id.is_not(None))
    wanted = _wanted(session, Establishment.id, VisitTask.establishment_id, date)
    rank = case((Establishment.id.in_(agreed), 0), (wanted, 1), else_=2)
    statement = (
        select(Establishment)
        .where(_matches(Establishment, text))
        .order_by(rank, Establishment.grid_id, Establishment.id)
        .limit(most)
        .options(undefer(Establishment.location), selectinload(Establishment.grid))
    )
    return list(session.scalars(statement))


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
