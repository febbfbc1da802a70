"""Use cases of visits, and the figures derived from them. They take a session, flush, and never commit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, func, inspect, select
from sqlalchemy.orm import Session

from portal.campaigns.settling import VisitFact, resettle, settle
from portal.foundation.audit import actor_now
from portal.foundation.clock import now
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.households.lived_in import lived_in
from portal.households.models import Household
from portal.members.models import Member
from portal.security.scope import scope_of
from portal.visits.admitting import call_of, left_behind
from portal.visits.checking import check_visit
from portal.visits.doors import KINDS, Kind
from portal.visits.models import Visit
from portal.visits.rules import REACHED, Rate, VisitWay
from portal.visits.turns import hold_homes


def record_visit(session: Session, visit: Visit) -> Visit:
    """Write a visit (new, or changed and not flushed yet) and let it settle the tasks of its home. Raises `Refusal`.

    The one door for a single visit. A new one without a member is the signed-in person's; a new one whose `uid` is stored
    already is not written again: the stored one is returned, where it is the same visit.
    """
    state: Any = inspect(visit)
    with session.no_autoflush:
        homes = [_homes(visit, state, kind) for kind in KINDS]
        hold_homes(session, *homes)
        if not state.persistent:
            return _known(session, visit) or _write(session, visit)
        check_visit(session, visit)
    session.flush()
    resettle(session, *homes)
    return visit


def visit_with(session: Session, uid: str | None) -> Visit | None:
    """The visit that a browser recorded under this id, or None."""
    return session.scalar(select(Visit).where(Visit.uid == uid)) if uid else None


def remove_visit(session: Session, visit: Visit) -> None:
    """Delete a visit; the tasks it had settled are counted anew. Raises `Refusal` when a telephone call stands on it."""
    homes = _some(visit.household_id), _some(visit.establishment_id)
    hold_homes(session, *homes)
    went = call_of(visit)
    for sentence in left_behind(session, [went]).values() if went else ():
        raise Refusal(sentence)
    session.delete(visit)
    resettle(session, *homes)


def fact_of(visit: Visit) -> VisitFact:
    """What a stored visit tells the tasks of its home."""
    met = frozenset(each.id for each in visit.met)
    return VisitFact(
        visit.id, visit.household_id, visit.establishment_id, met, visit.way, visit.visited_on, visit.member_id
    )


def _homes(visit: Visit, state: Any, kind: Kind) -> list[int]:
    """Which homes of this kind the visit is to, and was to before it was changed."""
    changes = [state.attrs[name].history.deleted for name in (f"{kind}_id", kind)]
    before = [getattr(each, "id", each) for deleted in changes for each in deleted or ()]
    home = getattr(visit, kind)
    return _some(home.id if home is not None else getattr(visit, f"{kind}_id"), *before)


def _known(session: Session, visit: Visit) -> Visit | None:
    """The visit of this `uid`, stored already. Raises `Refusal` when that was another: a page gone back to and filled in anew."""
    stored = visit_with(session, visit.uid)
    if stored is None:
        return None
    mine, known = call_of(visit), call_of(stored)
    visit.household = None  # else its home would carry it into the next flush
    if mine and known and not mine.same(known):
        raise Refusal(
            f"这一页已经登记过一次走访（{stored.household or stored.establishment} {stored}）；这是另一次走访的，请核对后再次提交"
        )
    return stored


def _some(*ids: int | None) -> list[int]:
    return [each for each in ids if each is not None]


def _write(session: Session, visit: Visit) -> Visit:
    with session.no_autoflush:
        check_visit(session, visit)
        visit.member = visit.member or own_member(session)
        visit.recorded_at, visit.recorded_by = visit.recorded_at or now(), actor_now()[0]
    session.add(visit)
    session.flush()
    settle(session, fact_of(visit))
    return visit


def own_member(session: Session) -> Member | None:
    """The member record of who is signed in."""
    identity = own_member_id(session)
    return session.get(Member, identity) if identity else None


def own_member_id(session: Session) -> int | None:
    """The id of the member record of who is signed in."""
    scope = scope_of(session)
    return scope.member_id if scope else None


def last_visits(session: Session, households: Collection[int]) -> dict[int, Visit]:
    """{household id: its newest visit, whatever came of it}, in one query; households without one are left out."""
    place = func.row_number().over(partition_by=Visit.household_id, order_by=(Visit.visited_on.desc(), Visit.id.desc()))
    ranked = select(Visit.id, place.label("place")).where(Visit.household_id.in_(households)).subquery()
    newest = select(Visit).where(Visit.id.in_(select(ranked.c.id).where(ranked.c.place == 1)))
    return {visit.household_id: visit for visit in session.scalars(newest) if visit.household_id}


def reached(session: Session, grid: Grid, year: int) -> Rate:
    """Of the households in this grid and below that somebody lives in, how many were reached this year at home or by phone."""
    return reached_between(
        session, Grid.path.startswith(grid.path, autoescape=True), dt.date(year, 1, 1), dt.date(year, 12, 31)
    )


def reached_between(
    session: Session,
    inside: ColumnElement[bool],
    first: dt.date,
    last: dt.date,
    ways: Collection[VisitWay] = REACHED,
) -> Rate:
    """The same for the grids that meet a condition on `Grid`, from the first day to the last. `ways`: which visits count."""
    households = select(Household.id).join(Grid, Household.grid_id == Grid.id).where(inside, lived_in())
    seen = households.where(_seen(first, last, ways))
    return Rate(_count(session, seen), _count(session, households))


def rates_by_grid(session: Session, year: int) -> dict[int, Rate]:
    """{grid id: rate} of every grid that holds households somebody lives in. Parents: add the numerators and denominators of their own."""
    seen = _seen(dt.date(year, 1, 1), dt.date(year, 12, 31))
    counts = select(Household.grid_id, func.count().filter(seen), func.count()).where(lived_in())
    rows = session.execute(counts.group_by(Household.grid_id))
    return {grid_id: Rate(numerator, denominator) for grid_id, numerator, denominator in rows}


def reached_this_year(day: dt.date) -> ColumnElement[bool]:
    """Whether a household was reached in the year of `day`, up to it: a condition on `Household`, for counts and lists."""
    return _seen(dt.date(day.year, 1, 1), day)


def _seen(first: dt.date, last: dt.date, ways: Collection[VisitWay] = REACHED) -> ColumnElement[bool]:
    """Asked home by home, which the index of homes and days answers; a list of all homes seen is long before it is of use."""
    visit = Visit.__table__
    found = select(visit.c.id).where(
        visit.c.household_id == Household.id, visit.c.visited_on.between(first, last), visit.c.way.in_(ways)
    )
    return found.correlate(Household).exists()


def _count(session: Session, rows: Select[int]) -> int:
    return session.scalar(select(func.count()).select_from(rows.subquery())) or 0
