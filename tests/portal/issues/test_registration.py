"""What registering fills in, and what it refuses."""

import datetime as dt
import threading

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.foundation.clock import now, today
from portal.foundation.database import db
from portal.foundation.errors import OutOfScope, Refusal
from portal.foundation.workdays import Calendar
from portal.grids.models import Grid
from portal.households.models import Establishment, Household
from portal.issues.models import Issue, IssueCategory, IssueEvent
from portal.issues.numbers import next_number
from portal.issues.registration import register_issue
from portal.security.scope import Scope, set_scope
from tests.fixtures.world import World


def draft(session: Session, world: World, **values: object) -> Issue:
    category = session.get_one(IssueCategory, world.others["category"])
    return Issue(**{"category": category, "title": "路灯不亮", "text": "村口路灯坏了三天", **values})


def test_a_household_gives_grid_place_contact_and_point(session: Session, world: World) -> None:
    home = session.get_one(Household, world.households["west1-2"])
    issue = register_issue(session, draft(session, world, household=home))
    assert issue.grid_id == world.grids["west1"]
    assert (issue.place, issue.contact_name, issue.phone) == (home.address, home.head_name, home.phone)
    assert issue.location == home.location
    assert issue.department_id is None  # whose it is, is decided when it is handed over
    assert issue.due_on == Calendar().add(today(), 5)
    event = session.scalars(select(IssueEvent).where(IssueEvent.issue_id == issue.id)).one()
    assert (event.action, event.from_state, event.to_state) == ("register", None, "registered")


def test_what_the_person_gives_stays(session: Session, world: World) -> None:
    home = session.get_one(Household, world.households["west1-2"])
    given = {"place": "村口", "contact_name": "孙某", "phone": "13912345678"}
    issue = register_issue(session, draft(session, world, household=home, **given))
    assert {name: getattr(issue, name) for name in given} == given


def test_an_establishment_gives_its_grid(session: Session, world: World) -> None:
    shop = session.get_one(Establishment, world.others["shop-east2"])
    assert register_issue(session, draft(session, world, establishment=shop)).grid_id == world.grids["east2"]


def test_numbers_run_through_the_day(session: Session, world: World) -> None:
    grid = session.get_one(Grid, world.grids["west1"])
    first, second = (register_issue(session, draft(session, world, grid=grid)).number for _ in range(2))
    assert first.startswith(f"{today():%Y%m%d}")
    assert int(second) == int(first) + 1
    assert len(second) == 12


def test_numbers_go_on_after_9999_and_pass_over_other_spellings(session: Session, world: World) -> None:
    day = dt.date(2031, 5, 6)
    grid = session.get_one(Grid, world.grids["west1"])
    for number in ("203105069999", "2031050610000", "20310506A123", "2031050699"):
        issue = draft(session, world, grid=grid, number=number, registered_at=now())
        session.add(issue)
    session.flush()
    assert next_number(session, day) == "2031050610001"


def test_numbers_are_not_narrowed_to_what_the_person_sees(session: Session, world: World) -> None:
    number = register_issue(session, draft(session, world, grid=session.get_one(Grid, world.grids["east1"]))).number
    west = session.get_one(Grid, world.grids["west"])
    set_scope(session, Scope((west.path,), (), world.members["west-head"]))
    try:
        issue = register_issue(session, draft(session, world, grid=session.get_one(Grid, world.grids["west1"])))
    finally:
        set_scope(session, None)
    assert int(issue.number) == int(number) + 1
    assert issue.member_id == world.members["west-head"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"category": None}, "category"),
        ({"title": "  "}, "title"),
        ({"text": ""}, "text"),
        ({"phone": "12345"}, "phone"),
        ({"grid": None}, "grid"),
    ],
)
def test_a_refusal_names_its_field(session: Session, world: World, values: dict[str, object], field: str) -> None:
    grid = session.get_one(Grid, world.grids["west1"])
    with pytest.raises(Refusal) as refused:
        register_issue(session, draft(session, world, **{"grid": grid, **values}))
    assert refused.value.field == field


def test_a_household_in_another_grid_than_the_chosen_one_is_refused(session: Session, world: World) -> None:
    home = session.get_one(Household, world.households["west1-1"])
    grid = session.get_one(Grid, world.grids["west2"])
    with pytest.raises(Refusal, match="不在所选网格内"):
        register_issue(session, draft(session, world, household=home, grid=grid))


def test_nobody_registers_outside_their_scope(session: Session, world: World) -> None:
    home = session.get_one(Household, world.households["east1-1"])
    west = session.get_one(Grid, world.grids["west"])
    set_scope(session, Scope((west.path,), (), world.members["west-head"]))
    try:
        with pytest.raises(OutOfScope):
            register_issue(session, draft(session, world, household=home))
    finally:
        set_scope(session, None)


def test_two_transactions_never_draw_the_same_number(world_app: tuple[Flask, World]) -> None:
    """Outside the rolled-back transaction of other tests: two real connections, the second asks while the first still writes."""
    app, world = world_app
    day = dt.date(2032, 1, 5)
    later: list[str] = []

    def draw() -> None:
        with app.app_context(), Session(db.engine) as other:
            later.append(next_number(other, day))

    with app.app_context(), Session(db.engine) as session:
        first = next_number(session, day)
        grid = session.get_one(Grid, world.grids["west1"])
        session.add(draft(session, world, grid=grid, number=first, registered_at=now()))
        session.flush()
        thread = threading.Thread(target=draw)
        thread.start()
        thread.join(0.3)
        session.commit()
        thread.join(20)
        session.execute(delete(Issue).where(Issue.number == first))
        session.commit()
    assert (first, later) == ("203201050001", ["203201050002"])
