"""Who is at an import. Every change is one conditional statement; the newest token alone may go on, finish or give back."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any, NamedTuple

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from portal.exchange.models import ImportRun
from portal.exchange.rules import LEASE_SECONDS, MAX_ATTEMPTS, WORKING, RunState
from portal.foundation.clock import now

GAVE_UP = f"处理 {MAX_ATTEMPTS} 次都中途停止，请联系系统管理员查看日志"


class Held(NamedTuple):
    """An import in hand, in the step it is in, with the rows that were done before."""

    run_id: int
    state: str
    attempt: int
    token: str
    done: int


class Lost(Exception):
    """The import is another process's now, or was ended by a person."""


class Due(NamedTuple):
    """An import that waits for a process."""

    run_id: int
    state: str
    attempt: int


def claim(session: Session, run_id: int, lease: int = LEASE_SECONDS) -> Held | None:
    """Take an import whose step nobody is at; None when it is not to be had."""
    at, token = now(), secrets.token_hex(16)
    taken = session.execute(
        update(ImportRun)
        .where(ImportRun.id == run_id, ImportRun.attempt < MAX_ATTEMPTS, _free(at))
        .values(attempt=ImportRun.attempt + 1, token=token, lease_until=at + dt.timedelta(seconds=lease))
        .returning(ImportRun.state, ImportRun.attempt, ImportRun.done)
    ).first()
    return Held(run_id, taken.state, taken.attempt, token, taken.done) if taken else None


def renew(session: Session, held: Held, lease: int = LEASE_SECONDS) -> bool:
    """Keep it for another lease; False when it is another's now."""
    return _change(session, held, lease_until=now() + dt.timedelta(seconds=lease))


def progress(session: Session, held: Held, **values: Any) -> None:
    """Write how far the step is, in the transaction of what it did. Raises `Lost`."""
    if not _change(session, held, **values):
        raise Lost


def finish(session: Session, held: Held, state: RunState, **values: Any) -> None:
    """End the step. Raises `Lost`."""
    ended = {"state": state, "token": None, "lease_until": None, "attempt": 0, "error": None, "finished_at": now()}
    progress(session, held, **{**ended, **values})


def give_back(session: Session, held: Held, error: str) -> None:
    """Let another attempt be made, or fail the import when there were enough of them."""
    if held.attempt < MAX_ATTEMPTS:
        _change(session, held, token=None, lease_until=None, error=error[:500])
    else:
        fail(session, held, error)


def fail(session: Session, held: Held, error: str) -> None:
    """End the step for good until a person takes it up again; a file that could not be checked is refused."""
    state = RunState.REFUSED if held.state == RunState.CHECKING else RunState.FAILED
    ended = {"token": None, "lease_until": None, "attempt": 0, "resume": held.state, "finished_at": now()}
    _change(session, held, state=state, error=error[:500], **ended)


def due(session: Session, at: dt.datetime, run_id: int | None = None) -> list[Due]:
    """The imports that wait: all, or this one."""
    statement = select(ImportRun.id, ImportRun.state, ImportRun.attempt).where(_free(at)).order_by(ImportRun.id)
    if run_id is not None:
        statement = statement.where(ImportRun.id == run_id)
    return [Due(*row) for row in session.execute(statement)]


def fail_worn_out(session: Session, at: dt.datetime) -> None:
    """Fail what was begun too often: its last holder was killed."""
    session.execute(
        update(ImportRun)
        .where(_free(at), ImportRun.attempt >= MAX_ATTEMPTS)
        .values(
            state=RunState.FAILED,
            resume=ImportRun.state,
            error=GAVE_UP,
            attempt=0,
            token=None,
            lease_until=None,
            finished_at=at,
        )
    )


def _free(at: dt.datetime) -> ColumnElement[bool]:
    return ImportRun.state.in_(WORKING) & or_(ImportRun.lease_until.is_(None), ImportRun.lease_until < at)


def _change(session: Session, held: Held, **values: Any) -> bool:
    statement = (
        update(ImportRun)
        .where(ImportRun.id == held.run_id, ImportRun.token == held.token, ImportRun.state == held.state)
        .values(**values)
        .returning(ImportRun.id)
    )
    return session.scalar(statement, execution_options={"unscoped": True}) is not None
