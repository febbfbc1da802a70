"""The JSON column `extra` in bulk, in the words of both databases. Keys come from checked profiles: letters, digits, underscores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, String, Table, cast, func, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

_SQLITE_RENAME = (
    "UPDATE {table} SET extra = json_remove(json_set(extra, :after_path, json(extra -> :before_path)), :before_path)"
    " WHERE json_type(extra, :before_path) IS NOT NULL"
)
_POSTGRES_RENAME = (
    "UPDATE {table} SET extra = (extra - CAST(:before AS text)) || jsonb_build_object(CAST(:after AS text), extra -> CAST(:before AS text))"
    " WHERE jsonb_exists(extra, CAST(:before AS text))"
)
_SQLITE_ONE = (
    "UPDATE {table} SET extra = json_set(extra, :path, {case}) WHERE json_extract(extra, :path) IN ({old})"
)  # fmt: skip
_POSTGRES_ONE = (
    "UPDATE {table} SET extra = jsonb_set(extra, ARRAY[CAST(:key AS text)], to_jsonb(CAST({case} AS text)))"
    " WHERE extra ->> CAST(:key AS text) IN ({old})"
)
_SQLITE_MANY = (
    "UPDATE {table} SET extra = json_set(extra, :path, json((SELECT json_group_array({case}) FROM json_each(extra, :path))))"
    " WHERE json_type(extra, :path) = 'array' AND EXISTS (SELECT 1 FROM json_each(extra, :path) WHERE value IN ({old}))"
)
_POSTGRES_MANY = (
    "UPDATE {table} SET extra = jsonb_set(extra, ARRAY[CAST(:key AS text)], (SELECT jsonb_agg({case} ORDER BY place)"
    " FROM jsonb_array_elements_text(extra -> CAST(:key AS text)) WITH ORDINALITY AS each(value, place)))"
    " WHERE jsonb_typeof(extra -> CAST(:key AS text)) = 'array' AND jsonb_exists_any(extra -> CAST(:key AS text), ARRAY[{old}])"
)


def has(session: Session, table: Table, key: str) -> ColumnElement[bool]:
    """The rows that hold a value under this key."""
    if _sqlite(session):
        return func.json_type(table.c.extra, _path(key)).is_not(None)
    return func.jsonb_exists(table.c.extra, key)


def written(session: Session, table: Table, key: str) -> ColumnElement[str]:
    """The value under this key as JSON text; NULL where there is none."""
    if _sqlite(session):
        return table.c.extra.op("->", return_type=String)(_path(key))
    return cast(table.c.extra.op("->", return_type=JSONB)(key), String)


def counted(session: Session, table: Table, key: str) -> Iterator[tuple[str, int]]:
    """(value as JSON text, rows that hold it) of all values under this key; most fields hold few different ones."""
    value = written(session, table, key)
    statement = select(value, func.count()).select_from(table).where(has(session, table, key)).group_by(value)
    for text_, count in session.execute(statement.execution_options(yield_per=5000)):
        yield str(text_), int(count)


def rename(session: Session, table: Table, before: str, after: str) -> None:
    """Move every value under one key to another."""
    statement = _SQLITE_RENAME if _sqlite(session) else _POSTGRES_RENAME
    bound = (
        {"before_path": _path(before), "after_path": _path(after)}
        if _sqlite(session)
        else {"before": before, "after": after}
    )
    session.execute(text(statement.format(table=table.name)), bound)


def replace(session: Session, table: Table, key: str, options: Mapping[str, str], many: bool) -> None:
    """Write other keys for options; `many`: the values are lists."""
    if not options:
        return
    sqlite = _sqlite(session)
    statement = {
        (True, False): _SQLITE_ONE,
        (True, True): _SQLITE_MANY,
        (False, False): _POSTGRES_ONE,
        (False, True): _POSTGRES_MANY,
    }
    value = "value" if many else "json_extract(extra, :path)" if sqlite else "extra ->> CAST(:key AS text)"
    bound: dict[str, Any] = {"path": _path(key)} if sqlite else {"key": key}
    cases = []
    for place, (old, new) in enumerate(options.items()):
        bound |= {f"old_{place}": old, f"new_{place}": new}
        cases.append(f"WHEN CAST(:old_{place} AS text) THEN CAST(:new_{place} AS text)")
    wanted = ", ".join(f"CAST(:old_{place} AS text)" for place in range(len(options)))
    case = f"CASE {value} {' '.join(cases)} ELSE {value} END"
    session.execute(text(statement[sqlite, many].format(table=table.name, case=case, old=wanted)), bound)


def _sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _path(key: str) -> str:
    return f'$."{key}"'
