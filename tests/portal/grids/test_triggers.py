"""The rules of the tree hold in the database itself, whoever writes: raw SQL past the forms and the ORM."""

from __future__ import annotations

import pytest
from shapely import MultiPolygon, Polygon, box
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from geo import coverage
from portal.foundation.constraints import refusal_for
from portal.grids.models import Grid
from portal.migrations import triggers
from tests.fixtures.world import SOUTH, WEST, World


def refused(connection: Connection, statement: str, **values: object) -> str:
    """The sentence for the person when the database refuses this statement."""
    with pytest.raises(DBAPIError) as caught, connection.begin_nested():
        connection.execute(text(statement), values)
    refusal = refusal_for(caught.value)
    assert refusal is not None, caught.value
    return refusal.message


def shape(connection: Connection, geometry: Polygon | MultiPolygon) -> str:
    """SQL for a boundary."""
    multi = geometry if isinstance(geometry, MultiPolygon) else MultiPolygon([geometry])
    name = "GeomFromText" if connection.dialect.name == "sqlite" else "ST_GeomFromText"
    return f"{name}('{multi.wkt}', 4326)"


def reshape(connection: Connection, grid_id: int, geometry: Polygon | MultiPolygon) -> str:
    """The UPDATE that gives a grid another boundary."""
    return f"UPDATE grid SET boundary = {shape(connection, geometry)} WHERE id = {grid_id}"


def square(west: float, east: float) -> Polygon:
    """Part of the town between two longitudes, relative to its western edge, in degrees."""
    return box(WEST + west, SOUTH, WEST + east, SOUTH + 0.04)


def test_no_cycle_and_no_level_out_of_order(connection: Connection, world: World) -> None:
    grids = world.grids
    connection.execute(text("UPDATE grid SET boundary = NULL"))
    move = "UPDATE grid SET parent_id = :parent WHERE id = :id"
    cycle = refused(connection, move, parent=grids["west1"], id=grids["town"])
    assert (
        "循环" in cycle or "层级" in cycle
    )  # a cycle breaks both rules; which trigger speaks first is the database's choice
    assert "上级" in refused(connection, move, parent=grids["west"], id=grids["west"])
    assert "层级" in refused(connection, move, parent=grids["west1"], id=grids["west2"])


def test_no_child_reaches_beyond_its_parent(connection: Connection, world: World) -> None:
    beyond = reshape(connection, world.grids["west1"], square(-0.01, 0.02))
    assert "超出了上级" in refused(connection, beyond)
    assert "下级网格落在" in refused(connection, reshape(connection, world.grids["west"], square(0, 0.03)))


def test_no_siblings_overlap(connection: Connection, world: World) -> None:
    over = reshape(connection, world.grids["west1"], square(0, 0.03))
    assert "重叠" in refused(connection, over)


def test_what_lies_within_the_tolerance_is_taken(connection: Connection, world: World) -> None:
    """Four metres beyond the edge, as hand-drawn boundaries do."""
    connection.execute(text(reshape(connection, world.grids["west1"], square(-0.00004, 0.02))))
    stored = connection.execute(select(Grid.boundary).where(Grid.id == world.grids["west1"])).scalar_one()
    assert stored is not None
    assert stored.bounds[0] < WEST


def test_no_boundary_crosses_itself(connection: Connection, world: World) -> None:
    corners = [(0, 0), (0.01, 0.01), (0.01, 0), (0, 0.01)]
    bowtie = Polygon([(WEST + x, SOUTH + y) for x, y in corners])
    assert "自相交" in refused(connection, reshape(connection, world.grids["west1"], bowtie))


@pytest.mark.parametrize(
    ("table", "column"),
    [("grid", "valid_from"), ("resident", "birth_date"), ("visit", "visited_on"), ("issue", "due_on")],
)
def test_no_day_that_never_was(connection: Connection, world: World, table: str, column: str) -> None:
    with pytest.raises(DBAPIError), connection.begin_nested():
        connection.execute(text(f"UPDATE {table} SET {column} = '2025-02-30'"))


def test_codes_are_unique(connection: Connection, world: World) -> None:
    same = "UPDATE grid SET code = '900000100' WHERE id = :id"
    assert "编码已被其他网格使用" in refused(connection, same, id=world.grids["west1"])


@pytest.mark.parametrize("table", ["household", "member", "resident", "establishment"])
def test_phones_are_phones(connection: Connection, world: World, table: str) -> None:
    assert "电话号码格式不对" in refused(connection, f"UPDATE {table} SET phone = '12345678901'")


def test_the_tolerances_are_those_of_the_forms() -> None:
    assert float(triggers.SPILL) == coverage.SPILL_TOLERANCE_DEG
    assert float(triggers.OVERLAP) == coverage.OVERLAP_TOLERANCE_DEG2


def test_paths_and_full_names_follow_a_move(session: Session, world: World) -> None:
    grid = session.get_one(Grid, world.grids["west1"])
    grid.boundary = None
    session.flush()
    grid.parent_id = world.grids["east"]
    session.flush()
    path, name = session.execute(select(Grid.path, Grid.full_name).where(Grid.id == grid.id)).one()
    assert path == f"/{world.grids['town']}/{world.grids['east']}/{grid.id}/"
    assert name == "试验镇/东村/西村第一网格"
