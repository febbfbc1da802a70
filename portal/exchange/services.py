"""Use cases of imports: upload, confirm, take back, take up again, remove. They take a session, flush, and never commit.

Whoever commits then calls `portal.exchange.dispatch.dispatch`; when nobody does, the reconciler will.
"""

from __future__ import annotations

import secrets
from typing import IO

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from portal.exchange import files
from portal.exchange.actors import COMMAND_LINE, Actor, must_import
from portal.exchange.declaration import Workbook
from portal.exchange.models import ImportFinding, ImportRow, ImportRun
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


def confirm(session: Session, run_id: int, actor: Actor | None = None) -> None:
    """Have the good rows of a checked file loaded. `actor`: who decides, see `_acting`."""
    run = find_run(session, run_id)
    if run.state == RunState.CHECKED and not run.new + run.changed:
        raise Refusal("没有可以导入的行：有错误的请在问题工作簿中改正后重新上传，其余的没有变化")
    _turn(
        session, run_id, (RunState.CHECKED,), RunState.IMPORTING, "这次导入不在待确认的状态", new=0, changed=0, same=0,
        **_acting(session, run, actor),
    )  # fmt: skip


def undo(session: Session, run_id: int, actor: Actor | None = None) -> None:
    """Take a whole import back. `actor`: who decides, see `_acting`."""
    run = find_run(session, run_id)
    if run.resume == RunState.UNDOING:
        return retry(session, run_id, actor)
    session.execute(delete(ImportFinding).where(ImportFinding.run_id == run_id))
    told = "只有已导入的才能撤销"
    return _turn(session, run_id, UNDOABLE, RunState.UNDOING, told, restored=0, left=0, **_acting(session, run, actor))


def retry(session: Session, run_id: int, actor: Actor | None = None) -> None:
    """Take up the step that failed where it ended. `actor`: who decides, see `_acting`."""
    run = find_run(session, run_id)
    if run.state != RunState.FAILED or run.resume is None:
        raise Refusal("只有出错的导入可以重试")
    told, acting = "只有出错的导入可以重试", _acting(session, run, actor)
    _turn(session, run_id, (RunState.FAILED,), RunState(run.resume), told, done=run.done, **acting)


def removable(session: Session, run: ImportRun) -> bool:
    """Whether nothing that it stored is left: else it is the only trace of which records it made and changed."""
    notes = session.scalar(select(ImportRow.id).where(ImportRow.run_id == run.id).limit(1))
    return run.state not in WORKING and notes is None and not run.left


def remove(session: Session, run_id: int) -> list[str]:
    """Forget an import of which nothing is stored. Names of its files, for the caller to remove after the commit."""
    run = find_run(session, run_id)
    if run.state in WORKING:
        raise Refusal("正在处理，请等这一步结束后再删除")
    if not removable(session, run):
        raise Refusal("这次导入写入的记录还在，导入记录须留存备查，不能删除；导错了的可以撤销")
    audit.record(session, audit.Deed.DELETE, "import_run", run.id, f"导入记录“{run.file_name}”")
    names = [name for name in (run.stored, run.book) if name]
    session.delete(run)
    session.flush()
    return names


def _acting(session: Session, run: ImportRun, actor: Actor | None) -> dict[str, int]:
    """A step runs in the scope of the uploader. Where that account is closed or gone, in the scope of who decides, and no other."""
    if actor is None or actor.user_id is None or (run.user_id is None and run.created_by == COMMAND_LINE.name):
        return {}
    uploader = session.get(User, run.user_id) if run.user_id is not None else None
    return {} if uploader is not None and uploader.active else {"user_id": actor.user_id}


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
