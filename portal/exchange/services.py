"""Use cases of imports: upload, confirm, take back, take up again, remove. They take a session, flush, and never commit.

Whoever commits then calls `portal.exchange.dispatch.dispatch`; when nobody does, the reconciler will.
"""

from __future__ import annotations

import secrets
from typing import IO

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from portal.exchange import files
from portal.exchange.actors import Actor, must_import
from portal.exchange.declaration import Workbook
from portal.exchange.models import ImportFinding, ImportRun
from portal.exchange.places import common_grid
from portal.exchange.rules import UNDOABLE, WORKING, RunState
from portal.foundation import audit
from portal.foundation.clock import now
from portal.foundation.errors import OutOfScope, Refusal
from portal.jobs.store import Stored
from portal.plans.current import version_in_force

OUTSIDE = "没有这次导入，或不在您的管辖范围内"


def keep_upload(source: IO[bytes]) -> Stored:
    """Seal an uploaded file in the store; before the transaction that speaks of it."""
    return files.keep(f"import/upload-{secrets.token_hex(12)}.bin", source)


def drop_upload(stored: Stored) -> None:
    """Remove an upload that no import came of."""
    files.store().remove(stored.name)


def receive(session: Session, actor: Actor, workbook: Workbook, file_name: str, stored: Stored) -> ImportRun:
    """Write down an uploaded file as an import that waits for its check. Raises `OutOfScope`."""
    must_import(actor, workbook.screen)
    version = version_in_force(session)
    statement = insert(ImportRun).values(
        sheet=workbook.key, file_name=file_name[-200:], sha256=stored.sha256, stored=stored.name, state=RunState.CHECKING,
        user_id=actor.user_id, created_by=actor.name, created_at=now(), plan_version_id=version.id if version else None,
        grid_id=common_grid(actor.scope.paths) if actor.scope else None,
    )  # fmt: skip
    # A statement, not an object: the grid that holds two villages lies outside of the scope of who keeps both.
    return session.get_one(ImportRun, session.scalar(statement.returning(ImportRun.id)))


def find_run(session: Session, run_id: int) -> ImportRun:
    """The import, if the session may see it. Raises `OutOfScope`."""
    run = session.get(ImportRun, run_id)
    if run is None:
        raise OutOfScope(OUTSIDE)
    return run


def same_file(session: Session, run: ImportRun) -> ImportRun | None:
    """An earlier import of the very same file that stands."""
    statement = select(ImportRun).where(
        ImportRun.sha256 == run.sha256,
        ImportRun.id < run.id,
        ImportRun.sheet == run.sheet,
        ImportRun.state == RunState.DONE,
    )
    return session.scalars(statement.order_by(ImportRun.id.desc()).limit(1)).first()


def may_see_book(actor: Actor, run: ImportRun) -> bool:
    """Whether the actor may have the rows that stayed out: they stand in it as uploaded, identity numbers in full."""
    own = actor.user_id == run.user_id and actor.name == run.created_by
    return own or actor.may("reveal", "ResidentView")


def confirm(session: Session, run_id: int) -> None:
    """Have the good rows of a checked file loaded."""
    run = find_run(session, run_id)
    if run.state == RunState.CHECKED and not run.new + run.changed:
        raise Refusal("没有可以导入的行：有错误的请在问题工作簿中改正后重新上传，其余的没有变化")
    _turn(
        session, run_id, (RunState.CHECKED,), RunState.IMPORTING, "这次导入不在待确认的状态", new=0, changed=0, same=0
    )


def undo(session: Session, run_id: int) -> None:
    """Take a whole import back."""
    run = find_run(session, run_id)
    if run.resume == RunState.UNDOING:
        return retry(session, run_id)
    session.execute(delete(ImportFinding).where(ImportFinding.run_id == run_id))
    return _turn(session, run_id, UNDOABLE, RunState.UNDOING, "只有已导入的才能撤销", restored=0, left=0)


def retry(session: Session, run_id: int) -> None:
    """Take up the step that failed where it ended."""
    run = find_run(session, run_id)
    if run.state != RunState.FAILED or run.resume is None:
        raise Refusal("只有出错的导入可以重试")
    _turn(session, run_id, (RunState.FAILED,), RunState(run.resume), "只有出错的导入可以重试", done=run.done)


def remove(session: Session, run_id: int) -> list[str]:
    """Forget an import that no process is at; what it loaded stays. Names of its files, for the caller to remove after the commit."""
    run = find_run(session, run_id)
    if run.state in WORKING:
        raise Refusal("正在处理，请等这一步结束后再删除")
    audit.record(session, audit.Deed.DELETE, "import_run", run.id, f"导入记录「{run.file_name}」")
    names = [name for name in (run.stored, run.book) if name]
    session.delete(run)
    session.flush()
    return names


def _turn(
    session: Session, run_id: int, before: tuple[RunState, ...], after: RunState, problem: str, **values: int
) -> None:
    """Change the state in one statement, so that of two people only one succeeds."""
    ready = {
        "done": 0,
        "error": None,
        "resume": None,
        "attempt": 0,
        "token": None,
        "lease_until": None,
        "finished_at": None,
    }
    statement = (
        update(ImportRun)
        .where(ImportRun.id == run_id, ImportRun.state.in_(before))
        .values(**{**ready, **values}, state=after)
        .returning(ImportRun.id)
    )
    if session.scalar(statement) is None:
        raise Refusal(problem)
