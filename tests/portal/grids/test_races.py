"""Two clerks change the tree at the same moment, each in a transaction of their own."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from flask import Flask
from shapely import Polygon
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from portal.foundation.constraints import refusal_for
from portal.foundation.database import db
from tests.fixtures.races import LONG_ENOUGH
from tests.fixtures.world import World
from tests.portal.grids.test_triggers import reshape, square


@pytest.fixture
def engine(world_app: tuple[Flask, World]) -> Iterator[Engine]:
    """The database itself: what these tests commit, they put back."""
    app, world = world_app
    with app.app_context():
        engine = db.engine
    draw(engine, world.grids["west1"], square(0, 0.01))
    draw(engine, world.grids["west2"], square(0.03, 0.04))
    yield engine
    draw(engine, world.grids["west1"], square(0, 0.01))
    draw(engine, world.grids["west2"], square(0.02, 0.04))
    draw(engine, world.grids["west1"], square(0, 0.02))


def draw(engine: Engine, grid_id: int, shape: Polygon) -> str:
    """Draw one boundary and commit; what the person is told when it is refused, otherwise nothing."""
    try:
        with engine.begin() as connection:
            connection.execute(text(reshape(connection, grid_id, shape)))
    except DBAPIError as error:
        refusal = refusal_for(error)
        if refusal is None:
            raise
        return refusal.message
    return ""


def test_of_two_overlapping_boundaries_drawn_at_once_the_second_is_refused(
    engine: Engine, world_app: tuple[Flask, World]
) -> None:
    grids = world_app[1].grids
    with ThreadPoolExecutor(1) as other:
        with engine.begin() as connection:
            connection.execute(text(reshape(connection, grids["west1"], square(0, 0.025))))
            second = other.submit(draw, engine, grids["west2"], square(0.015, 0.04))
            wait([second], LONG_ENOUGH)
        assert "重叠" in second.result()
