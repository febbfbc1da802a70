"""A newer version: keys that were renamed move with their data, what is gone and unused goes, what is used stands in the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.households.models import CareCategory, Establishment, Resident, resident_care
from portal.issues.models import Department, Issue, IssueCategory
from portal.members.models import Assignment
from portal.plans.checking import check_profile
from portal.plans.current import version_in_force
from portal.plans.models import PlanVersion
from portal.plans.services import apply_profile
from tests.fixtures.world import World
from tests.portal.plans.profiles import TEXT, applied, blocked, changed, row, without


@pytest.fixture
def town(session: Session) -> Session:
    """The world under 龙城镇's profile."""
    applied(session)
    return session


def rename(*path: str, new: str, **wanted: str) -> Any:
    """A change that gives a row another key and says which it was."""

    def change(data: dict[str, Any]) -> None:
        found = row(data, *path, **wanted)
        (name,) = wanted
        found["was"], found[name] = found[name], new

    return change


def test_a_care_category_that_was_renamed_keeps_its_people(town: Session) -> None:
    category = town.scalars(select(CareCategory).where(CareCategory.code == "living_alone")).one()
    resident = town.scalars(select(Resident)).first()
    assert resident is not None
    resident.care = [category]
    town.flush()
    applied(town, rename("care_categories", code="living_alone", new="lonely"))
    town.refresh(category)
    assert category.code == "lonely"
    assert town.scalars(select(Resident).where(Resident.care.any(CareCategory.code == "lonely"))).all() == [resident]
    version = version_in_force(town)
    assert version is not None
    assert "关爱类别的编码“living_alone”改为“lonely”，1 名居民随之更改" in version.changes


def test_a_category_merged_into_another_gives_it_its_people_once(town: Session) -> None:
    one, other = (
        town.scalars(select(CareCategory).where(CareCategory.code == code)).one()
        for code in ("empty_nest", "living_alone")
    )
    people = town.scalars(select(Resident).order_by(Resident.id).limit(2)).all()
    people[0].care, people[1].care = [one, other], [other]
    town.flush()

    def merge(data: dict[str, Any]) -> None:
        row(data, "care_categories", code="empty_nest")["was"] = "living_alone"

    applied(town, without("care_categories", code="living_alone"), merge)
    assert town.scalars(select(CareCategory).where(CareCategory.code == "living_alone")).all() == []
    pairs = town.execute(select(resident_care).where(resident_care.c.care_category_id == one.id)).all()
    assert sorted(pair.resident_id for pair in pairs) == sorted(each.id for each in people)


def test_kinds_sources_and_roles_that_were_renamed_move_with_their_rows(town: Session, world: World) -> None:
    shop = Establishment(grid_id=world.grids["west1"], name="便民市场", kind="market")
    assignment = town.scalars(select(Assignment)).first()
    assert assignment is not None
    assignment.role = "member"
    town.add(shop)
    town.flush()
    issues = town.scalar(select(func.count(Issue.id)).where(Issue.source == "visit"))

    def roles(data: dict[str, Any]) -> None:
        row(data, "roles", key="member").update(key="worker", was="member")
        for part in (*data["assessment_schemes"], *data.get("accountability", ())):
            part["roles"] = ["worker" if each == "member" else each for each in part.get("roles", ())]

    applied(
        town, rename("establishment_kinds", key="market", new="store"), rename("casework", "sources", key="visit", new="door"), roles,
        rename("grid_kinds", key="ordinary", new="plain"),
    )  # fmt: skip
    town.expire_all()
    assert shop.kind == "store"
    assert assignment.role == "worker"
    assert town.scalar(select(func.count(Issue.id)).where(Issue.source == "door")) == issues
    assert set(town.scalars(select(Grid.kind))) == {"plain"}


def test_a_department_that_was_renamed_keeps_its_issues(town: Session, world: World) -> None:
    police = town.scalars(select(Department).where(Department.code == "police")).one()
    issue = town.get_one(Issue, world.issues["west1-registered"])
    issue.department = police
    town.flush()

    def change(data: dict[str, Any]) -> None:
        row(data, "departments", code="police").update(code="station", was="police", name="公安派出所")
        row(data, "casework", "categories", code="public_order")["department"] = "station"

    applied(town, change)
    town.expire_all()
    assert (police.code, police.name) == ("station", "公安派出所")
    assert issue.department is police
    assert town.scalars(select(IssueCategory).where(IssueCategory.code == "public_order")).one().department is police


def test_what_is_gone_and_unused_is_deleted(town: Session) -> None:
    applied(town, without("care_categories", code="advanced_age"), without("casework", "categories", code="psychology"))
    assert town.scalars(select(CareCategory).where(CareCategory.code == "advanced_age")).all() == []
    assert town.scalars(select(IssueCategory).where(IssueCategory.code == "psychology")).all() == []


def test_all_that_stands_in_the_way_is_named_at_once(town: Session, world: World) -> None:
    town.add(Establishment(grid_id=world.grids["west1"], name="便民市场", kind="market"))
    category = town.scalars(select(IssueCategory).where(IssueCategory.code == "farming")).one()
    town.get_one(Issue, world.issues["east1-closed"]).category = category
    town.flush()
    found = blocked(
        town, without("establishment_kinds", key="market"), without("casework", "categories", code="farming")
    )
    assert len(found.obstacles) == 2
    shop, farming = found.obstacles
    assert [each.name for each in shop.rows] == ["试验镇/西村/西村第一网格 便民市场"]
    assert [each.screen for each in farming.rows] == ["IssueView"]
    assert "was: market" in found.message
    assert "retired: true" in found.message


def test_a_sensitive_category_in_the_way_names_grids_and_no_home(town: Session) -> None:
    released = town.scalars(select(CareCategory).where(CareCategory.code == "released")).one()
    resident = town.scalars(select(Resident)).first()
    assert resident is not None
    resident.care = [released]
    town.flush()
    (obstacle,) = blocked(town, without("care_categories", code="released")).obstacles
    assert {each.screen for each in obstacle.rows} == {"GridView"}
    assert all("号" not in each.name for each in obstacle.rows)


def test_what_is_retired_is_kept_and_marked(town: Session, world: World) -> None:
    def retire(data: dict[str, Any]) -> None:
        row(data, "departments", code="police")["retired"] = True

    applied(town, retire)
    assert town.scalars(select(Department).where(Department.code == "police")).one().retired
    applied(town)
    assert not town.scalars(select(Department).where(Department.code == "police")).one().retired


def test_another_profile_follows_the_same_rules(town: Session, world: World) -> None:
    town.add(Establishment(grid_id=world.grids["west1"], name="便民市场", kind="market"))
    town.flush()

    def other(data: dict[str, Any]) -> None:
        data["meta"]["id"] = "other"

    assert "便民市场" in blocked(town, other, without("establishment_kinds", key="market")).message
    applied(town, other)
    version = version_in_force(town)
    assert version is not None
    assert (version.key, version.number) == ("other", 1)


def test_a_version_prepared_while_another_was_in_force_is_refused(town: Session) -> None:
    seen = version_in_force(town)
    assert seen is not None
    applied(town, without("care_categories", code="advanced_age"), base=seen.id)
    with pytest.raises(Refusal, match="已经换过"):
        applied(town, without("care_categories", code="empty_nest"), base=seen.id)


def test_the_same_text_twice_is_one_version(town: Session) -> None:
    apply_profile(town, changed(), Path("town.yaml"))
    assert town.scalar(select(func.count(PlanVersion.id))) == 1
    apply_profile(town, TEXT, Path("town.yaml"))
    assert town.scalar(select(func.count(PlanVersion.id))) == 2


def test_another_limit_is_told_as_a_change_to_live_data(town: Session) -> None:
    def limit(data: dict[str, Any]) -> None:
        row(data, "casework", "categories", code="hazards")["limit"] = {"working_days": 1}

    check = check_profile(town, changed(limit), Path("town.yaml"))
    assert check.changes == ("诉求类别 1 个的内容有调整：安全隐患",)
    applied(town, limit)
    assert check_profile(town, changed(limit), Path("town.yaml")).changes == ()
