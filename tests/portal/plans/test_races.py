"""Two administrators apply profiles at the same moment, each in a transaction of their own."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from flask import Flask
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.plans.models import PlanVersion
from portal.plans.services import apply_profile, take_turn
from tests.fixtures.world import World
from tests.portal.plans.profiles import SOURCE, TEXT

LONG_ENOUGH = 1.0
"""Seconds in which a second administrator who need not wait would long be done."""


@pytest.fixture
def engine(world_app: tuple[Flask, World]) -> Iterator[Engine]:
    """The database itself: what these tests commit, they take away."""
    app, _ = world_app
    with app.app_context():
        yield db.engine
        with Session(db.engine) as session:
            session.execute(delete(PlanVersion))
            session.commit()


def told(app: Flask, engine: Engine) -> str:
    """What the second administrator is told, who saw no profile in force."""
    with app.app_context(), Session(engine) as session:
        try:
            apply_profile(session, TEXT, SOURCE, None)
        except Refusal as error:
            return error.message
    return ""


def test_the_second_waits_and_is_told_that_the_profile_has_changed(
    engine: Engine, world_app: tuple[Flask, World]
) -> None:
    with ThreadPoolExecutor(1) as other:
        with Session(engine) as first:
            take_turn(first)
            moment = now()
            first.add(
                PlanVersion(
                    key="first", number=1, title="先应用的方案", content="", resolved="", digest="", applied_at=moment
                )
            )
            first.flush()
            second = other.submit(told, world_app[0], engine)
            wait([second], LONG_ENOUGH)
            assert not second.done()
            first.commit()
        assert "先应用的方案" in second.result()
