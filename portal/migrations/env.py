"""Alembic's environment: geometry columns through GeoAlchemy2, and only our own tables."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection, func, select

database = current_app.extensions["migrate"].db

MIGRATING = 20260101
"""The key of PostgreSQL's advisory lock."""


def include_object(obj: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Leave SpatiaLite's and PostGIS's own tables and indexes alone."""
    if kind == "table" and reflected and name not in database.metadata.tables:
        return False
    return bool(alembic_helpers.include_object(obj, name, kind, reflected, compare_to))


def wait_for_others(connection: Connection) -> None:
    """Let one process migrate at a time; SQLite's transaction has taken the write lock as it began."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(MIGRATING)))


with database.engine.begin() as connection:
    wait_for_others(connection)
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        include_object=include_object,
        process_revision_directives=alembic_helpers.writer,
        render_item=alembic_helpers.render_item,
        render_as_batch=False,
        compare_type=False,
    )
    with context.begin_transaction():
        context.run_migrations()
