"""An empty database of its own on the test cluster, for a demo that fills it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg


@contextmanager
def own_database(postgis_url: str, name: str) -> Iterator[str]:
    """The URL of a new database with PostGIS beside the one of this URL; it is dropped at the end."""
    address = postgis_url.replace("+psycopg", "").rpartition("/")[0]
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        with psycopg.connect(f"{address}/{name}", autocommit=True) as inside:
            inside.execute("CREATE EXTENSION postgis")
        yield f"{address.replace('://', '+psycopg://')}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
