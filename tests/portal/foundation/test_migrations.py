"""From an empty database to the models and back, on both databases, also when several processes provision at once."""

from __future__ import annotations

import multiprocessing
import re
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, inspect, text

from config import Config
from portal import create_app
from portal.cli.steps import provision_database
from portal.foundation.database import db
from portal.security.grants import wanted_grants, write_roles
from tests.fixtures.application import config_for
from tests.fixtures.databases import BOTH, own_database

AT_ONCE = 4


@pytest.fixture(params=BOTH)
def config(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Config]:
    """Settings of an instance whose database is still empty."""
    with own_database(request, "empty") as url:
        yield config_for(tmp_path, url)


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """The application of that instance, with a context open."""
    app = create_app(config)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def our_tables() -> set[str]:
    """Tables of the portal that stand in the database."""
    return set(inspect(db.engine).get_table_names()) & set(Model.metadata.tables)


def conditions() -> dict[str, str]:
    """The check constraints that the models name: name -> SQL without spaces and brackets."""
    checks = [each for table in Model.metadata.tables.values() for each in table.constraints]
    return {str(each.name): plain(str(each.sqltext)) for each in checks if isinstance(each, CheckConstraint)}


def plain(sql: str) -> str:
    """SQL without what databases write in their own way."""
    return re.sub(r"[\s()]", "", sql)


def test_making_the_application_writes_no_schema(app: Flask) -> None:
    assert our_tables() == set()


def test_upgrading_an_empty_database_makes_the_models(app: Flask) -> None:
    flask_migrate.upgrade()
    assert our_tables() == set(Model.metadata.tables)
    flask_migrate.check()
    inspector = inspect(db.engine)
    stored = {
        str(check["name"]): plain(check["sqltext"])
        for table in our_tables()
        for check in inspector.get_check_constraints(table)
    }
    assert stored.keys() == conditions().keys()
    assert db.engine.dialect.name != "sqlite" or stored == conditions()


def test_going_back_leaves_nothing_and_coming_again_works(app: Flask) -> None:
    flask_migrate.upgrade()
    flask_migrate.downgrade(revision="base")
    assert our_tables() == set()
    flask_migrate.upgrade()
    flask_migrate.check()


def test_provisioning_again_changes_nothing(app: Flask, config: Config) -> None:
    assert len(list(provision_database(config, app))) == 2
    assert write_roles(db.session()) == 0
    assert granted() == wanted_grants()


def test_processes_that_provision_at_once_agree(app: Flask, config: Config) -> None:
    fork = multiprocessing.get_context("fork")
    processes = [fork.Process(target=list, args=(provision_database(config),)) for _ in range(AT_ONCE)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * AT_ONCE
    assert granted() == wanted_grants()


def test_a_grant_that_the_table_does_not_name_is_taken_back(app: Flask, config: Config) -> None:
    list(provision_database(config, app))
    session = db.session()
    session.execute(text("DELETE FROM ab_permission_view_role WHERE role_id = (SELECT min(id) FROM ab_role)"))
    session.execute(text("INSERT INTO ab_role (name) VALUES ('旧角色')"))
    session.execute(
        text(
            "INSERT INTO ab_permission_view_role (permission_view_id, role_id)"
            " SELECT min(pv.id), (SELECT id FROM ab_role WHERE name = '旧角色') FROM ab_permission_view pv"
        )
    )
    assert write_roles(session) > 1
    assert granted() == wanted_grants()


def granted() -> dict[str, set[tuple[str, str]]]:
    """What the stored roles hold."""
    statement = text(
        "SELECT r.name, p.name, v.name FROM ab_permission_view_role l JOIN ab_role r ON r.id = l.role_id"
        " JOIN ab_permission_view pv ON pv.id = l.permission_view_id JOIN ab_permission p ON p.id = pv.permission_id"
        " JOIN ab_view_menu v ON v.id = pv.view_menu_id"
    )
    held: dict[str, set[tuple[str, str]]] = {}
    for role, verb, place in db.session.execute(statement):
        held.setdefault(role, set()).add((verb, place))
    return held
