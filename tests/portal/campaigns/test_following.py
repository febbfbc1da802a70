"""Households join, move along, leave and come back while a campaign runs, however the register is written."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.campaigns import services
from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.rules import CampaignState, Joined, TaskState
from portal.exchange.records import RecordTable, insert_rows, remove_rows, update_rows
from portal.foundation.clock import today
from portal.grids.models import Grid
from portal.households.models import CareCategory, Household, Resident, household_care
from portal.households.moving import move_households
from portal.members.models import Assignment
from portal.visits.models import Visit
from tests.fixtures.world import World
from tests.portal.campaigns.conftest import in_force, opened

HOMES = RecordTable(Household, ("grid_id", "code", "head_name", "address", "kind"))
PEOPLE = RecordTable(Resident, ("household_id", "name", "relation"), owner="household_id")


def task_of(session: Session, subject: str, key: str | None = None) -> VisitTask | None:
    wanted = select(VisitTask).where(VisitTask.subject == subject)
    return session.scalars(wanted.where(VisitTask.object == key) if key else wanted).one_or_none()


def table(session: Session) -> list[tuple[Any, ...]]:
    rows = select(
        VisitTask.object, VisitTask.subject, VisitTask.state, VisitTask.grid_id, VisitTask.member_id, VisitTask.left_on
    )
    return [tuple(row) for row in session.execute(rows.order_by(VisitTask.object, VisitTask.subject))]


def home(session: Session, world: World, name: str) -> Household:
    return session.get_one(Household, world.households[name])


def test_a_new_household_joins_with_its_day_and_its_visitor(session: Session, campaign: Campaign, world: World) -> None:
    new = Household(grid_id=world.grids["west1"], code="099", head_name="新来", address="西村 9 号")
    session.add(new)
    session.commit()
    task = task_of(session, f"h{new.id}")
    assert task is not None
    assert (task.object, task.joined, task.joined_on, task.member_id) == (
        "homes",
        Joined.LATER,
        today(),
        world.members["west1-member"],
    )


def test_who_moves_inside_is_visited_by_whoever_visits_there(
    session: Session, campaign: Campaign, world: World
) -> None:
    moved = home(session, world, "west1-2")
    move_households(session, [moved], session.get_one(Grid, world.grids["east1"]))
    session.commit()
    task = task_of(session, f"h{moved.id}")
    assert task is not None
    assert (task.state, task.grid_id, task.member_id) == (
        TaskState.OPEN,
        world.grids["east1"],
        world.members["east1-member"],
    )


def test_who_moves_out_leaves_with_the_reason_and_comes_back_as_they_were(session: Session, world: World) -> None:
    in_force(session)
    opened(session, world, "west")
    session.add(Visit(household_id=world.households["west1-2"], way="absent", visited_on=dt.date(2026, 6, 5)))
    moved = home(session, world, "west1-2")
    move_households(session, [moved], session.get_one(Grid, world.grids["east1"]))
    session.commit()
    task = task_of(session, f"h{moved.id}")
    assert task is not None
    assert (task.state, task.left_on, task.left_reason) == (TaskState.LEFT, today(), "迁出活动范围")
    move_households(session, [moved], session.get_one(Grid, world.grids["west2"]))
    session.commit()
    assert (task.state, task.left_on, task.left_reason) == (TaskState.ABSENT, None, None)


def test_a_home_that_falls_vacant_leaves(session: Session, campaign: Campaign, world: World) -> None:
    home(session, world, "west1-2").kind = "vacant"
    home(session, world, "west1-1").kind = "vacant"
    session.commit()
    task = task_of(session, f"h{world.households['west1-2']}")
    person = task_of(session, f"r{home(session, world, 'west1-1').residents[0].id}", "cared")
    assert task is not None
    assert person is not None
    assert {(each.state, each.left_reason) for each in (task, person)} == {(TaskState.LEFT, "登记为空户")}


def test_care_given_and_taken_moves_a_home_between_objects(session: Session, campaign: Campaign, world: World) -> None:
    released = session.scalars(select(CareCategory).where(CareCategory.code == "released")).one()
    head, subject = home(session, world, "west1-2").residents[0], f"h{world.households['west1-2']}"
    head.care = [released]
    session.commit()
    task, cared = task_of(session, subject), task_of(session, f"r{head.id}", "cared")
    assert task is not None
    assert cared is not None
    assert (task.state, task.left_reason, cared.state) == (TaskState.LEFT, "列入其他走访对象", TaskState.OPEN)
    head.care = []
    session.commit()
    assert (task.state, cared.state, cared.left_reason) == (TaskState.OPEN, TaskState.LEFT, "不再属于走访对象")


def test_care_of_a_whole_household_makes_its_head_due(session: Session, campaign: Campaign, world: World) -> None:
    released = session.scalars(select(CareCategory.id).where(CareCategory.code == "released")).one()
    where = home(session, world, "west1-2")
    session.execute(household_care.insert().values(household_id=where.id, care_category_id=released))
    services.follow_homes(session, [where.id])
    cared = task_of(session, f"r{where.residents[0].id}", "cared")
    assert cared is not None
    assert cared.state == TaskState.OPEN


def test_a_resident_who_moves_takes_the_task_along(session: Session, campaign: Campaign, world: World) -> None:
    person, target = home(session, world, "west1-1").residents[0], home(session, world, "east1-2")
    person.relation, person.household = "other", target
    session.commit()
    task = task_of(session, f"r{person.id}", "cared")
    left, back = task_of(session, f"h{target.id}"), task_of(session, f"h{world.households['west1-1']}")
    assert task is not None
    assert (task.state, task.household_id, task.grid_id) == (TaskState.OPEN, target.id, world.grids["east1"])
    assert left is not None
    assert back is not None
    assert (left.state, back.state) == (TaskState.LEFT, TaskState.OPEN)


def test_bulk_writing_is_followed_too(session: Session, campaign: Campaign, world: World) -> None:
    row = {
        "grid_id": world.grids["west1"],
        "code": "098",
        "head_name": "新来",
        "address": "西村 8 号",
        "kind": "resident",
    }
    (new,) = insert_rows(session, HOMES, [row])
    (person,) = insert_rows(session, PEOPLE, [{"household_id": new, "name": "新来", "relation": "head"}])
    session.commit()
    joined = task_of(session, f"h{new}")
    assert joined is not None
    assert joined.joined == Joined.LATER
    update_rows(session, HOMES, {new: {"grid_id": world.grids["east1"]}})
    session.commit()
    assert joined.grid_id == world.grids["east1"]
    remove_rows(session, PEOPLE, [person])
    remove_rows(session, HOMES, [new])
    session.commit()
    assert task_of(session, f"h{new}") is None


def test_visits_changed_and_deleted_are_counted_anew(session: Session, campaign: Campaign, world: World) -> None:
    visit = Visit(household_id=world.households["west1-2"], way="home", visited_on=dt.date(2026, 6, 5))
    session.add(visit)
    session.commit()
    first, second = (task_of(session, f"h{world.households[name]}") for name in ("west1-2", "west1-3"))
    assert first is not None
    assert second is not None
    assert first.state == TaskState.VISITED
    visit.household_id = world.households["west1-3"]
    session.commit()
    assert (first.state, second.state) == (TaskState.OPEN, TaskState.VISITED)
    session.delete(visit)
    session.commit()
    assert (second.state, second.done_on) == (TaskState.OPEN, None)


def test_who_takes_up_a_post_visits_from_then_on(session: Session, campaign: Campaign, world: World) -> None:
    task = task_of(session, f"h{world.households['west2-2']}")
    assert task is not None
    assert task.member_id is None
    member = world.members["west1-member"]
    session.add(
        Assignment(member_id=member, grid_id=world.grids["west2"], duty="member", starts_on=dt.date(2026, 1, 1))
    )
    session.commit()
    assert task.member_id == member


def test_a_grid_moved_out_of_the_area_takes_its_homes_along(session: Session, world: World) -> None:
    in_force(session)
    opened(session, world, "west")
    grid = session.get_one(Grid, world.grids["west2"])
    grid.boundary, grid.parent_id = None, world.grids["east"]
    session.commit()
    task = task_of(session, f"h{world.households['west2-2']}")
    assert task is not None
    assert (task.state, task.left_reason) == (TaskState.LEFT, "迁出活动范围")


def test_a_closed_campaign_follows_no_more(session: Session, campaign: Campaign, world: World) -> None:
    services.close_campaign(session, campaign)
    session.add(Household(grid_id=world.grids["west1"], code="099", head_name="新来", address="西村 9 号"))
    before = table(session)
    session.commit()
    services.follow_all(session)
    assert table(session) == before
    assert campaign.state == CampaignState.CLOSED


@pytest.mark.parametrize("where", ["town", "west"])
def test_following_everything_changes_nothing_that_was_followed_already(
    session: Session, world: World, where: str
) -> None:
    in_force(session)
    opened(session, world, where)
    home(session, world, "west1-2").kind = "vacant"
    session.add(Household(grid_id=world.grids["west1"], code="099", head_name="新来", address="西村 9 号"))
    session.commit()
    before = table(session)
    services.follow_all(session)
    assert table(session) == before


def test_what_was_written_past_everything_is_found_at_night(session: Session, campaign: Campaign, world: World) -> None:
    base: Any = Resident.__table__
    session.execute(delete(base).where(base.c.household_id == world.households["west1-1"]))
    services.follow_all(session)
    back = task_of(session, f"h{world.households['west1-1']}")
    assert back is not None
    assert back.state == TaskState.OPEN
