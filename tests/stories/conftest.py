"""Stories begin on an empty portal, on both databases, and leave nothing behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection

from portal.foundation.database import db
from tests.fixtures.application import provisioned, rolled_back
from tests.fixtures.databases import BOTH, beside
from tests.fixtures.terminal import Terminal
from tests.stories.loop import Loop


@pytest.fixture(scope="session", params=BOTH)
def empty_app(request: pytest.FixtureRequest) -> Flask:
    """A provisioned portal without a single grid, on each database in turn."""
    built: Flask = request.getfixturevalue(f"empty_{request.param}_app")
    return built


@pytest.fixture(scope="session")
def empty_spatialite_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """On SpatiaLite."""
    with provisioned(tmp_path_factory.mktemp("empty")) as app:
        yield app


@pytest.fixture(scope="session")
def empty_postgis_app(tmp_path_factory: pytest.TempPathFactory, postgis_url: str) -> Iterator[Flask]:
    """On PostGIS, in a database of its own."""
    with beside(postgis_url, "stories") as url, provisioned(tmp_path_factory.mktemp("empty"), url) as app:
        yield app


@dataclass
class Begun:
    """The stories that a module has begun, in one transaction that is rolled back at its end."""

    app: Flask
    connection: Connection
    folder: Path
    stories: dict[str, Loop] = field(default_factory=dict)


@pytest.fixture(scope="module")
def begun(empty_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Begun]:
    """Applying a plan takes seconds: once a module is enough."""
    with rolled_back(empty_app) as connection:
        yield Begun(empty_app, connection, tmp_path_factory.mktemp("story"))


@pytest.fixture
def story(begun: Begun) -> Iterator[Callable[[str], Loop]]:
    """`story("xigang")` -> that plan, in force on an empty portal; what the test does is taken back."""
    savepoints = []

    def told(key: str) -> Loop:
        if key not in begun.stories:
            begun.stories[key] = Loop(begun.app, db.session(), Terminal(begun.app), begun.folder, key)
        savepoints.append(begun.connection.begin_nested())
        begun.stories[key].session = db.session()
        return begun.stories[key]

    yield told
    db.session.remove()
    for savepoint in reversed(savepoints):
        savepoint.rollback()
