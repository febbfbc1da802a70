"""Recording visits, and how many households were reached."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from portal.foundation.clock import today
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.households.models import Household
from portal.security.scope import Scope, set_scope
from portal.visits import services
from portal.visits.models import Visit
from portal.visits.rules import Rate
from tests.fixtures.world import World


def visit(session: Session, world: World, home: str, **values: object) -> Visit:
    household = session.get_one(Household, world.households[home])
    return Visit(**{"household": household, "visited_on": dt.date(2026, 3, 2), "way": "home", **values})


def test_a_visit_without_member_is_the_signed_in_person_s(session: Session, world: World) -> None:
    west1 = session.get_one(Grid, world.grids["west1"])
    set_scope(session, Scope((west1.path,), (), world.members["west1-member"]))
    try:
        made = services.record_visit(session, visit(session, world, "west1-2"))
    finally:
        set_scope(session, None)
    assert made.member_id == world.members["west1-member"]


def test_tomorrow_s_visit_is_refused(session: Session, world: World) -> None:
    tomorrow = today() + dt.timedelta(days=1)
    with pytest.raises(Refusal, match="不能晚于今天"):
        services.record_visit(session, visit(session, world, "west1-2", visited_on=tomorrow))


def test_reached_counts_households_once_and_only_those_spoken_to(session: Session, world: World) -> None:
    for home, way in (
        ("west1-1", "home"),
        ("west1-2", "phone"),
        ("west1-2", "home"),
        ("west1-3", "absent"),
        ("west2-1", "refused"),
    ):
        services.record_visit(session, visit(session, world, home, way=way))
    grid = {key: session.get_one(Grid, identity) for key, identity in world.grids.items()}
    assert services.reached(session, grid["west1"], 2026) == Rate(2, 3)
    assert services.reached(session, grid["west"], 2026) == Rate(2, 6)
    assert services.reached(session, grid["town"], 2026) == Rate(3, 12)
    assert services.reached(session, grid["west1"], 2025) == Rate(0, 3)
    by_grid = services.rates_by_grid(session, 2026)
    assert by_grid[world.grids["west1"]] == Rate(2, 3)
    assert by_grid[world.grids["west2"]] == Rate(0, 3)


def test_a_vacant_home_is_in_no_rate(session: Session, world: World) -> None:
    for home in ("west1-1", "west1-2"):
        session.get_one(Household, world.households[home]).kind = "vacant"
    services.record_visit(session, visit(session, world, "west1-2"))
    assert services.rates_by_grid(session, 2026)[world.grids["west1"]] == Rate(0, 1)
    assert services.reached(session, session.get_one(Grid, world.grids["west"]), 2026) == Rate(0, 4)


def test_a_grid_without_households_has_no_rate(session: Session, world: World) -> None:
    level = session.get_one(Grid, world.grids["west1"]).level
    empty = Grid(code="900000100001009", name="空网格", level=level, parent_id=world.grids["west"])
    session.add(empty)
    session.flush()
    assert services.reached(session, empty, 2026).text == "—"


def test_rates_are_narrowed_to_the_scope(session: Session, world: World) -> None:
    west1 = session.get_one(Grid, world.grids["west1"])
    set_scope(session, Scope((west1.path,)))
    try:
        assert set(services.rates_by_grid(session, 2026)) == {world.grids["west1"]}
    finally:
        set_scope(session, None)
