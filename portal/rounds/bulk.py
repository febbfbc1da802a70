"""Noting at once that nobody opened at many doors, or that many were telephoned: one visit for each home."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from portal.foundation.errors import OutOfScope, Refusal
from portal.households.models import Household
from portal.rounds.entries import EntryState, RoundEntry
from portal.rounds.services import record_entry
from portal.visits.models import Visit
from portal.visits.rules import VisitWay
from portal.visits.turns import hold_homes

MOST = 200
WAYS = (VisitWay.ABSENT, VisitWay.PHONE)
"""Nobody is met at many doors at once."""


@dataclass(frozen=True)
class Batch:
    """The same note for many homes. `uid`: of the page it was made on; `base`: the newest visit that the page knew of."""

    uid: uuid.UUID
    visited_on: dt.date
    way: str
    note: str | None
    base: int


@dataclass(frozen=True)
class Outcome:
    """How many visits stand now, and the homes where somebody else had called that day."""

    stored: int
    elsewhere: tuple[str, ...]


def record_many(session: Session, batch: Batch, household_ids: Collection[int]) -> Outcome:
    """Store a visit for each of these homes, all or none; sent twice they are stored once. Raises `Refusal`."""
    if batch.way not in WAYS:
        raise Refusal("批量登记只能选“无人在家”或“电话”", "way")
    homes = visible(session, household_ids)
    hold_homes(
        session, [home.id for home in homes]
    )  # all before the first: another order of walking would wait for us, and we for it
    elsewhere = []
    for home in homes:
        entry = RoundEntry(
            uid=str(uuid.uuid5(batch.uid, str(home.id))), visited_on=batch.visited_on, way=batch.way, household_id=home.id,
            note=batch.note, base=batch.base,
        )  # fmt: skip
        if record_entry(session, entry).state is EntryState.CONFLICT:
            elsewhere.append(home.head_name or home.code)
    return Outcome(len(homes) - len(elsewhere), tuple(elsewhere))


def visible(session: Session, household_ids: Collection[int]) -> list[Household]:
    """These homes in the order of the walk. Raises `Refusal` for none, too many, or one that the person does not see."""
    if not household_ids:
        raise Refusal("请先勾选住户", "home")
    if len(household_ids) > MOST:
        raise Refusal(f"一次最多登记 {MOST} 户", "home")
    statement = select(Household).where(Household.id.in_(household_ids)).options(selectinload(Household.grid))
    found = list(session.scalars(statement.order_by(Household.grid_id, Household.walking_order, Household.id)))
    if len(found) != len(set(household_ids)):
        raise OutOfScope("所选住户有的不在您的管辖范围内，未作任何登记", "home")
    return found


def newest_visit(session: Session) -> int:
    """The id of the newest visit in sight; 0 without any."""
    return session.scalar(select(func.max(Visit.id))) or 0
