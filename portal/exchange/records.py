"""Records as an import sees them: facts read in bulk within the scope, and bulk writing.

Reading goes through the mapped classes, so that a scoped session finds only what its person may see. Writing is bulk and
passes by the session, unless the table says that it listens (paths of grids, numbers drawn, an entry in the trail for each).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask_appbuilder import Model
from sqlalchemy import Table, delete, func, insert, select, tuple_, update
from sqlalchemy.orm import Session

from portal.exchange.annexes import Annex
from portal.exchange.facts import Facts
from portal.exchange.listening import tell

AT_ONCE = 500
Item = TypeVar("Item")


@dataclass(frozen=True)
class Link:
    """A many-to-many relation of a record, kept as a column of its own: the sorted ids of the other side."""

    name: str
    table: Table
    own: str
    other: str


@dataclass(frozen=True)
class RecordTable:
    """A table whose rows are imported: the attributes that are written and compared.

    `hidden`: attributes left out of the version, where a keyed index stands for them. `owner`: the attribute that points to
    the outer record. `links`: related ids. `annex`: a row beside it. `listens`: written row by row through the session. `check`: asked of each such record
    before it is written; raises `Refusal` for what only shows when all before it is stored.
    """

    model: type[Any]
    columns: tuple[str, ...]
    hidden: frozenset[str] = frozenset()
    owner: str = ""
    links: tuple[Link, ...] = ()
    annex: Annex | None = None
    listens: bool = False
    check: Callable[[Session, Any], None] | None = None

    @property
    def name(self) -> str:
        """The table's name, as tokens carry it."""
        return str(self.model.__tablename__)

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """The attributes that are kept in other tables."""
        return (*(link.name for link in self.links), *(self.annex.columns if self.annex else ()))


def portions(items: Iterable[Item], size: int = AT_ONCE) -> Iterator[list[Item]]:
    """The items in lists of at most `size`."""
    portion: list[Item] = []
    for item in items:
        portion.append(item)
        if len(portion) == size:
            yield portion
            portion = []
    if portion:
        yield portion


def facts_of(session: Session, table: RecordTable, ids: Iterable[int]) -> dict[int, Facts]:
    """What the visible ones of these records hold, by id."""
    found: dict[int, Facts] = {}
    names = ("id", *table.columns)
    for portion in portions(dict.fromkeys(ids)):
        statement = select(*(getattr(table.model, name) for name in names)).where(table.model.id.in_(portion))
        found |= {row[0]: dict(zip(names[1:], row[1:], strict=True)) for row in session.execute(statement)}
        for link in table.links:
            _add_links(session, link, found, portion)
        if table.annex is not None:
            table.annex.read(session, found, portion)
    return found


def owned_by(session: Session, table: RecordTable, owners: Iterable[int]) -> dict[int, list[int]]:
    """Ids of the visible records that point to these outer ones, in order, by the outer record's id."""
    pointer, found = getattr(table.model, table.owner), dict[int, list[int]]()
    for portion in portions(dict.fromkeys(owners)):
        statement = select(pointer, table.model.id).where(pointer.in_(portion)).order_by(table.model.id)
        for owner, identity in session.execute(statement):
            found.setdefault(owner, []).append(identity)
    return found


def ids_by(session: Session, model: type[Any], names: Sequence[str], keys: Iterable[tuple[Any, ...]]) -> dict[Any, int]:
    """Ids of the visible records with one of these keys (values of the named attributes), by key; of several the oldest."""
    columns, found = [getattr(model, name) for name in names], dict[Any, int]()
    for portion in portions(dict.fromkeys(keys)):
        condition = tuple_(*columns).in_(portion) if len(columns) > 1 else columns[0].in_([key[0] for key in portion])
        for row in session.execute(select(model.id, *columns).where(condition).order_by(model.id.desc())):
            found[tuple(row[1:])] = row[0]
    return found


def referred_to(session: Session, column: str, ids: Sequence[int], tables: dict[str, str]) -> dict[int, str]:
    """Records that rows of these tables point to: id -> what there is. Read from the tables themselves, in scope or not."""
    found: dict[int, list[str]] = {}
    for name, noun in tables.items():
        table = Model.metadata.tables[name]
        counts = select(table.c[column], func.count()).where(table.c[column].in_(ids)).group_by(table.c[column])
        for identity, count in session.execute(counts):
            found.setdefault(identity, []).append(f"{count} {noun}")
    return {identity: f"还有 {'、'.join(said)}，没有删除" for identity, said in found.items()}


def insert_rows(session: Session, table: RecordTable, rows: Sequence[Facts]) -> list[int]:
    """Insert records; their ids in the order of the rows."""
    if table.listens:
        return [_added(session, table, row) for row in rows]
    ids = _draw(session, table, len(rows))
    plain = (
        {"id": identity, **{name: row[name] for name in table.columns}} for identity, row in zip(ids, rows, strict=True)
    )
    for portion in portions(plain):
        session.execute(insert(table.model), portion)
    for link in table.links:
        _link(session, link, {identity: row[link.name] for identity, row in zip(ids, rows, strict=True)})
    if table.annex is not None:
        table.annex.write(session, dict(zip(ids, rows, strict=True)))
    tell(session, table.name, ids)
    return ids


def update_rows(session: Session, table: RecordTable, rows: Mapping[int, Facts]) -> None:
    """Give these records, by id, the values that are named."""
    if table.listens:
        for identity, row in rows.items():
            _set(session, table, session.get_one(table.model, identity), row)
            session.flush()
        return
    tell(session, table.name, list(rows))
    changed = [{"id": identity, **_without(row, set(table.elsewhere))} for identity, row in rows.items()]
    for portion in portions(row for row in changed if len(row) > 1):
        session.execute(update(table.model), portion)
    for link in table.links:
        wanted = {identity: row[link.name] for identity, row in rows.items() if link.name in row}
        for some in portions(wanted):
            session.execute(delete(link.table).where(link.table.c[link.own].in_(some)))
        _link(session, link, wanted)
    if table.annex is not None:
        for some in portions(rows):
            table.annex.change(session, {identity: rows[identity] for identity in some})
    tell(session, table.name, list(rows))


def remove_rows(session: Session, table: RecordTable, ids: Iterable[int]) -> None:
    """Delete records with their links."""
    if table.listens:
        for identity in ids:
            session.delete(session.get_one(table.model, identity))
            session.flush()
        return
    base: Any = table.model.__table__
    for portion in portions(ids):
        tell(session, table.name, portion)
        for link in table.links:
            session.execute(delete(link.table).where(link.table.c[link.own].in_(portion)))
        if table.annex is not None:
            table.annex.remove(session, portion)
        session.execute(delete(base).where(base.c.id.in_(portion)))


def _draw(session: Session, table: RecordTable, count: int) -> list[int]:
    """Ids for new records. Asked for with RETURNING in the order of the rows, SQLite would be given them one by one.

    SQLite's transaction holds the lock of the whole file already; PostgreSQL draws from the sequence of the column.
    """
    if not count:
        return []
    if session.get_bind().dialect.name != "postgresql":
        last = session.scalar(select(func.max(table.model.id)), execution_options={"unscoped": True}) or 0
        return list(range(last + 1, last + 1 + count))
    sequence = func.nextval(func.pg_get_serial_sequence(table.name, "id"))
    return list(session.scalars(select(sequence).select_from(func.generate_series(1, count))))


def _added(session: Session, table: RecordTable, row: Facts) -> int:
    item = table.model()
    _set(session, table, item, row)
    session.add(item)
    session.flush()
    return int(item.id)


def _set(session: Session, table: RecordTable, item: Any, row: Facts) -> None:
    with session.no_autoflush:
        for name, value in row.items():
            setattr(item, name, value)
        if table.check is not None:
            table.check(session, item)


def _without(row: Facts, names: set[str]) -> Facts:
    return {name: value for name, value in row.items() if name not in names}


def _add_links(session: Session, link: Link, found: dict[int, Facts], ids: Sequence[int]) -> None:
    own, other = link.table.c[link.own], link.table.c[link.other]
    for identity in ids:
        if identity in found:
            found[identity][link.name] = ()
    for identity, related in session.execute(select(own, other).where(own.in_(ids)).order_by(own, other)):
        if identity in found:
            found[identity][link.name] += (related,)


def _link(session: Session, link: Link, wanted: Mapping[int, Iterable[int]]) -> None:
    rows = [{link.own: own, link.other: other} for own, others in wanted.items() for other in others]
    for portion in portions(rows):
        session.execute(insert(link.table), portion)
