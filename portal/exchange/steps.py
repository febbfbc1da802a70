"""The three steps of an import in a worker: check the file, load it, take it back.

Loading goes batch by batch, each in one short transaction together with the row it is through with. Nobody is kept from
writing for longer than a batch, a killed worker's successor goes on where it ended, and what went in can be taken back whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.exchange import claims, files, undoing
from portal.exchange.actors import COMMAND_LINE, Actor, actor_for, must_import
from portal.exchange.claims import Held, Lost
from portal.exchange.declaration import Fate, SheetParts, Workbook
from portal.exchange.models import ImportRun
from portal.exchange.planning import Seen, fates, plan
from portal.exchange.problems import Problems
from portal.exchange.rules import BATCH_ROWS, LEASE_SECONDS, RunState
from portal.exchange.sheet import CleanRow
from portal.exchange.source import Source, sheet_version
from portal.exchange.storing import store
from portal.foundation import audit
from portal.foundation.errors import Refusal
from portal.jobs.leases import kept
from portal.jobs.transactions import transaction
from portal.plans.services import keep_in_force

FAULT = "处理时系统出了差错，已记录下来"
OVERTAKEN = "导入途中应用了新的实施方案，其余的行还没有导入。请点“重试”，按新方案继续"
TOLD_EVERY = 1.0
"""Seconds between two words on how far a check is."""


@dataclass
class Job:
    """A step in hand: who acts, on which sheet, with which file."""

    held: Held
    actor: Actor
    workbook: Workbook
    made: SheetParts
    stored: str
    version: str
    problems: Problems
    seen: Seen = field(default_factory=Seen)

    def source(self) -> Source:
        """The uploaded file, read from the start."""
        return Source(self.stored, self.made)

    @contextmanager
    def session(self, reading: bool = False) -> Iterator[Session]:
        """A transaction of its own that sees what the actor sees."""
        with transaction(reading) as session:
            self.actor.bind(session)
            yield session


def run_step(run_id: int, lease: int = LEASE_SECONDS) -> bool:
    """Do the step that an import waits for. False when it was not to be had, or was lost on the way.

    What a person must put right ends it with a sentence; any other error is raised after the import is given back.
    """
    with transaction() as session:
        held = claims.claim(session, run_id, lease)
    if held is None:
        return False
    try:
        with kept(lambda session: claims.renew(session, held, lease), lease), closing(Problems()) as problems:
            STEPS[held.state](_job(held, problems))
    except Lost:
        return False
    except Refusal as refusal:
        with transaction() as session:
            claims.fail(session, held, refusal.message)
    except Exception:
        with transaction() as session:
            claims.give_back(session, held, FAULT)
        raise
    _let_go(run_id)
    return True


def _let_go(run_id: int) -> None:
    """Remove the upload once no step will read it again: it holds more about people than need be kept."""
    over = ImportRun.state.in_((RunState.DONE, RunState.UNDONE, RunState.REFUSED)) & ImportRun.stored.is_not(None)
    with transaction() as session:
        name = session.scalar(select(ImportRun.stored).where(ImportRun.id == run_id, over))
        if name is None:
            return
        session.execute(update(ImportRun).where(ImportRun.id == run_id).values(stored=None))
    files.store().remove(name)


def _job(held: Held, problems: Problems) -> Job:
    from portal.navigation import sheets

    with transaction(reading=True) as session:
        run = session.get_one(ImportRun, held.run_id)
        workbook = sheets().get(run.sheet)
        if workbook is None:
            raise Refusal("这张表已不再使用")
        if run.user_id is None and run.created_by != COMMAND_LINE.name:
            raise Refusal("上传这个文件的账号已不存在，不能继续")
        actor = COMMAND_LINE if run.user_id is None else actor_for(session, run.user_id)
        must_import(actor, workbook.screen)
        actor.bind(session)
        made = workbook.make(session, actor)
        return Job(held, actor, workbook, made, run.stored or "", sheet_version(session), problems)


def _check(job: Job) -> None:
    """Read the file and plan every row; nothing is written but what was found."""
    told = monotonic()
    with job.source() as source:
        job.problems.say(source.findings)
        for batch in source.batches(job.workbook.at_once or BATCH_ROWS):
            with job.session(reading=True) as session:
                found = fates(plan(session, job.made, batch, job.seen))
            job.problems.add(batch, found, source)
            if monotonic() - told > TOLD_EVERY:
                told = monotonic()
                with transaction() as session:
                    claims.progress(session, job.held, done=job.problems.rows, **job.problems.counts())
        _end(job, source, RunState.CHECKED, **job.problems.counts())


def _load(job: Job) -> None:
    """Plan every row again, for the database may have changed, and store what is good."""
    with job.source() as source:
        for batch in source.batches(job.workbook.at_once or BATCH_ROWS):
            if batch[-1].number <= job.held.done:  # stored before this worker's time: followed, not stored again
                with job.session(reading=True) as session:
                    found = fates(plan(session, job.made, batch, job.seen))
            else:
                found = _store(job, batch)
            job.problems.add(batch, found, source)
        _end(job, source, RunState.DONE, bad=job.problems.counts()["bad"])


def _store(job: Job, batch: list[CleanRow]) -> dict[int, Fate]:
    with job.session() as session:
        keep_in_force(session)
        if sheet_version(session) != job.version:
            raise Refusal(OVERTAKEN)
        outers = plan(session, job.made, batch, job.seen)
        store(session, job.made, outers, job.held.run_id)
        found = fates(outers)
        claims.progress(session, job.held, done=batch[-1].number, **_added(found.values()))
    return found


def _undo(job: Job) -> None:
    """Take back what the import made, newest first."""
    while True:
        with job.session() as session:
            taken, left = undoing.undo_some(session, job.made, job.held)
            undoing.progress(session, job.held, taken, left)
        if not taken + left:
            break
    with transaction() as session:
        claims.finish(session, job.held, RunState.UNDONE)
        _record(session, job, audit.Deed.UNDO)


STEPS: dict[str, Callable[[Job], None]] = {
    RunState.CHECKING: _check, RunState.IMPORTING: _load, RunState.UNDOING: _undo,
}  # fmt: skip


def _added(found: Iterable[Fate]) -> dict[str, Any]:
    """What a batch adds to the counts of its import."""
    counts = Counter(found)
    return {
        "new": ImportRun.new + counts[Fate.NEW], "changed": ImportRun.changed + counts[Fate.CHANGED],
        "same": ImportRun.same + counts[Fate.SAME],
    }  # fmt: skip


def _end(job: Job, source: Source, state: RunState, **counts: Any) -> None:
    """Write the workbook of problems, then the result in one transaction."""
    problems, held = job.problems, job.held
    book = problems.write_book(f"import/{held.run_id}-{held.token}-problems.bin", job.made.sheet, job.version)
    gone = book
    try:
        with transaction() as session:
            before = session.scalar(select(ImportRun.book).where(ImportRun.id == held.run_id))
            problems.keep_findings(session, held.run_id)
            claims.finish(
                session, held, state, book=book, total=problems.rows, done=problems.rows,
                problems=problems.found, **{"warned": problems.warned, **counts},
            )  # fmt: skip
            if state == RunState.DONE:
                _record(session, job, audit.Deed.IMPORT)
        gone = before  # that of the check, now that of the loading is there
    finally:
        if gone is not None:
            files.store().remove(gone)


def _record(session: Session, job: Job, deed: audit.Deed) -> None:
    run = session.get_one(ImportRun, job.held.run_id, populate_existing=True)
    made = f"新增 {run.new} 行，修改 {run.changed} 行" if deed == audit.Deed.IMPORT else f"撤销 {run.restored} 条"
    label = f"{job.workbook.title}“{run.file_name}”{made}"
    audit.record(session, deed, "import_run", run.id, label, actor=(job.actor.user_id, job.actor.name))
