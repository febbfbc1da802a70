"""Forms that make something make it once: each page carries a mark of its own, and a mark is taken with what it makes or not at all.

Of requests with the same mark at the same moment the later ones wait until the first is committed (or given up); then they are
told where what they asked for is to be seen.
"""

from __future__ import annotations

import datetime as dt
from typing import cast

from flask_appbuilder import Model
from sqlalchemy import String, Table, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.foundation.clock import now
from portal.foundation.errors import Refusal

KEPT_DAYS = 30
"""A page that stood open for longer was signed out of long ago."""


class Submission(Model):
    """A page that was sent. `address`: where what it made is shown, within the portal."""

    __tablename__ = "submission"

    uid: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[int | None]
    at: Mapped[dt.datetime] = mapped_column(index=True)
    address: Mapped[str | None] = mapped_column(String(200))


_TABLE = cast(Table, Submission.__table__)


class Repeated(Refusal):
    """This page was sent before; nothing was made again. `address`: what it made then, for who sent it."""

    status = 409

    def __init__(self, address: str | None = None) -> None:
        super().__init__("这一页已经提交过，没有重复办理")
        self.address = address


def take(session: Session, uid: str, user_id: int | None) -> None:
    """Take the mark of a page in this transaction, before anything is made. Raises `Repeated` when it was taken before."""
    values = {"uid": uid, "user_id": user_id, "at": now()}
    own = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    taken = session.scalar(own(_TABLE).values(values).on_conflict_do_nothing().returning(_TABLE.c.uid))
    if taken is None:
        before = select(_TABLE.c.address).where(_TABLE.c.uid == uid, _TABLE.c.user_id == user_id)
        raise Repeated(session.scalar(before))


def lead_to(session: Session, uid: str, address: str) -> None:
    """Keep where what this page made is shown."""
    session.execute(update(_TABLE).where(_TABLE.c.uid == uid).values(address=address))


def any_old(session: Session, at: dt.datetime) -> bool:
    """Whether a mark is older than `KEPT_DAYS`."""
    return session.scalar(select(_TABLE.c.uid).where(_TABLE.c.at < _since(at)).limit(1)) is not None


def forget(session: Session, at: dt.datetime) -> int:
    """Remove the marks older than `KEPT_DAYS`; how many."""
    return len(session.scalars(delete(_TABLE).where(_TABLE.c.at < _since(at)).returning(_TABLE.c.uid)).all())


def _since(at: dt.datetime) -> dt.datetime:
    return at - dt.timedelta(days=KEPT_DAYS)
