"""What a batch of rows would do: each record found or new, its rules asked. Reads only; storing is another step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from portal.exchange.declaration import Entry, Fate, Part, SheetParts
from portal.exchange.grouping import entries_of
from portal.exchange.records import facts_of
from portal.exchange.sheet import CleanRow

GONE = "找不到这一行对应的记录：已被删除，或不在您的管辖范围内。要作为新记录导入，请清空这一行的记录编号"
STALE = "这一行在导出之后已被别人修改。请重新导出，在新表上改"


class Seen:
    """Which records a file has spoken of so far: a number a record, so that a file of any length can be followed."""

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}

    def first(self, name: tuple[Any, ...], row: int) -> int | None:
        """The row that named this first, unless it is this one; names it otherwise."""
        return None if (found := self._rows.setdefault(hash(name), row)) == row else found


def plan(session: Session, made: SheetParts, rows: Sequence[CleanRow], seen: Seen) -> list[Entry]:
    """The records of these rows, judged. `seen` carries over from batch to batch of one pass."""
    outers = entries_of(made, rows)
    _plan_part(session, made.parts[0], outers, seen, grouped=made.inner is not None)
    if made.inner is None:
        return outers
    inner = [child for entry in outers for child in entry.children]
    for child in inner:
        if child.parent is not None and child.parent.bad and not child.bad:
            _keep_out(child, made.parts[0].noun)
    _plan_part(session, made.inner, inner, seen, grouped=False)
    for entry in outers:
        if entry.children and len(entry.children) == len(entry.rows) and all(child.bad for child in entry.children):
            entry.bad = True  # all its rows come back: nothing of them goes in
    return outers


def fates(outers: Iterable[Entry]) -> dict[int, Fate]:
    """What becomes of each row."""
    found: dict[int, Fate] = {}
    for entry in outers:
        own = {child.number: child.fate for child in entry.children}
        for position, row in enumerate(entry.rows):
            fate = own.get(row.number, Fate.SAME)
            if entry.bad or fate is Fate.BAD or not row.good:
                found[row.number] = Fate.BAD
            elif row.number not in own or (position == 0 and fate is Fate.SAME):
                found[row.number] = entry.fate if position == 0 else Fate.SAME
            else:
                found[row.number] = fate
    return found


def _keep_out(child: Entry, noun: str) -> None:
    """Nothing goes in below a record that does not; said where the row does not say why by itself."""
    if child.rows[0].good:
        child.wrong(f"所在{noun}有错误，这一行没有导入")
    child.bad = True


def _plan_part(session: Session, part: Part, entries: list[Entry], seen: Seen, grouped: bool) -> None:
    good = [entry for entry in entries if not entry.bad]
    _match(session, part, good)
    good = [entry for entry in good if not entry.bad]
    for entry in good:
        _merge(part, entry)
    good = [entry for entry in good if not entry.bad]
    part.read(session, good)
    for entry in good:
        _once(part, entry, seen, grouped)
        if _is_stale(part, entry):
            entry.wrong(STALE)
    part.judge(session, [entry for entry in good if entry.fate in (Fate.NEW, Fate.CHANGED)])


def _is_stale(part: Part, entry: Entry) -> bool:
    """Whether a record that the file would change was changed since it was exported."""
    if entry.bad or entry.token is None or entry.current is None or not entry.changes:
        return False
    return entry.token.version != part.version(entry.current)


def _match(session: Session, part: Part, entries: list[Entry]) -> None:
    """Find what is stored of each record."""
    for entry in entries:
        entry.id = entry.token.id if entry.token else None
    part.find(session, [entry for entry in entries if entry.token is None])
    stored = facts_of(session, part.table, [entry.id for entry in entries if entry.id is not None])
    for entry in entries:
        entry.current = stored.get(entry.id) if entry.id is not None else None
        if entry.id is not None and entry.current is None:
            entry.wrong(GONE)


def _merge(part: Part, entry: Entry) -> None:
    """One value a column from the rows of an outer record: of two that differ, the one that somebody changed."""
    if len(entry.rows) < 2:
        return
    stored = part.write(entry.current) if entry.current is not None else {}
    for each in part.fields:
        told = {
            row.values[each.key]: row.number for row in reversed(entry.rows) if row.values.get(each.key) is not None
        }
        edited = [value for value in told if value != stored.get(each.key)] if len(told) > 1 else list(told)
        if len(edited) > 1:
            rows = "、".join(f"第 {number} 行" for number in sorted(told[value] for value in edited))
            entry.wrong(f"同一{part.noun}的“{each.label}”写法不一（{rows}），请改成一样", each.key)
        elif edited:
            entry.values[each.key] = edited[0]


def _once(part: Part, entry: Entry, seen: Seen, grouped: bool) -> None:
    """A record may stand in a file once; an outer one again, when its rows were sorted apart."""
    names: list[tuple[Any, ...]] = [(part.table.name, *key) for key in part.natural(entry)]
    if entry.id is not None:
        names.insert(0, (part.table.name, entry.id))
    before = [first for first in (seen.first(name, entry.number) for name in names) if first is not None]
    if not before:
        return
    if not grouped:
        entry.wrong(f"与第 {min(before)} 行重复" + ("；新增的行请清空记录编号" if entry.token else ""))
        return
    entry.again = True
    if entry.current is not None and entry.changes:
        entry.remark(f"这{part.noun}在第 {min(before)} 行已出现，{part.noun}信息以那一行为准")
        entry.columns = dict(entry.current)
