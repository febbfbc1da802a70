"""Taking an import back, newest record first: new ones are deleted, changed ones get what they held.

What was changed since, is told of by others, or would not fit the profile in force, is left alone and named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, undefer

from portal.exchange import claims
from portal.exchange.claims import Held
from portal.exchange.declaration import Part, SheetParts
from portal.exchange.facts import Facts, from_text
from portal.exchange.models import ImportFinding, ImportRow, ImportRun
from portal.exchange.records import facts_of, remove_rows, update_rows
from portal.exchange.rules import BATCH_ROWS, Change, Mark
from portal.foundation.constraints import refusal_for
from portal.foundation.errors import Refusal

CHANGED_SINCE = "导入之后又被修改，没有撤销"
GONE = "导入之后已被删除"
UNFIT = "恢复原样后，现行方案不接受（{said}），没有撤销"
UNKNOWN = "这张表已不再使用，没有撤销"
Left = dict[int, str]
"""Id of the note -> why its record was left alone."""


def undo_some(session: Session, made: SheetParts, held: Held) -> tuple[int, int]:
    """Take back the newest records of what is left of an import; (taken back, left alone), both 0 when nothing remains."""
    statement = select(ImportRow).where(ImportRow.run_id == held.run_id).order_by(ImportRow.id.desc()).limit(BATCH_ROWS)
    notes = list(session.scalars(statement.options(undefer(ImportRow.before)), execution_options={"unscoped": True}))
    left: Left = {}
    for part in reversed(made.parts):
        left |= _undo_part(session, part, [note for note in notes if note.table == part.table.name])
    known = {part.table.name for part in made.parts}
    left |= {note.id: UNKNOWN for note in notes if note.table not in known}
    _tell(session, made, held, [note for note in notes if note.id in left], left)
    table: Any = ImportRow.__table__
    session.execute(delete(table).where(table.c.id.in_([note.id for note in notes])))
    return len(notes) - len(left), len(left)


def progress(session: Session, held: Held, taken: int, left: int) -> None:
    """Write how far it is, in the same transaction."""
    claims.progress(
        session,
        held,
        done=ImportRun.done + taken + left,
        restored=ImportRun.restored + taken,
        left=ImportRun.left + left,
    )


def _undo_part(session: Session, part: Part, notes: Sequence[ImportRow]) -> Left:
    stored = facts_of(session, part.table, [note.record_id for note in notes])
    left: Left = {}
    for note in notes:
        facts = stored.get(note.record_id)
        if facts is None and note.action == Change.CHANGED:
            left[note.id] = GONE
        elif facts is not None and part.version(facts) != note.after:
            left[note.id] = CHANGED_SINCE
    open_ = [note for note in notes if note.id not in left and note.record_id in stored]
    left |= _delete(session, part, [note for note in open_ if note.action == Change.NEW])
    return left | _restore(session, part, [note for note in open_ if note.action == Change.CHANGED], stored)


def _delete(session: Session, part: Part, notes: Sequence[ImportRow]) -> Left:
    kept = part.kept_by(session, [note.record_id for note in notes])
    left = {note.id: kept[note.record_id] for note in notes if note.record_id in kept}
    return left | _each(
        session, [note for note in notes if note.id not in left],
        lambda some: remove_rows(session, part.table, [note.record_id for note in some]),
    )  # fmt: skip


def _restore(session: Session, part: Part, notes: Sequence[ImportRow], stored: Mapping[int, Facts]) -> Left:
    """Bulk writing asks no profile: what the one in force would not know is not written back."""
    before: dict[int, Facts] = {note.id: from_text(note.before or "{}") for note in notes}
    said = {note.id: part.unfit(before[note.id], stored[note.record_id]) for note in notes}

    def write(some: Sequence[ImportRow]) -> None:
        update_rows(session, part.table, {note.record_id: before[note.id] for note in some})

    left = {identity: UNFIT.format(said=why) for identity, why in said.items() if why}
    return left | _each(session, [note for note in notes if note.id not in left], write)


def _each(session: Session, notes: Sequence[ImportRow], write: Callable[[Sequence[ImportRow]], None]) -> Left:
    """All at once; when the database refuses, one by one, so that only those are left that it refuses."""
    if not notes:
        return {}
    try:
        with session.begin_nested():
            write(notes)
    except (SQLAlchemyError, Refusal) as error:
        if len(notes) == 1:
            return {notes[0].id: _sentence(error)}
    else:
        return {}
    left: Left = {}
    for note in notes:
        left |= _each(session, [note], write)
    return left


def _sentence(error: SQLAlchemyError | Refusal) -> str:
    refusal = error if isinstance(error, Refusal) else refusal_for(error)
    if refusal is None:
        raise error
    return refusal.message


def _tell(session: Session, made: SheetParts, held: Held, notes: Sequence[ImportRow], left: Left) -> None:
    nouns = {part.table.name: part.noun for part in made.parts}
    rows = [
        {"run_id": held.run_id, "row": note.row, "column": "", "level": Mark.LEFT,
         "message": f"{nouns.get(note.table, '记录')}：{left[note.id]}"[:300]}
        for note in notes
    ]  # fmt: skip
    if rows:
        session.execute(insert(ImportFinding), rows)
