"""Alembic's environment: geometry columns through GeoAlchemy2, and only our own tables."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from geoalchemy2 import alembic_helpers

database = current_app.extensions["migrate"].db


def include_object(obj: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Leave SpatiaLite's and PostGIS's own tables and indexes alone."""
    if kind == "table" and reflected and name not in database.metadata.tables:
        return False
    return bool(alembic_helpers.include_object(obj, name, kind, reflected, compare_to))


with database.engine.connect() as connection:
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
