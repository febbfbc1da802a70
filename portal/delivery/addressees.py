"""Who is to get a letter or a card, in the order in which the grids are walked, and who has it already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import Session

from portal.delivery.models import Delivery
from portal.delivery.rules import Paper, counted_since
from portal.foundation.clock import today
from portal.grids.models import Grid
from portal.households.models import Household
from portal.households.rules import HouseholdKind, shared_beginning
from portal.members.models import Assignment
from portal.members.rules import Duty
from portal.security.scope import in_force

_delivery: Any = Delivery.__table__
_assignment: Any = Assignment.__table__
WALKERS = (Duty.MEMBER, Duty.HELPER, Duty.HEAD)
"""Who has an area of their own to hand papers out in."""


@dataclass(frozen=True)
class Wanted:
    """Letters or cards (`kind`) for the households of a grid (path), of a member's grids, or of a printed batch; without any of
    them for all in sight. `since`: earlier hand-overs do not count; None counts all."""

    kind: str
    since: dt.date | None
    grid: str = ""
    member_id: int | None = None
    batch_id: int | None = None


@dataclass(frozen=True)
class Batch:
    """A printed batch as the tick-off needs it."""

    id: int
    kind: str
    title: str
    printed_on: dt.date


@dataclass(frozen=True)
class Addressee:
    """A household on the list. `grid`: full name; `reached`: the day of the newest hand-over that counts, or None."""

    id: int
    grid: str
    code: str
    name: str
    address: str
    walking_order: int
    reached: dt.date | None


@dataclass(frozen=True)
class Stretch:
    """Those of one grid (its name after that of its village) on a page; `beginning`: what all their addresses begin with, left out of each."""

    grid: str
    beginning: str
    homes: list[Addressee]


@dataclass(frozen=True)
class Standing:
    """Of so many who are to get it, so many have it."""

    due: int
    reached: int

    @property
    def missing(self) -> int:
        """Who has still to get it."""
        return self.due - self.reached


def batch_of(session: Session, identity: int) -> Batch | None:
    """A batch of letters or cards in sight, or None. Batches are a later room and go by their table."""
    batch = Model.metadata.tables["print_batch"]
    statement = (
        select(batch.c.id, batch.c.kind, batch.c.title, batch.c.created_at)
        .select_from(Grid)
        .join(batch, batch.c.grid_id == Grid.id)
        .where(batch.c.id == identity, batch.c.kind.in_([each.value for each in Paper]))
    )
    row = session.execute(statement).first()
    return Batch(row[0], row[1], row[2], row[3].date()) if row else None


def standing(session: Session, wanted: Wanted) -> Standing:
    """How many are to get it, and how many have it, in one query."""
    due = _due(session, wanted, Household.id).subquery()
    has = due.c.id.in_(_reached(wanted))
    row = session.execute(select(func.count(), func.count().filter(has)).select_from(due)).one()
    return Standing(row[0], row[1])


def addressees(session: Session, wanted: Wanted, most: int, start: int = 0, missing: bool = True) -> list[Addressee]:
    """The households in walking order, at most so many from `start` on; `missing`: only those who do not have it."""
    columns = (
        Household.id,
        Grid.full_name,
        Household.code,
        Household.head_name,
        Household.address,
        Household.walking_order,
    )
    statement = _due(session, wanted, *columns)
    if missing:
        statement = statement.where(Household.id.not_in(_reached(wanted)))
    order = (Grid.path, Household.walking_order, Household.id)
    rows = session.execute(statement.order_by(*order).offset(start).limit(most)).all()
    days = last_days(session, wanted.kind, [row.id for row in rows], wanted.since)
    return [
        Addressee(
            row.id, row.full_name, row.code, row.head_name or "", row.address or "", row.walking_order, days.get(row.id)
        )
        for row in rows
    ]


def by_grid(listed: Sequence[Addressee]) -> list[Stretch]:
    """The same households in the same order, grid by grid."""
    found = []
    for grid, rows in groupby(listed, key=lambda each: each.grid):
        homes = list(rows)
        beginning = shared_beginning([each.address for each in homes if each.address])
        short = [replace(each, address=each.address.removeprefix(beginning)) for each in homes]
        found.append(Stretch(" ".join(grid.split("/")[-2:]), beginning, short))
    return found


def last_days(
    session: Session, kind: str, household_ids: Collection[int], since: dt.date | None = None
) -> dict[int, dt.date]:
    """{household id: day of its newest hand-over of this kind}; those without one, or none `since` that day, are left out."""
    mine = [Delivery.kind == kind, Delivery.household_id.in_(household_ids)]
    mine += [Delivery.delivered_on >= since] if since else []
    rows = session.execute(
        select(Delivery.household_id, func.max(Delivery.delivered_on)).where(*mine).group_by(Delivery.household_id)
    )
    return {row[0]: row[1] for row in rows}


def papers_at(session: Session, household_ids: Collection[int], day: dt.date) -> dict[int, dict[str, dt.date]]:
    """{household id: {kind: day of the newest hand-over that still counts}}, for the page of a visit."""
    rows = session.execute(
        select(Delivery.household_id, Delivery.kind, func.max(Delivery.delivered_on))
        .where(Delivery.household_id.in_(household_ids))
        .group_by(Delivery.household_id, Delivery.kind)
    )
    found: dict[int, dict[str, dt.date]] = {}
    for household, kind, last in rows:
        since = counted_since(kind, day)
        if since is None or last >= since:
            found.setdefault(household, {})[kind] = last
    return found


def _due(session: Session, wanted: Wanted, *columns: Any) -> Select[Any]:
    """Lived-in households; of a batch those that it was printed for, whatever they are registered as now."""
    statement = select(*columns).select_from(Household).join(Grid, Grid.id == Household.grid_id)
    if wanted.batch_id is not None:
        item = Model.metadata.tables["print_item"]
        statement = statement.where(
            Household.id.in_(select(item.c.subject_id).where(item.c.batch_id == wanted.batch_id))
        )
    else:
        statement = statement.where(Household.kind != HouseholdKind.VACANT)
    if wanted.grid:
        statement = statement.where(Grid.path.startswith(wanted.grid, autoescape=True))
    if wanted.member_id is not None:
        statement = statement.where(_below(paths_of(session, wanted.member_id)))
    return statement


def paths_of(session: Session, member_id: int) -> list[str]:
    """The paths of the grids in sight that the member looks after today."""
    statement = (
        select(Grid.path)
        .join(_assignment, _assignment.c.grid_id == Grid.id)
        .where(
            _assignment.c.member_id == member_id,
            _assignment.c.duty.in_([each.value for each in WALKERS]),
            in_force(today()),
        )
    )
    return list(session.scalars(statement.order_by(Grid.path)))


def _below(paths: Collection[str]) -> ColumnElement[bool]:
    return or_(false(), *(Grid.path.startswith(path, autoescape=True) for path in paths))


def _reached(wanted: Wanted) -> Select[Any]:
    """The households that have it: of their table, for whoever sees a household sees what reached it."""
    counts = [_delivery.c.kind == wanted.kind]
    if wanted.batch_id is not None:
        printed = _delivery.c.batch_id == wanted.batch_id
        counts.append(or_(printed, _delivery.c.delivered_on >= wanted.since) if wanted.since else printed)
    elif wanted.since is not None:
        counts.append(_delivery.c.delivered_on >= wanted.since)
    return select(_delivery.c.household_id).where(*counts)
