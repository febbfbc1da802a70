"""What SQLite cannot alter: CHECK, NOT NULL and FOREIGN KEY constraints of a table that stays as it is.

Re-creating a table breaks SpatiaLite's registration of its geometry. SQLite's manual ("Making Other Kinds Of Table Schema
Changes") allows changing constraints by editing the stored schema, since the rows on disk do not change.
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op


def drop_check(table: str, name: str) -> None:
    """Drop a named CHECK constraint."""
    _alter(table, f"ALTER TABLE {table} DROP CONSTRAINT {name}", lambda sql: _without(sql, name))


def add_check(table: str, name: str, condition: str) -> None:
    """Add a named CHECK constraint; rows that break it must not exist."""
    clause = f"CONSTRAINT {name} CHECK ({condition})"
    _alter(table, f"ALTER TABLE {table} ADD {clause}", lambda sql: f"{sql.rstrip()[:-1]}, {clause})")


def add_reference(table: str, column: str, target: str, on_delete: str) -> None:
    """Let a column refer to the `id` of another table. Within `ADD COLUMN`, SQLite's own reflection would not see ON DELETE."""
    clause = _reference(column, target, on_delete)
    _alter(table, f"ALTER TABLE {table} ADD {clause}", lambda sql: f"{sql.rstrip()[:-1]}, {clause})")


def drop_reference(table: str, column: str, target: str, on_delete: str) -> None:
    """Undo `add_reference`; on PostgreSQL it goes with its column."""
    if op.get_bind().dialect.name == "sqlite":
        _alter(table, "", lambda sql: sql.replace(f", {_reference(column, target, on_delete)}", ""))


def _reference(column: str, target: str, on_delete: str) -> str:
    return f"FOREIGN KEY({column}) REFERENCES {target} (id) ON DELETE {on_delete}"


def drop_not_null(table: str, column: str) -> None:
    """Let a column be empty."""
    statement = f"ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL"
    _alter(table, statement, lambda sql: re.sub(rf"(\b{column} [^,]*?) NOT NULL", r"\1", sql, count=1))


def _alter(table: str, statement: str, edit: object) -> None:
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        bind.exec_driver_sql(statement)
        return
    stored = bind.execute(
        sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :t"), {"t": table}
    ).scalar_one()
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar_one()
    bind.exec_driver_sql("PRAGMA writable_schema=ON")
    bind.execute(
        sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :t"),
        {"sql": edit(stored), "t": table},  # type: ignore[operator]
    )
    bind.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    bind.exec_driver_sql("PRAGMA writable_schema=OFF")


def _without(sql: str, name: str) -> str:
    start = re.search(rf",\s*CONSTRAINT {name} CHECK\s*\(", sql)
    if start is None:
        raise ValueError(f"{name} is not in the stored schema")
    depth, position = 1, start.end()
    while depth:
        depth += {"(": 1, ")": -1}.get(sql[position], 0)
        position += 1
    return sql[: start.start()] + sql[position:]
