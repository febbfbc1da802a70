"""Who holds the whole tree is asked nothing of grids, and sees exactly what the full conditions show; nobody else is spared them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from portal.assessments.models import Assessment
from portal.grids.models import Grid
from portal.members.models import Assignment, Member
from portal.members.rules import Duty
from portal.printing.models import PrintBatch
from portal.security import roles
from portal.security.people import holds_all, scope_for, widest
from portal.security.row_rules import RULES
from portal.security.scope import Scope, set_scope
from tests.fixtures.world import World
from tests.portal.security.loop_rows import add_loop_rows
from tests.portal.security.paper_rows import add_paper_rows
from tests.portal.security.sight import account


@given(st.data())
def test_the_whole_is_said_to_be_held_only_where_every_grid_is(data: st.DataObject) -> None:
    paths: list[str] = []
    for number in range(1, data.draw(st.integers(1, 14)) + 1):
        above = data.draw(st.sampled_from(["/", *paths]), label="above")
        paths.append(f"{above}{number}/")
    held = data.draw(st.sets(st.sampled_from(paths)))
    roots = {path for path in paths if path.count("/") == 2}
    scope = Scope(widest(held))
    assert holds_all(held, roots) == all(scope.holds(path) for path in paths)


def test_nobody_holds_the_whole_of_nothing() -> None:
    assert not holds_all(set(), set())


@pytest.mark.parametrize("place", ["town", "west", "east", "west1", "west2", "east1", "east2"])
def test_only_an_assignment_to_the_root_gives_the_whole(session: Session, world: World, place: str) -> None:
    user_id = account(session, world, roles.MEMBER)
    member = session.scalars(select(Member).where(Member.user_id == user_id)).one()
    member.assignments = [
        Assignment(grid_id=world.grids[place], duty=Duty.MEMBER, starts_on=dt.date(2025, 5, 1)),
        Assignment(grid_id=world.grids["town"], duty=Duty.HEAD, starts_on=dt.date(2024, 1, 1), ends_on=dt.date(2024, 12, 31)),
    ]  # fmt: skip
    session.flush()
    assert scope_for(session, user_id).whole is (place == "town")


def test_a_second_root_takes_the_whole_from_who_holds_the_first(session: Session, world: World) -> None:
    centre = account(session, world, roles.CENTRE)
    assert scope_for(session, centre).whole
    town = session.get_one(Grid, world.grids["town"])
    session.add(Grid(code="800000100", name="外镇", level_id=town.level_id))
    session.flush()
    assert not scope_for(session, centre).whole


@pytest.mark.parametrize(
    "role", [roles.HEAD, roles.MEMBER, roles.DEPARTMENT, roles.SYSTEM, roles.SECURITY, roles.AUDIT]
)
def test_who_sees_a_part_does_not_hold_the_whole(session: Session, world: World, role: str) -> None:
    assert not scope_for(session, account(session, world, role)).whole


def test_the_short_conditions_show_what_the_full_ones_do(session: Session, world: World) -> None:
    add_loop_rows(session, world)
    add_paper_rows(session, world)
    _add_rows_of_nobody(session, world)
    short = scope_for(session, account(session, world, roles.CENTRE))
    assert short.whole
    for model in RULES:
        keys = select(*inspect(model).primary_key)
        seen = [_seen(session, each, keys) for each in (short, replace(short, whole=False))]
        assert seen[0] == seen[1], model.__name__
        assert seen[0] or model.__name__.startswith(("Print", "Import")), f"{model.__name__}: nothing to compare"


def _add_rows_of_nobody(session: Session, world: World) -> None:
    """Rows that point to no grid of their own: an assessment of a member who has left, and one of a grid."""
    left = Member(name="离任者", sex="male", grid_id=world.grids["west"])
    session.add(left)
    session.flush()
    session.add_all([
        Assessment(scheme_id=world.others["scheme"], period="2024", member_id=left.id),
        Assessment(scheme_id=world.others["scheme"], period="2024", grid_id=world.grids["west"]),
        PrintBatch(kind="letters", title="信", grid_id=world.grids["east"], total=1, created_at=dt.datetime(2026, 3, 1), created_by="x"),
    ])  # fmt: skip
    session.flush()


def _seen(session: Session, scope: Scope, keys: object) -> set[tuple[object, ...]]:
    set_scope(session, scope)
    try:
        return {tuple(row) for row in session.execute(keys)}  # type: ignore[call-overload]
    finally:
        set_scope(session, None)
