"""Writing down that letters and cards reached their households, and taking it back. They take a session, flush, and never commit."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from portal.delivery.models import Delivery
from portal.delivery.rules import DeliveryWay, Paper, delivery_problem
from portal.foundation import audit
from portal.foundation.audit import Deed
from portal.foundation.clock import now, today
from portal.foundation.errors import OutOfScope, Refusal, refuse
from portal.households.models import Household

MOST = 1000
"""So many households are written down at once."""
_AT_ONCE = 500
_delivery: Any = Delivery.__table__


def record(
    session: Session,
    household_ids: Collection[int],
    kind: str,
    day: dt.date,
    way: str,
    by: str,
    *,
    batch_id: int | None = None,
) -> int:
    """Write down that this paper reached these households on that day; how many are new. Sent twice it is written once.

    `kind`: a key of `Paper`; `way`: of `DeliveryWay`; `batch_id`: the order that printed it, where known. All or none: raises `Refusal`,
    and `OutOfScope` for a household that the session does not see. The trail keeps one entry with the numbers of the households.
    """
    refuse(delivery_problem(kind, day, way, today()))
    homes = sorted(set(household_ids))
    if not homes:
        raise Refusal("请先勾选住户", "home")
    if len(homes) > MOST:
        raise Refusal(f"一次最多登记 {MOST} 户", "home")
    _must_see(session, homes)
    new = sorted(set(homes) - _known(session, homes, kind, day))
    stamp = {
        "kind": kind,
        "delivered_on": day,
        "way": way,
        "batch_id": batch_id,
        "recorded_at": now(),
        "recorded_by": by,
    }
    for portion in _portions(new):
        session.execute(insert(_delivery), [{"household_id": home, **stamp} for home in portion])
    if new:
        said = f"{day}{DeliveryWay.label_of(way)}：住户编号 {_numbers(new)}"
        audit.record(
            session,
            Deed.CREATE,
            Delivery.__tablename__,
            None,
            f"{Paper.label_of(kind)} {len(new)} 户",
            {"households": said},
        )
    return len(new)


def undo(session: Session, rows: Sequence[Delivery]) -> int:
    """Take back what was written down by mistake; the trail keeps day, way, who had written it, and the numbers of the households.
    Returns how many. Raises `OutOfScope` for a household that the session does not see."""
    _must_see(session, sorted({row.household_id for row in rows}))
    kept: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in rows:
        kept[row.kind, f"{row.delivered_on}{DeliveryWay.label_of(row.way)}（{row.recorded_by}登记）"].append(
            row.household_id
        )
    for portion in _portions([row.id for row in rows]):
        session.execute(delete(_delivery).where(_delivery.c.id.in_(portion)))
    for (kind, how), homes in kept.items():
        label = f"{Paper.label_of(kind)} {len(homes)} 户"
        audit.record(
            session,
            Deed.DELETE,
            Delivery.__tablename__,
            None,
            label,
            {"households": f"{how}：住户编号 {_numbers(homes)}"},
        )
    for row in rows:
        session.expunge(row)
    return len(rows)


def _must_see(session: Session, homes: Sequence[int]) -> None:
    seen = {
        each for portion in _portions(homes) for each in session.scalars(select(Household.id).where(Household.id.in_(portion)))
    }  # fmt: skip
    if len(seen) != len(homes):
        raise OutOfScope("所选住户有的不在您的管辖范围内，未作任何登记", "home")


def _known(session: Session, homes: Sequence[int], kind: str, day: dt.date) -> set[int]:
    mine = (_delivery.c.kind == kind, _delivery.c.delivered_on == day)
    return {
        each for portion in _portions(homes)
        for each in session.execute(select(_delivery.c.household_id).where(*mine, _delivery.c.household_id.in_(portion))).scalars()
    }  # fmt: skip


def _numbers(ids: Collection[int]) -> str:
    return "、".join(str(each) for each in sorted(ids))


def _portions(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]
