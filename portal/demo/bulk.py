"""Many rows, quickly: ids are given out here, rows are written some thousands at a time, tables in the order of their names.

The rows come from generators whose values are sound, so nothing is checked twice on this side; the rules of the database hold
all the same. Nothing may write to these tables meanwhile: the demo fills an empty database in one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Insert, Integer, Table, bindparam, func, insert, literal_column, select, text
from sqlalchemy.orm import Session
from sqlalchemy.types import UserDefinedType

from portal.foundation.geometry import SRID, Boundary, Location

_FULL = 6000


class _AsIs(UserDefinedType[Any]):
    """A value that goes to the driver unchanged: nothing is converted, or sealed a second time."""

    cache_ok = True


@dataclass(frozen=True)
class _Written:
    """A statement as the driver takes it; `order`: of its values where they go by place and not by name."""

    sql: str
    order: list[str] | None

    def filled(self, rows: list[dict[str, Any]]) -> tuple[str, list[Any]]:
        if self.order is None:
            return self.sql, rows
        values = itemgetter(*self.order)
        return self.sql, [values(row) for row in rows]


class Bulk:
    """Rows collected for these tables, parents first, and written together."""

    def __init__(self, session: Session, tables: Sequence[Table]) -> None:
        self._session, self._tables = session, tables
        self._rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in tables}
        self._written: dict[str, _Written] = {}
        self._waiting = 0
        self._next: dict[str, int] = {}
        for table in tables:
            if "id" in table.c:
                self._next[table.name] = (session.scalar(select(func.max(table.c.id))) or 0) + 1

    def following(self, table: Table) -> int:
        """The id that the next row of this table will have."""
        return self._next[table.name]

    def add(self, table: Table, **values: Any) -> int:
        """Keep one row; its id (0 in a table without). All rows of a table name the same columns; days and JSON come as text.

        A place is given as `lon` and `lat`."""
        identity = 0
        if table.name in self._next:
            values["id"] = identity = self._next[table.name]
            self._next[table.name] += 1
        self._rows[table.name].append(values)
        self._waiting += 1
        return identity

    def flush(self, at_least: int = _FULL) -> None:
        """Write what is waiting, once that is so many rows."""
        if self._waiting < at_least:
            return
        for table in self._tables:
            rows = self._rows[table.name]
            if rows:
                self._write(table, rows)
                self._rows[table.name] = []
        self._waiting = 0

    def finish(self) -> None:
        """Write the rest, and let PostgreSQL count on from the last id."""
        self.flush(at_least=1)
        if self._session.get_bind().dialect.name == "postgresql":
            for name, following in self._next.items():
                place = f"pg_get_serial_sequence('{name}', 'id')"
                self._session.execute(text(f"SELECT setval({place}, {following}, false)"))

    def _write(self, table: Table, rows: list[dict[str, Any]]) -> None:
        connection = self._session.connection()
        if any(isinstance(column.type, Boundary) for column in table.c):
            connection.execute(self._statement(table, rows[0]), rows)
            return
        if table.name not in self._written:
            # Compiled once and handed to the driver: a good part of the time went into doing so again for every batch and row.
            compiled = self._statement(table, rows[0]).compile(dialect=connection.dialect)
            self._written[table.name] = _Written(str(compiled), getattr(compiled, "positiontup", None))
        connection.exec_driver_sql(*self._written[table.name].filled(rows))

    def _statement(self, table: Table, row: dict[str, Any]) -> Insert:
        values: dict[str, Any] = {}
        for name in row:
            if name in table.c:
                kept = table.c[name].type if isinstance(table.c[name].type, Boundary) else _AsIs()
                values[name] = bindparam(name, type_=kept)
        if "lon" in row:
            values[next(column.name for column in table.c if isinstance(column.type, Location))] = self._point()
        return insert(table).values(values)

    def _point(self) -> ColumnElement[Any]:
        lon, lat, srid = (
            bindparam("lon", type_=_AsIs()),
            bindparam("lat", type_=_AsIs()),
            literal_column(str(SRID), Integer),
        )
        if self._session.get_bind().dialect.name == "postgresql":
            return func.ST_SetSRID(func.ST_MakePoint(lon, lat), srid)
        return func.MakePoint(lon, lat, srid)
