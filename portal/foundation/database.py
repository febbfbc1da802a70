"""The one database object, and how SQLite and PostgreSQL connections behave.

SQLite: WAL, full sync, and write transactions that take the lock when they begin (`BEGIN IMMEDIATE`), so that
read-modify-write never loses an update; requests that only read begin without the lock.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from flask_appbuilder import Model
from flask_appbuilder.utils.legacy import get_sqla_class
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from config import Config

db = get_sqla_class()(metadata=Model.metadata)

_reading: ContextVar[bool] = ContextVar("reading", default=False)


def engine_options(config: Config) -> dict[str, Any]:
    """The engine options for this database: driver with loadable extensions and the GeoAlchemy2 plugin."""
    options: dict[str, Any] = {"plugins": ["geoalchemy2"]}
    if config.on_spatialite:
        import pysqlite3.dbapi2

        os.environ.setdefault("SPATIALITE_LIBRARY_PATH", config.spatialite)
        options |= {"module": pysqlite3.dbapi2, "connect_args": {"timeout": 30}}
    else:
        options |= {"pool_pre_ping": True}
    return options


def prepare_engine(engine: Engine) -> None:
    """Set up each new connection of this engine."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def _open_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=30000",
        "cache_size=-32000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")


def set_reading(value: bool) -> None:
    """Say whether the transactions that this request begins only read."""
    _reading.set(value)


@contextmanager
def apart() -> Iterator[Connection]:
    """A short write transaction of its own, for what must be kept even when the request only reads (audit, sign-in)."""
    token = _reading.set(False)
    try:
        with Session(db.engine, join_transaction_mode="create_savepoint") as session, session.begin():
            yield session.connection()
    finally:
        _reading.reset(token)
