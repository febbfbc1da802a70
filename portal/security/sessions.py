"""A session of the browser: begun anew at sign-in, ended by its account's epoch or by 30 idle minutes.

The cookie is signed, not kept on the server: it says whose it is, of which epoch, and when it was last used.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import MutableMapping
from typing import Any

from flask import g
from flask import session as cookie
from flask_login import login_user, logout_user
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.foundation.clock import now
from portal.security.models import AccountState
from portal.security.sign_in import is_expired, is_idle

_TOUCH = dt.timedelta(seconds=60)
Store = MutableMapping[str, Any]


def state_of(session: Session, user_id: int) -> Any:
    """The state of an account as a row; nothing when there is no such account."""
    return session.execute(select(AccountState.__table__).where(AccountState.user_id == user_id)).one_or_none()


def begin(session: Session, user: Any) -> None:
    """Start a new browser session for this person; whatever the cookie held is forgotten."""
    cookie.clear()
    login_user(user, remember=False)
    stamp(cookie, state_of(session, user.id).session_epoch, now())


def end_here() -> None:
    """Forget the person in this browser."""
    logout_user()
    cookie.clear()


def stamp(store: Store, epoch: int, moment: dt.datetime) -> None:
    """Write epoch and time of use into a session."""
    store["epoch"] = epoch
    store["seen"] = moment.isoformat()


def is_current(store: Store, epoch: int, moment: dt.datetime) -> bool:
    """Whether a session belongs to this epoch and has not been idle too long."""
    if store.get("epoch") != epoch:
        return False
    idle = is_idle(dt.datetime.fromisoformat(store["seen"]), moment)
    if idle:
        g.was_idle = True
    return not idle


def touch(store: Store, moment: dt.datetime) -> None:
    """Note that the session is in use; once a minute is enough."""
    if moment - dt.datetime.fromisoformat(store["seen"]) >= _TOUCH:
        store["seen"] = moment.isoformat()


def end_all(session: Session, user_id: int) -> None:
    """End every session and token of an account, on all devices."""
    session.execute(
        update(AccountState)
        .where(AccountState.user_id == user_id)
        .values(session_epoch=AccountState.session_epoch + 1)
        .execution_options(synchronize_session=False)
    )


def must_change_password(state: Any, moment: dt.datetime) -> bool:
    """Whether the password was set by someone else or is too old."""
    return bool(state.must_change) or is_expired(state.password_changed_at, moment)
