"""One person at a time at one home: whoever writes or deletes a visit holds the home to the end of the transaction, and then reads
what others left. What campaigns ask of a visit depends on the other visits of its home."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.exchange.records import portions
from portal.households.models import Establishment, Household

_household: Any = Household.__table__
_establishment: Any = Establishment.__table__


Ids = Iterable[int | None]


def hold_homes(session: Session, household_ids: Ids = (), establishment_ids: Ids = ()) -> None:
    """Hold these homes, visible or not, households first, in the order in which everybody takes them; None is passed over.
    SQLite's writing transactions hold the whole file."""
    for table, ids in ((_household, household_ids), (_establishment, establishment_ids)):
        for portion in portions(sorted({each for each in ids if each is not None})):
            rows = select(table.c.id).where(table.c.id.in_(portion)).order_by(table.c.id)
            session.execute(rows.with_for_update(key_share=True))
