"""SQLite under several processes: no update is lost, and reading stops nobody."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from config import ROOT
from portal.foundation.database import engine_options, prepare_engine, set_reading
from tests.fixtures.application import config_for

PROCESSES, TIMES = 3, 200

COUNT = """
import sys
from sqlalchemy import create_engine, text
from portal.foundation.database import engine_options, prepare_engine
from tests.fixtures.application import config_for
from pathlib import Path

config = config_for(Path(sys.argv[1]))
engine = create_engine(config.database_url, **engine_options(config))
prepare_engine(engine)
for _ in range(int(sys.argv[2])):
    with engine.begin() as connection:
        value = connection.execute(text("SELECT value FROM counter")).scalar_one()
        connection.execute(text("UPDATE counter SET value = :value"), {"value": value + 1})
"""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An engine as the portal makes it, over a database with one counter."""
    config = config_for(tmp_path)
    engine = create_engine(config.database_url, **engine_options(config))
    prepare_engine(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counter (value INTEGER NOT NULL)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    yield engine
    engine.dispose()


def value_of(engine: Engine) -> int:
    """What the counter shows to a new transaction."""
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT value FROM counter")).scalar_one())


def test_read_modify_write_of_several_processes_loses_nothing(engine: Engine, tmp_path: Path) -> None:
    command = [sys.executable, "-c", COUNT, str(tmp_path), str(TIMES)]
    running = [subprocess.Popen(command, cwd=ROOT) for _ in range(PROCESSES)]
    assert [process.wait() for process in running] == [0] * PROCESSES
    assert value_of(engine) == PROCESSES * TIMES


def test_a_reader_blocks_no_writer_and_sees_one_state(engine: Engine) -> None:
    set_reading(True)
    try:
        with engine.connect() as reader:
            read = text("SELECT value FROM counter")
            assert reader.execute(read).scalar_one() == 0
            set_reading(False)
            with engine.begin() as writer:
                writer.execute(text("UPDATE counter SET value = 7"))
            assert reader.execute(read).scalar_one() == 0
        assert value_of(engine) == 7
    finally:
        set_reading(False)


@pytest.mark.parametrize(("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)])
def test_connections_are_safe(engine: Engine, pragma: str, value: object) -> None:
    with engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value
