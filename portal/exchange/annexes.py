"""A row that a record may have beside it in a table of its own, seen as columns of the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import Session

from portal.exchange.facts import Facts


@dataclass(frozen=True)
class Annex:
    """`own`: its column that names the record; `columns`: attribute of the record -> column there. Without any value there is no row.

    The records were found in scope already; what is read or written here is theirs.
    """

    table: Table
    own: str
    columns: Mapping[str, str]

    def read(self, session: Session, found: dict[int, Facts], ids: Sequence[int]) -> None:
        """Add its columns to what was found of these records, empty where there is no row."""
        for identity in ids:
            if identity in found:
                found[identity] |= dict.fromkeys(self.columns)
        own, columns = self.table.c[self.own], self.table.c
        statement = select(own, *(columns[name].label(attribute) for attribute, name in self.columns.items()))
        for row in session.execute(statement.where(own.in_(ids))):
            if row[0] in found:
                found[row[0]] |= dict(zip(self.columns, row[1:], strict=True))

    def write(self, session: Session, rows: Mapping[int, Facts]) -> None:
        """Insert the rows of records that have none."""
        made = [
            {self.own: identity, **{name: row[attribute] for attribute, name in self.columns.items()}}
            for identity, row in rows.items()
            if any(row[attribute] is not None for attribute in self.columns)
        ]
        if made:
            session.execute(insert(self.table), made)

    def change(self, session: Session, rows: Mapping[int, Facts]) -> None:
        """Write what these records say of it over what is stored."""
        said = [identity for identity, row in rows.items() if self.columns.keys() & row.keys()]
        stored: dict[int, Facts] = {identity: {} for identity in said}
        self.read(session, stored, said)
        self.remove(session, said)
        self.write(session, {identity: {**stored[identity], **rows[identity]} for identity in said})

    def remove(self, session: Session, ids: Sequence[int]) -> None:
        """Delete the rows of these records."""
        session.execute(delete(self.table).where(self.table.c[self.own].in_(ids)))
