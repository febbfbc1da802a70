"""Lists of a profile that have a row each: departments, care categories, issue categories."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.plans.following import Obstacle
from portal.plans.keys import MAY_RETIRE, torn
from portal.plans.shifts import Entry, Shift, called, shift
from portal.plans.uses import Use, in_use
from seeds.schema import Profile


@dataclass(frozen=True)
class RowsFollower:
    """Follows one list. `model`: its class, with `code`, `name` and `retired`; `uses`: what points to its rows.

    `by_name`: a row that the town made under the same name becomes the entry's own. What the old profile did not have is the
    town's own and stays. `values`: what else a row says, from its entry.
    """

    noun: str
    model: Any
    entries: Callable[[Profile], Iterable[Entry]]
    uses: Callable[[], tuple[Use, ...]]
    by_name: bool = True
    values: Callable[[Session, Entry], Mapping[str, Any]] = lambda _session, entry: dict(entry.values)

    @property
    def tables(self) -> tuple[str, ...]:
        """The list's own table and those that point to it."""
        return (self.model.__tablename__, *(use.table.name for use in self.uses()))

    def changes(self, session: Session, old: Profile | None, new: Profile) -> list[str]:
        """What is added, renamed, changed otherwise, retired and deleted, by name."""
        moved, rows = self._shift(old, new), self._rows(session)
        chosen = self._chosen(session, old, new)
        added = called(each for each in self.entries(new) if each.key not in chosen)
        renamed = [
            f"“{row.name}”改名为“{each.name}”"
            for each in self.entries(new) if (row := chosen.get(each.key)) is not None and row.name != each.name
        ]  # fmt: skip
        held = self._held(session) if moved.removed else set()
        removed = called(
            Entry(key, rows[key].name) for key in moved.removed if key in rows and rows[key].id not in held
        )
        found = [f"新增{self.noun} {len(added)} 个：{'、'.join(added)}"] if added else []
        found += [f"{self.noun}{'；'.join(renamed)}"] if renamed else []
        altered = called(each for each in self.entries(new) if self._alters(session, chosen.get(each.key), each))
        found += [f"{self.noun} {len(altered)} 个的内容有调整：{'、'.join(altered)}"] if altered else []
        found += self._moved(session, moved, rows)
        found += [f"删除没有在用的{self.noun} {len(removed)} 个：{'、'.join(removed)}"] if removed else []
        return found + [
            f"{self.noun}“{each.name}”停用，{self._told(session, chosen[each.key].id)}照旧保留"
            for each in moved.retired if each.key in chosen
        ]  # fmt: skip

    def warnings(self, session: Session, old: Profile | None, new: Profile) -> list[Obstacle]:
        """None: a row is there or it is not."""
        return []

    def obstacles(self, session: Session, old: Profile | None, new: Profile) -> list[Obstacle]:
        """What still points to rows that the new list no longer has."""
        moved, rows = self._shift(old, new), self._rows(session)
        found = torn(self.noun, moved.torn)
        for key, name in moved.removed.items():
            if key in rows:
                found += in_use(session, self.noun, name, rows[key].id, self.uses(), MAY_RETIRE.format(key=key))
        return found

    def follow(self, session: Session, old: Profile | None, new: Profile) -> None:
        """Rename, merge, add and delete rows."""
        moved = self._shift(old, new)
        self._merge(session, moved)
        chosen, rows = self._chosen(session, old, new), self._rows(session)
        for key in moved.removed:
            if key in rows:
                session.delete(rows[key])
        session.flush()
        set_aside(session, [
            (row, {"code": each.key, "name": each.name}) for each in self.entries(new) if (row := chosen.get(each.key)) is not None
        ], {"code": {each.key for each in self.entries(new)}, "name": {each.name for each in self.entries(new)}})  # fmt: skip
        for each in self.entries(new):
            row = chosen.get(each.key)
            put(session, self.model() if row is None else row, {
                "code": each.key, "name": each.name, "retired": each.retired, **self.values(session, each),
            })  # fmt: skip
        session.flush()

    def _held(self, session: Session) -> set[Any]:
        """Ids of the rows that something points to: they stand in the way instead of going."""
        return {identity for use in self.uses() for identity in use.counts(session)}

    def _alters(self, session: Session, row: Any, entry: Entry) -> bool:
        """Whether the row will say something else, beside its name and whether it is retired."""
        return row is not None and any(getattr(row, key) != value for key, value in self.values(session, entry).items())

    def _shift(self, old: Profile | None, new: Profile) -> Shift:
        return shift(self.entries(old) if old else (), self.entries(new))

    def _rows(self, session: Session) -> dict[str, Any]:
        return {row.code: row for row in session.scalars(select(self.model))}

    def _chosen(self, session: Session, old: Profile | None, new: Profile) -> dict[str, Any]:
        """Key of an entry -> the row that is or becomes its own; none where it is yet to be made."""
        rows, moved = self._rows(session), self._shift(old, new).renamed
        back = {after: before for before, after in moved.items()}
        known = {each.key for each in self.entries(new)} | set(back.values())
        named = {row.name: row for code, row in rows.items() if code not in known} if self.by_name else {}
        found = {
            each.key: (None if each.key in moved else rows.get(each.key))
            or rows.get(back.get(each.key, ""))
            or named.get(each.name)
            for each in self.entries(new)
        }  # a row whose key goes to another entry leaves its own
        return {key: row for key, row in found.items() if row is not None}

    def _merge(self, session: Session, moved: Shift) -> None:
        """Where both the old and the new row stand, what points to the old one moves over, and the old one goes."""
        rows = self._rows(session)
        both = {
            rows[old].id: rows[new].id
            for old, new in moved.renamed.items() if old in rows and new in rows and new not in moved.renamed
        }  # fmt: skip
        for use in self.uses():
            use.move(session, both)
        session.expire_all()
        for row in list(rows.values()):
            if row.id in both:
                session.delete(row)
        session.flush()

    def _moved(self, session: Session, moved: Shift, rows: Mapping[str, Any]) -> list[str]:
        return [
            f"{self.noun}的编码“{old}”改为“{new}”，{self._told(session, rows[old].id)}随之更改"
            for old, new in moved.renamed.items() if old in rows
        ]  # fmt: skip

    def _told(self, session: Session, identity: int) -> str:
        """What moves along, by number; the first kind also when there is none of it."""
        counted = [(use.counts(session).get(identity, 0), use.noun) for use in self.uses()]
        return "、".join(f"{number} {noun}" for number, noun in [pair for pair in counted if pair[0]] or counted[:1])


def set_aside(
    session: Session, moves: Iterable[tuple[Any, Mapping[str, str]]], wanted: Mapping[str, Collection[str]]
) -> None:
    """Free what is unique and wanted by another row, so that two can exchange it: {column: values} of `wanted`, for rows that get
    other ones. Past the session: the history shall show the old value and the new one, nothing between."""
    for row, values in moves:
        leaving = [
            name for name, value in values.items() if getattr(row, name) != value and getattr(row, name) in wanted[name]
        ]
        if leaving:
            table = row.__table__
            session.execute(update(table).where(table.c.id == row.id).values(dict.fromkeys(leaving, f"~{row.id}")))


def put(session: Session, row: Any, values: Mapping[str, Any]) -> None:
    """Write what differs, so that what is equal leaves no trace in the audit."""
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    session.add(row)
