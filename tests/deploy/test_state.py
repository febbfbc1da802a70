"""A start skips the look at the database only when nothing has changed since the last one."""

from __future__ import annotations

import dataclasses
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from config import Config
from deploy.state import remember, remembered

TABLES = ("alembic_version", "ab_permission_view_role", "ab_user", "grid")


def change(config: Config, statement: str) -> None:
    """Run one statement on the instance's database file."""
    with closing(sqlite3.connect(config.instance / "portal.db")) as connection:
        connection.execute(statement)
        connection.commit()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """An instance whose database has the tables that are asked about."""
    config = Config.from_env({"INSTANCE": str(tmp_path), "DEMO": "1", "BROKER_URL": "redis://127.0.0.1:1/0"})
    for table in TABLES:
        change(config, f"CREATE TABLE {table} (version_num TEXT)")
    return config


def test_nothing_is_remembered_before_the_first_start(config: Config) -> None:
    assert remembered(config) is None


def test_the_accounts_are_remembered_while_nothing_changes(config: Config) -> None:
    remember(config, "演示账号")
    assert remembered(config) == "演示账号"


@pytest.mark.parametrize("table", TABLES)
def test_a_changed_database_is_looked_at_again(config: Config, table: str) -> None:
    remember(config, "演示账号")
    change(config, f"INSERT INTO {table} VALUES ('0002')")
    assert remembered(config) is None


def test_another_plan_is_looked_at_again(config: Config) -> None:
    remember(config, "演示账号")
    assert remembered(dataclasses.replace(config, plan="another")) is None
    assert remembered(dataclasses.replace(config, households=300)) is None


def test_a_lost_database_is_looked_at_again(config: Config) -> None:
    (config.instance / "portal.db").unlink()
    remember(config, "演示账号")
    assert remembered(config) is None
