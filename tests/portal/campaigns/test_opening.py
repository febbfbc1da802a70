"""Opening a campaign: whom it takes in, who visits them, and what is refused."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.campaigns import services
from portal.campaigns.asked import object_named, phases_of, section_of
from portal.campaigns.choosing import let_go
from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.rules import CampaignState, Joined, TaskState
from portal.campaigns.settling import took_part
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.households.models import CareCategory, Establishment, Household, Resident
from portal.visits.models import Visit
from tests.fixtures.world import World
from tests.portal.campaigns.conftest import in_force, opened


def tasks(session: Session, campaign: Campaign) -> dict[str, set[str]]:
    """Object -> subjects that take part."""
    found: dict[str, set[str]] = {}
    rows = select(VisitTask.object, VisitTask.subject).where(
        VisitTask.campaign_id == campaign.id, VisitTask.state != TaskState.LEFT
    )  # fmt: skip
    for key, subject in session.execute(rows):
        found.setdefault(key, set()).add(subject)
    return found


def head_of(session: Session, world: World, home: str) -> Resident:
    return session.get_one(Household, world.households[home]).residents[0]


def test_every_object_takes_in_its_own_and_the_rest_is_what_no_other_takes(
    session: Session, campaign: Campaign, world: World
) -> None:
    found = tasks(session, campaign)
    firsts = [f"{grid}-1" for grid in ("west1", "west2", "east1", "east2")]
    assert found["cared"] == {f"r{head_of(session, world, home).id}" for home in firsts}
    assert found["homes"] == {f"h{identity}" for home, identity in world.households.items() if home not in firsts}
    assert found["shops"] == {f"e{identity}" for key, identity in world.others.items() if key.startswith("shop-")}
    assert "picked" not in found


def test_only_the_area_and_only_who_lives_there(session: Session, world: World) -> None:
    in_force(session)
    session.get_one(Household, world.households["west1-2"]).kind = "vacant"
    session.get_one(Household, world.households["west1-3"]).kind = "away"
    session.get_one(Establishment, world.others["shop-west1"]).kind = "school"
    session.flush()
    found = tasks(session, opened(session, world, "west1"))
    assert Counter({key: len(subjects) for key, subjects in found.items()}) == {"cared": 1, "homes": 1}
    assert found["homes"] == {f"h{world.households['west1-3']}"}


def test_visits_that_were_recorded_before_count(session: Session, world: World) -> None:
    in_force(session)
    session.add(Visit(household_id=world.households["west1-2"], way="phone", visited_on=dt.date(2026, 6, 2)))
    session.flush()
    campaign = opened(session, world)
    states = select(VisitTask.state).where(
        VisitTask.household_id == world.households["west1-2"], VisitTask.campaign_id == campaign.id
    )
    assert list(session.scalars(states)) == [TaskState.PHONED]


def test_the_role_of_the_plan_visits_else_who_looks_after_the_grid(
    session: Session, campaign: Campaign, world: World
) -> None:
    rows = (
        select(VisitTask.object, Grid.code, VisitTask.member_id)
        .join(VisitTask.grid)
        .where(VisitTask.campaign_id == campaign.id)
    )
    who = {(key, code[-6:]): member for key, code, member in session.execute(rows)}
    assert who["cared", "001001"] == world.members["west-head"]
    assert who["cared", "002002"] == world.members["east-head"]
    assert who["homes", "001001"] == world.members["west1-member"]
    assert who["homes", "001002"] is None


def test_it_runs_once_in_a_place_at_a_time(session: Session, campaign: Campaign, world: World) -> None:
    with pytest.raises(Refusal, match="正在“试验镇”进行"):
        opened(session, world, "west1")
    assert services.close_campaign(session, campaign) == 12 + 4
    assert campaign.state == CampaignState.CLOSED
    assert campaign.closed_at
    with pytest.raises(Refusal, match="另选开始日期"):
        opened(session, world)
    with pytest.raises(Refusal, match="已经结束"):
        services.close_campaign(session, campaign)


def test_a_campaign_that_the_profile_does_not_have_is_refused(session: Session, world: World) -> None:
    in_force(session)
    with pytest.raises(Refusal, match="可选：june"):
        services.open_campaign(session, "july", session.get_one(Grid, world.grids["town"]))


def test_days_and_phases_move_with_the_beginning(session: Session, campaign: Campaign, world: World) -> None:
    first, second = phases_of(section_of(session, campaign), campaign.starts_on, campaign.ends_on)
    assert (first.starts_on, first.ends_on, first.tasks) == (dt.date(2026, 6, 1), dt.date(2026, 6, 2), ("开会",))
    assert (second.starts_on, second.ends_on) == (dt.date(2026, 6, 3), dt.date(2026, 6, 30))
    assert second.holds(dt.date(2026, 6, 30))
    assert not second.holds(dt.date(2026, 7, 1))


def test_what_it_asks_stays_when_another_profile_comes_into_force(session: Session, campaign: Campaign) -> None:
    in_force(session, name="七月走访", key="july")
    assert section_of(session, campaign).name == "六月走访"


def test_people_picked_by_hand_take_their_home_out_of_the_rest(
    session: Session, campaign: Campaign, world: World
) -> None:
    person = head_of(session, world, "west1-2")
    with pytest.raises(Refusal, match="不符合“重点人员”"):
        services.choose(session, campaign, "picked", [f"r{person.id}"])
    person.care = [session.scalars(select(CareCategory).where(CareCategory.code == "released")).one()]
    session.flush()
    assert services.choose(session, campaign, "picked", [f"r{person.id}"]) == 1
    assert services.choose(session, campaign, "picked", [f"r{person.id}"]) == 0
    found = tasks(session, campaign)
    assert found["picked"] == {f"r{person.id}"}
    assert f"h{person.household_id}" not in found["homes"]
    task = session.scalars(select(VisitTask).where(VisitTask.object == "picked")).one()
    assert task.joined == Joined.CHOSEN


def test_who_is_picked_afterwards_took_part_on_the_last_day_in_place_of_the_rest(
    session: Session, campaign: Campaign, world: World
) -> None:
    person = head_of(session, world, "west1-2")
    person.care = [session.scalars(select(CareCategory).where(CareCategory.code == "released")).one()]
    session.flush()
    rows = select(VisitTask.object, VisitTask.subject).where(took_part(campaign.ends_on))
    before, subject = {tuple(row) for row in session.execute(rows)}, f"r{person.id}"
    services.choose(session, campaign, "picked", [subject])
    after = {tuple(row) for row in session.execute(rows)}
    assert before - after == {("homes", f"h{person.household_id}")}
    assert after - before == {("picked", subject), ("cared", subject)}
    let_go(session, campaign, object_named(section_of(session, campaign), "picked"), [subject], "已由县里联系")
    assert after - {tuple(row) for row in session.execute(rows)} == {("picked", subject)}


def test_what_follows_by_condition_is_not_picked_by_hand(session: Session, campaign: Campaign, world: World) -> None:
    with pytest.raises(Refusal, match="不用人工选定"):
        services.choose(session, campaign, "homes", [f"h{world.households['west1-2']}"])


def test_tasks_belong_to_the_campaign_from_its_first_day(session: Session, campaign: Campaign, world: World) -> None:
    """Opened in July for June, it was due in June all the same."""
    assert set(session.scalars(select(VisitTask.joined_on))) == {dt.date(2026, 6, 1)}
