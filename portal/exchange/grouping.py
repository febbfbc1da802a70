"""From rows to records: on a grouped sheet the rows of one household become one outer record and an inner one a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from portal.exchange.declaration import Entry, Part, SheetParts
from portal.exchange.sheet import CleanRow


def entries_of(made: SheetParts, rows: Sequence[CleanRow]) -> list[Entry]:
    """The (outer) records of these rows, with their inner ones as children; what cleaning refused is bad already."""
    if made.inner is None:
        return [_flat(made.parts[0], row) for row in rows]
    grouper, found = _Grouper(made.parts[0]), []
    for row in rows:
        entry, is_new = grouper.take(row)
        if is_new:
            found.append(entry)
        if row.inner:
            entry.children.append(_inner(made.inner, row, entry))
        _judge_cells(entry, row)
    return found


def batches(made: SheetParts, rows: Iterable[CleanRow], size: int) -> Iterator[list[CleanRow]]:
    """The rows in lists of about `size`; the rows of one outer record that follow each other stay together."""
    batch: list[CleanRow] = []
    for row in rows:
        if len(batch) >= size and not (made.inner and _belong(made.parts[0], batch[-1], row)):
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _flat(part: Part, row: CleanRow) -> Entry:
    return Entry(part, [row], dict(row.values), part.token(row.tokens), bad=not row.good)


def _inner(part: Part, row: CleanRow, parent: Entry) -> Entry:
    values = {key: value for key, value in row.values.items() if key in part.keys}
    return Entry(part, [row], values, part.token(row.tokens), parent)


def _judge_cells(entry: Entry, row: CleanRow) -> None:
    """An error in a cell of the outer record keeps out all of it, one in another cell only its own row."""
    outer = {each.label for each in entry.part.fields}
    for finding in row.findings:
        if finding.level != "error":
            continue
        if finding.column in outer or not row.inner:
            entry.bad = True
        else:
            entry.children[-1].bad = True


class _Grouper:
    """Finds the outer record of each row: by its token, by its natural key, else the one before when nothing contradicts."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._by_name: dict[Any, Entry] = {}
        self._last: Entry | None = None

    def take(self, row: CleanRow) -> tuple[Entry, bool]:
        """(entry, whether it was met for the first time)."""
        name = _name(self._part, row)
        known = self._by_name.get(name) if name is not None else None
        if known is None and self._last is not None and name is None and _belong(self._part, self._last.rows[-1], row):
            known = self._last
        if known is None:
            values = {key: value for key, value in row.values.items() if key in self._part.keys}
            known = Entry(self._part, [row], values, self._part.token(row.tokens))
            self._last = known
            if name is not None:
                self._by_name[name] = known
            return known, True
        known.rows.append(row)
        self._last = known
        return known, False


def _name(part: Part, row: CleanRow) -> Any:
    """What says without doubt to which outer record a row belongs; None when nothing does."""
    token = part.token(row.tokens)
    if token is not None:
        return token.id
    key = tuple(row.values.get(each.key) for each in part.fields if each.key_part)
    return None if None in key else key


def _belong(part: Part, before: CleanRow, row: CleanRow) -> bool:
    """Whether two rows that follow each other speak of the same outer record."""
    one, other = _name(part, before), _name(part, row)
    if one is not None or other is not None:
        return bool(one == other)
    pairs = [(before.values.get(each.key), row.values.get(each.key)) for each in part.fields]
    return all(a == b or a is None or b is None for a, b in pairs)


def distinct(outer: Part, inner: Part) -> None:
    """Tell columns apart that a town has called alike."""
    taken = {each.label for each in outer.fields}
    inner.fields = tuple(
        replace(each, label=f"{each.label}（{inner.noun}）") if each.label in taken else each for each in inner.fields
    )
