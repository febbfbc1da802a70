"""Two administrators apply profiles at the same moment, each in a transaction of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from portal.foundation.clock import now
from portal.foundation.database import db
from portal.plans.models import PlanVersion
from portal.plans.services import apply_profile, take_turn
from tests.fixtures.races import raced
from tests.fixtures.world import World
from tests.portal.plans.profiles import SOURCE, TEXT


@pytest.fixture
def engine(world_app: tuple[Flask, World]) -> Iterator[Engine]:
    """The database itself: what these tests commit, they take away."""
    app, _ = world_app
    with app.app_context():
        yield db.engine
        with Session(db.engine) as session:
            session.execute(delete(PlanVersion))
            session.commit()


def test_the_second_waits_and_is_told_that_the_profile_has_changed(
    engine: Engine, world_app: tuple[Flask, World]
) -> None:
    def first(session: Session) -> None:
        take_turn(session)
        session.add(
            PlanVersion(
                key="first", number=1, title="先应用的方案", content="", resolved="", digest="", applied_at=now()
            )
        )

    def second(session: Session) -> None:
        """Who saw no profile in force."""
        apply_profile(session, TEXT, SOURCE, None)

    assert "先应用的方案" in raced(world_app[0], first, second)
