"""Rows of a profile that exchange keys or names keep their data, and the history shows one change of each."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.audit import AuditEntry
from portal.grids.models import Grid, GridLevel
from portal.households.models import CareCategory, Establishment, Household, Resident
from portal.issues.models import Department
from tests.fixtures.world import World
from tests.portal.plans.profiles import applied, blocked, row, with_field


@pytest.fixture
def town(session: Session) -> Session:
    """The world under 龙城镇's profile."""
    applied(session)
    return session


def swap(*path: str, first: str, second: str, key: str = "key") -> Any:
    """A change by which two rows exchange their keys."""

    def change(data: dict[str, Any]) -> None:
        one, other = row(data, *path, **{key: first}), row(data, *path, **{key: second})
        one[key], one["was"], other[key], other["was"] = second, first, first, second

    return change


def named(session: Session, code: str) -> Department:
    return session.scalars(select(Department).where(Department.code == code)).one()


def test_departments_may_exchange_their_names(town: Session) -> None:
    def change(data: dict[str, Any]) -> None:
        one, other = row(data, "departments", code="police"), row(data, "departments", code="justice")
        one["name"], other["name"] = other["name"], one["name"]

    before = {code: named(town, code).name for code in ("police", "justice")}
    applied(town, change)
    assert named(town, "police").name == before["justice"]
    assert named(town, "justice").name == before["police"]
    told = [
        changes or "" for changes in town.scalars(select(AuditEntry.changes).where(AuditEntry.subject == "department"))
    ]
    assert [changes for changes in told if before["police"] in changes and before["justice"] in changes]
    assert not [changes for changes in told if "~" in changes]


def test_departments_may_exchange_their_codes(town: Session) -> None:
    police, justice = named(town, "police"), named(town, "justice")
    applied(town, swap("departments", first="police", second="justice", key="code"))
    assert (police.code, justice.code) == ("justice", "police")


def test_a_new_department_may_take_the_name_that_another_leaves(town: Session) -> None:
    def change(data: dict[str, Any]) -> None:
        old = row(data, "departments", code="police")
        data["departments"].append({"code": "station", "name": old["name"]})
        old["name"] = "治安办公室"

    left = named(town, "police").name
    applied(town, change)
    assert (named(town, "police").name, named(town, "station").name) == ("治安办公室", left)


def test_people_go_with_their_category_when_two_exchange_codes(town: Session) -> None:
    one = town.scalars(select(CareCategory).where(CareCategory.code == "empty_nest")).one()
    resident = town.scalars(select(Resident)).first()
    assert resident
    resident.care = [one]
    town.flush()
    applied(town, swap("care_categories", first="empty_nest", second="living_alone", key="code"))
    town.expire_all()
    assert one.code == "living_alone"
    assert resident.care == [one]


def test_kinds_exchange_once_however_often_the_profile_is_applied(town: Session, world: World) -> None:
    town.add_all([Establishment(grid_id=world.grids["west1"], name=kind, kind=kind) for kind in ("market", "school")])
    town.flush()
    exchanged = swap("establishment_kinds", first="market", second="school")

    def unrelated(data: dict[str, Any]) -> None:
        data["meta"]["summary"] = "另一版"

    for changes in ([exchanged], [exchanged, unrelated]):
        applied(town, *changes)
        town.expire_all()
        kinds = {
            each.name: each.kind
            for each in town.scalars(select(Establishment).where(Establishment.name.in_(["market", "school"])))
        }
        assert kinds == {"market": "school", "school": "market"}


def test_fields_exchange_their_values(town: Session) -> None:
    fields = [{"key": "east", "name": "东", "kind": "text"}, {"key": "west", "name": "西", "kind": "text"}]
    applied(town, *(with_field("household", **field) for field in fields))
    both, one = town.scalars(select(Household).order_by(Household.id).limit(2)).all()
    both.x_east, both.x_west, one.x_east = "甲", "乙", "丙"
    town.flush()
    applied(
        town, with_field("household", key="east", name="西", kind="text", was="west"),
        with_field("household", key="west", name="东", kind="text", was="east"),
    )  # fmt: skip
    town.expire_all()
    assert both.extra == {"west": "甲", "east": "乙"}
    assert one.extra == {"west": "丙"}


def test_a_level_keeps_its_grids_under_another_key(town: Session) -> None:
    level = town.scalars(select(GridLevel).where(GridLevel.key == "grid")).one()
    grids = set(town.scalars(select(Grid.id).where(Grid.level_id == level.id)))

    def change(data: dict[str, Any]) -> None:
        row(data, "levels", key="grid").update(key="cell", was="grid", short="小格")
        for role in data["roles"]:
            role["level"] = "cell" if role["level"] == "grid" else role["level"]
        data["code_scheme"] = {"kind": "none"}

    applied(town, change)
    town.expire_all()
    assert (level.key, level.name, level.visits) == ("cell", "小格", True)
    assert set(town.scalars(select(Grid.id).where(Grid.level_id == level.id))) == grids


def test_a_level_that_claims_anothers_grids_stands_in_the_way(town: Session) -> None:
    def change(data: dict[str, Any]) -> None:
        data["levels"].append({"rank": 4, "key": "cell", "name": "微网格", "short": "微格", "was": "grid"})

    (obstacle,) = blocked(town, change).obstacles
    assert "层级“微格”写了 was: grid，但新方案里还有 grid" in obstacle.sentence
