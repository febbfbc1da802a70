"""Storing what was planned: in bulk, outer records first, with a note of each record so that it can be taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.exchange.declaration import Entry, Fate, Part, SheetParts
from portal.exchange.facts import as_text
from portal.exchange.models import ImportRow
from portal.exchange.records import insert_rows, portions, update_rows
from portal.exchange.rules import Change
from portal.foundation.constraints import refusal_for
from portal.foundation.errors import Refusal


def store(session: Session, made: SheetParts, outers: Sequence[Entry], run_id: int) -> None:
    """Store the good records. What the database refuses all the same becomes a finding on its row; the others go in."""
    try:
        with session.begin_nested():
            _store_all(session, made, outers, run_id)
    except (SQLAlchemyError, Refusal) as error:
        _sentence(error)
        for entry in outers:
            _store_one(session, made, entry, run_id)


def _store_one(session: Session, made: SheetParts, entry: Entry, run_id: int) -> None:
    try:
        with session.begin_nested():
            _store_all(session, made, [entry], run_id)
    except (SQLAlchemyError, Refusal) as error:
        sentence = _sentence(error)
        for each in (entry, *entry.children):
            if not each.bad:
                each.wrong(sentence)


def _sentence(error: SQLAlchemyError | Refusal) -> str:
    """What to tell; a database error that no rule of ours explains is raised again."""
    refusal = error if isinstance(error, Refusal) else refusal_for(error)
    if refusal is None:
        raise error
    return refusal.message


def _store_all(session: Session, made: SheetParts, outers: Sequence[Entry], run_id: int) -> None:
    _store_part(session, made.parts[0], outers, run_id)
    if made.inner is None:
        return
    inner = [child for entry in outers for child in entry.children]
    for child in inner:
        if not child.bad and child.parent is not None:
            child.columns[made.inner.table.owner] = child.parent.id
    _store_part(session, made.inner, inner, run_id)


def _store_part(session: Session, part: Part, entries: Sequence[Entry], run_id: int) -> None:
    new = [entry for entry in entries if entry.fate is Fate.NEW]
    changed = [entry for entry in entries if entry.fate is Fate.CHANGED]
    part.complete(session, new)
    for entry, identity in zip(new, insert_rows(session, part.table, [each.columns for each in new]), strict=True):
        entry.id = identity
    differences = {entry.id: entry.changes for entry in changed if entry.id is not None}
    update_rows(
        session, part.table,
        {identity: {name: pair[1] for name, pair in changes.items()} for identity, changes in differences.items()},
    )  # fmt: skip
    for portion in portions(_notes(part, [*new, *changed], run_id)):
        session.execute(insert(ImportRow), portion)


def _notes(part: Part, entries: Sequence[Entry], run_id: int) -> Iterator[dict[str, object]]:
    for entry in entries:
        before = as_text({name: pair[0] for name, pair in entry.changes.items()}) if entry.current is not None else None
        yield {
            "run_id": run_id, "row": entry.number, "table": part.table.name, "record_id": entry.id,
            "action": Change.CHANGED if before else Change.NEW, "before": before, "after": part.version(entry.columns),
        }  # fmt: skip
