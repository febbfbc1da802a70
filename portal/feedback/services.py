"""Contact codes: made when a paper is printed, found when it is scanned, revoked. They take a session, flush, never commit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session, joinedload

from portal.feedback.models import ContactCode
from portal.feedback.rules import new_token
from portal.foundation import audit
from portal.foundation.clock import now
from portal.households.models import Household
from portal.security.privacy import label_of
from portal.visits.turns import hold_homes

_PORTION = 5000
"""Households asked for in one statement; below what both databases take."""


def code_for(session: Session, household: Household) -> ContactCode:
    """The code of a household that its next paper carries; made when there is none."""
    codes_for(session, [household.id])
    found = live_code(session, household.id)
    assert found is not None
    return found


def live_code(session: Session, household_id: int) -> ContactCode | None:
    """The code in force of a household, if it has one."""
    statement = select(ContactCode).where(ContactCode.household_id == household_id, ContactCode.revoked_at.is_(None))
    return session.scalars(statement.order_by(ContactCode.id).limit(1)).first()


def codes_for(session: Session, household_ids: Sequence[int]) -> dict[int, str]:
    """The tokens of these households, made where there are none: a few statements, however many letters are printed."""
    found = codes_of(session, household_ids)
    lacking = [each for each in dict.fromkeys(household_ids) if each not in found]
    hold_homes(session, lacking)
    found |= codes_of(session, lacking)
    made = {each: new_token() for each in lacking if each not in found}
    moment, rows = now(), list(made.items())
    for start in range(0, len(rows), _PORTION):
        portion = rows[start : start + _PORTION]
        session.execute(
            insert(ContactCode),
            [{"household_id": key, "token": token, "made_at": moment} for key, token in portion],
        )
    return found | made


def codes_of(session: Session, household_ids: Sequence[int]) -> dict[int, str]:
    """The tokens in force of those households that have one."""
    found: dict[int, str] = {}
    for start in range(0, len(household_ids), _PORTION):
        portion = household_ids[start : start + _PORTION]
        rows = session.execute(
            select(ContactCode.household_id, ContactCode.token)
            .where(ContactCode.household_id.in_(portion), ContactCode.revoked_at.is_(None))
            .order_by(ContactCode.id.desc())
        )
        found |= {row.household_id: row.token for row in rows}
    return found


def revoke(session: Session, household: Household, by: str) -> int:
    """End every code of a household; what is printed with them no longer opens anything. How many there were."""
    ended: Any = session.execute(
        update(ContactCode)
        .where(ContactCode.household_id == household.id, ContactCode.revoked_at.is_(None))
        .values(revoked_at=now(), revoked_by=by)
    )
    if ended.rowcount:
        audit.record(session, audit.Deed.UPDATE, "contact_code", household.id, f"作废{label_of(household)}的联系码")
    return int(ended.rowcount)


def page_for(session: Session, token: str) -> ContactCode | None:
    """The code in force that an address names, with its household and grid; whoever opens the address needs no account."""
    statement = (
        select(ContactCode)
        .where(ContactCode.token == token, ContactCode.revoked_at.is_(None))
        .options(joinedload(ContactCode.household).joinedload(Household.grid))
    )
    return session.scalars(statement, execution_options={"unscoped": True}).one_or_none()
