"""One household, several clerks who make its code at the same moment, on real connections."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from portal.feedback import services
from portal.feedback.models import ContactCode
from portal.foundation.database import db
from portal.households.models import Household
from tests.fixtures.world import World

AT_ONCE = 3


@pytest.fixture(autouse=True)
def store() -> None:
    """No files here, and no transaction around the test."""


@pytest.fixture
def open_app(world_app: tuple[Flask, World]) -> Iterator[tuple[Flask, World]]:
    """The application with commits that last; the codes made are deleted afterwards."""
    yield world_app
    with world_app[0].app_context():
        db.session.execute(delete(ContactCode))
        db.session.commit()


def test_a_household_has_one_code_however_many_make_it(open_app: tuple[Flask, World]) -> None:
    app, world = open_app
    start = threading.Barrier(AT_ONCE)

    def make(_: int) -> str:
        with app.app_context():
            try:
                home = db.session.get_one(Household, world.households["west1-2"])
                db.session.rollback()
                start.wait(timeout=30)
                token = services.code_for(db.session(), home).token
                db.session.commit()
                return token
            finally:
                db.session.remove()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        tokens = set(pool.map(make, range(AT_ONCE)))
    with app.app_context():
        assert (len(tokens), db.session.scalar(select(func.count(ContactCode.id)))) == (1, 1)
