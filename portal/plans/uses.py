"""Where rows hold a key of the profile: counting them, naming the first, and moving them to another key, all in bulk.

The statements go to the tables and not to the classes: who applies a profile sees no household, and must still be told that
some stand in the way. Places are named, not people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Table, case, delete, exists, func, select, update
from sqlalchemy.orm import Session

from portal.plans.following import SHOWN, Obstacle, Row


@dataclass(frozen=True)
class Use:
    """Rows that hold a key, or the id of the row that stands for it, in `column`.

    `noun`: what they are, with their counting word (`家单位`). `screen`, `row`, `name`: where a row is shown, its id and how it
    is named, out of `source`. `pair`: in a table of pairs the other half, by which a pair is made only once.
    """

    noun: str
    column: ColumnElement[Any]
    source: FromClause
    screen: str
    row: ColumnElement[int]
    name: ColumnElement[str]
    pair: ColumnElement[int] | None = None
    where: ColumnElement[bool] | None = None

    @property
    def table(self) -> Table:
        """The table of the column."""
        found: Table = self.column.table
        return found

    def counts(self, session: Session) -> dict[Any, int]:
        """Value of the column -> rows that hold it."""
        statement = select(self.column, func.count()).select_from(self.source).group_by(self.column)
        return {value: count for value, count in session.execute(self._narrowed(statement)) if value is not None}

    def first(self, session: Session, value: Any) -> tuple[Row, ...]:
        """The first rows with this value, by name."""
        statement = select(self.row, self.name).select_from(self.source).where(self.column == value)
        found = session.execute(self._narrowed(statement).distinct().order_by(self.name, self.row).limit(SHOWN))
        return tuple(Row(str(name), self.screen, identity) for identity, name in found)

    def move(self, session: Session, values: Mapping[Any, Any]) -> None:
        """Write the new value wherever one of the old ones stands."""
        if not values:
            return
        if self.pair is not None:
            self._forget_doubles(session, values)
        statement = update(self.table).where(self.column.in_(list(values)))
        session.execute(statement.values({self.column.key: case(dict(values), value=self.column)}))

    def _forget_doubles(self, session: Session, values: Mapping[Any, Any]) -> None:
        pair = self.pair
        assert pair is not None  # asked by the only caller
        other = self.table.alias()
        for old, new in values.items():
            twin = exists().where(other.c[pair.key] == pair, other.c[self.column.key] == new)  # type: ignore[index]
            session.execute(delete(self.table).where(self.column == old, twin))

    def _narrowed(self, statement: Any) -> Any:
        return statement if self.where is None else statement.where(self.where)


def in_use(session: Session, noun: str, name: str, value: Any, uses: tuple[Use, ...], remedy: str) -> list[Obstacle]:
    """One obstacle for every kind of row that still holds the value of something the new profile no longer has."""
    found = []
    for use in uses:
        total = use.counts(session).get(value, 0)
        if total:
            sentence = f"新方案不再有{noun}“{name}”，但还有 {total} {use.noun}在用"
            found.append(Obstacle(sentence, use.first(session, value), total, remedy))
    return found
