"""What the reconciler puts away: files of imports that have had their time, and what killed processes left."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from portal.exchange import files, passing
from portal.exchange.models import ImportRun
from portal.exchange.rules import KEPT_DAYS, WORKING, RunState
from portal.foundation.clock import now
from portal.jobs.transactions import transaction

TOO_LATE = f"超过 {KEPT_DAYS} 天没有处理，上传的文件已删除，请重新上传"


def tidy(at: dt.datetime | None = None) -> int:
    """One pass of the reconciler; how many imports were let go of. `at` stands in for the present."""
    passing.sweep()
    return expire(at or now())


def expire(at: dt.datetime) -> int:
    """Remove uploads and workbooks of problems of imports at which nobody has been for `KEPT_DAYS`; how many imports."""
    with transaction(reading=True) as session:  # mostly there are none, and then nobody is kept from writing
        if not _over(session, at):
            return 0
    with transaction() as session:
        over = _over(session, at)
        for run in over:
            _close(session, run)
        names = [name for run in over for name in (run.stored, run.book) if name]
    for name in names:
        files.store().remove(name)
    return len(over)


def _over(session: Session, at: dt.datetime) -> list[ImportRun]:
    since = at - dt.timedelta(days=KEPT_DAYS)
    statement = select(ImportRun).where(
        ImportRun.state.not_in(WORKING), ImportRun.finished_at < since,
        or_(ImportRun.stored.is_not(None), ImportRun.book.is_not(None)),
    )  # fmt: skip
    return list(session.scalars(statement))


def _close(session: Session, run: ImportRun) -> None:
    """A statement, so that what was read keeps its names. Nothing can be loaded without the file; what was loaded may be undone."""
    values: dict[str, object] = {"stored": None, "book": None}
    if run.state == RunState.CHECKED or run.resume == RunState.CHECKING:
        values |= {"state": RunState.REFUSED, "error": TOO_LATE, "resume": None}
    elif run.resume == RunState.IMPORTING:
        values |= {"resume": None, "error": TOO_LATE}
    statement = update(ImportRun).where(ImportRun.id == run.id).values(**values)
    session.execute(statement, execution_options={"synchronize_session": False})
