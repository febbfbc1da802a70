"""What the portal keeps about an account beside FAB's own table: sessions, failures, the age of the password."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_appbuilder import Model
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import CheckConstraint, Connection, ForeignKey, event, insert, inspect, update
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation.clock import now


class AccountState(Model):
    """One row an account, made with it. Sessions and tokens carry `session_epoch`; raising it ends all of them."""

    __tablename__ = "account_state"
    __table_args__ = (CheckConstraint("failures >= 0", name="account_state_failures"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), primary_key=True)
    session_epoch: Mapped[int] = mapped_column(default=0)
    password_changed_at: Mapped[dt.datetime]
    must_change: Mapped[bool] = mapped_column(default=False)
    """Whether the password was set by someone else and must be changed at the next sign-in."""
    failures: Mapped[int] = mapped_column(default=0)
    """Failed sign-ins in a row."""
    last_failure_at: Mapped[dt.datetime | None]
    locked_until: Mapped[dt.datetime | None]


@event.listens_for(User, "before_insert")
def _opened(_mapper: Any, _connection: Connection, user: User) -> None:
    """In China's time: FAB would take that of the machine's zone."""
    user.created_on = user.changed_on = now()


@event.listens_for(User, "before_update")
def _changed(_mapper: Any, _connection: Connection, user: User) -> None:
    user.changed_on = now()


@event.listens_for(User, "after_insert")
def _begin(_mapper: Any, connection: Connection, user: User) -> None:
    connection.execute(insert(AccountState).values(user_id=user.id, password_changed_at=now()))


@event.listens_for(User, "after_update")
def _end_sessions(_mapper: Any, connection: Connection, user: User) -> None:
    """A new password and a closed account end all sessions, whichever way the change was made."""
    values: dict[str, Any] = {}
    if inspect(user).attrs.password.history.has_changes():
        values |= {"password_changed_at": now(), "must_change": False, "failures": 0, "locked_until": None}
    closed = inspect(user).attrs.active.history.has_changes() and not user.active
    if values or closed:
        values["session_epoch"] = AccountState.session_epoch + 1
        connection.execute(update(AccountState).where(AccountState.user_id == user.id).values(**values))
