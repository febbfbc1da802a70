"""Attempts to sign in, counted in the database: five failures lock the account, whichever door was tried."""

from __future__ import annotations

from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Session

from portal.foundation import audit
from portal.foundation.clock import now
from portal.security import sign_in
from portal.security.models import AccountState

_state = AccountState.__table__


def may_try(session: Session, user_id: int) -> bool:
    """Whether the account is not locked."""
    until = session.execute(select(_state.c.locked_until).where(_state.c.user_id == user_id)).scalar()
    return not sign_in.is_locked(until, now())


def failed(connection: Connection, user_id: int, name: str, actor: tuple[int, str] | None = None) -> None:
    """Count a failure; the fifth locks. The row is locked first, so that attempts at the same time all count.

    `actor`: (user id, name) of who is signed in already and gave a wrong password once more.
    """
    moment, own = now(), _state.c.user_id == user_id
    row = connection.execute(select(_state).where(own).with_for_update()).one()
    failures = sign_in.failures_after(row.failures, row.last_failure_at, moment)
    until = sign_in.locked_until(failures, moment)
    connection.execute(
        update(_state).where(own).values(
            failures=0 if until else failures, last_failure_at=moment, locked_until=until or row.locked_until
        )
    )  # fmt: skip
    audit.record(connection, audit.Deed.SIGN_IN_FAILED, "ab_user", user_id, name, actor=actor)
    if until:
        label = f"{name}（{sign_in.LOCK_MINUTES} 分钟）"
        audit.record(connection, audit.Deed.LOCKED, "ab_user", user_id, label, actor=actor)


def succeeded(connection: Connection, user_id: int, name: str) -> None:
    """Forget failures."""
    connection.execute(update(_state).where(_state.c.user_id == user_id).values(failures=0, locked_until=None))
    audit.record(connection, audit.Deed.SIGN_IN, "ab_user", user_id, name, actor=(user_id, name))
