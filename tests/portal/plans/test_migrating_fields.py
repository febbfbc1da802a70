"""Fields of a town's own under a newer version: values move with their keys, and what no longer fits stands in the way."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.households.models import Household, Resident
from portal.plans.checking import check_profile
from tests.fixtures.world import World
from tests.portal.plans.profiles import SOURCE, applied, blocked, changed, with_field

CROPS: dict[str, Any] = {
    "key": "crops", "name": "种植作物", "kind": "choices",
    "options": [{"key": "rice", "name": "水稻"}, {"key": "wheat", "name": "小麦"}, {"key": "tea", "name": "茶叶"}],
}  # fmt: skip
HEATING: dict[str, Any] = {
    "key": "heating",
    "name": "取暖方式",
    "kind": "choice",
    "options": [{"key": "coal", "name": "煤"}, {"key": "power", "name": "电"}],
}
DOGS: dict[str, Any] = {"key": "dogs", "name": "养犬数", "kind": "integer"}
FIBRE: dict[str, Any] = {"key": "fibre", "name": "通光纤", "kind": "boolean"}


def test_fields_and_options_that_were_renamed_move_with_their_values(session: Session, world: World) -> None:
    applied(session, *(with_field("household", **each) for each in (CROPS, HEATING, DOGS, FIBRE)))
    one, other = (session.get_one(Household, world.households[key]) for key in ("west1-1", "west1-2"))
    one.extra = {"crops": ["rice", "tea"], "heating": "coal", "dogs": 2, "fibre": True}
    other.extra = {"crops": ["wheat"], "heating": "power", "fibre": False}
    session.flush()
    crops = {**CROPS, "key": "planting", "was": "crops", "options": [
        {"key": "paddy", "name": "水稻", "was": "rice"}, {"key": "wheat", "name": "小麦"}, {"key": "tea", "name": "茶叶"},
    ]}  # fmt: skip
    heating = {**HEATING, "options": [{"key": "stove", "name": "煤", "was": "coal"}, {"key": "power", "name": "电"}]}
    fibre, dogs = {**FIBRE, "key": "net", "was": "fibre"}, {**DOGS, "key": "pets", "was": "dogs"}
    changes = [with_field("household", **each) for each in (crops, heating, dogs, fibre)]
    applied(session, *changes)
    session.expire_all()
    assert one.extra == {"planting": ["paddy", "tea"], "heating": "stove", "pets": 2, "net": True}
    assert other.extra == {"planting": ["wheat"], "heating": "power", "net": False}
    applied(session, *changes)
    session.expire_all()
    assert one.extra["planting"] == ["paddy", "tea"]


def test_values_that_no_longer_fit_stand_in_the_way_by_household(session: Session, world: World) -> None:
    applied(session, with_field("household", **DOGS), with_field("household", **HEATING))
    session.get_one(Household, world.households["west1-1"]).extra = {"dogs": 12, "heating": "coal"}
    session.get_one(Household, world.households["west1-2"]).extra = {"dogs": 1}
    session.flush()
    found = blocked(
        session, with_field("household", **DOGS, maximum=3.0),
        with_field("household", **{**HEATING, "options": HEATING["options"][1:]}),
    )  # fmt: skip
    assert [[each.name for each in obstacle.rows] for obstacle in found.obstacles] == [
        ["试验镇/西村/西村第一网格 001 号"]
    ] * 2
    assert "不能大于 3" in found.message


def test_a_field_that_is_gone_stands_in_the_way_while_it_is_filled_in(session: Session, world: World) -> None:
    applied(session, with_field("resident", **DOGS))
    person = session.scalars(select(Resident).where(Resident.household_id == world.households["east1-1"])).one()
    person.extra = {"dogs": 1}
    session.flush()
    (obstacle,) = blocked(session).obstacles
    assert (obstacle.total, obstacle.rows[0].screen, obstacle.rows[0].id) == (1, "ResidentView", person.id)
    applied(session, with_field("resident", **DOGS, retired=True))
    person.extra = {}
    session.flush()
    applied(session)


def test_renaming_moves_many_rows_in_one_statement(session: Session, world: World) -> None:
    applied(session, with_field("household", **DOGS))
    grid, number = world.grids["west1"], 20_000
    session.execute(Household.__table__.insert(), [
        {"grid_id": grid, "code": f"n{each}", "address": "路", "kind": "resident", "walking_order": each, "extra": {"dogs": each % 5}}
        for each in range(number)
    ])  # fmt: skip
    applied(session, with_field("household", **{**DOGS, "key": "pets", "was": "dogs"}))
    holding = "json_extract(extra, '$.pets')" if session.get_bind().dialect.name == "sqlite" else "(extra ->> 'pets')"
    assert session.scalar(text(f"SELECT count({holding}) FROM household")) == number


ILLNESS: dict[str, Any] = {"key": "illness", "name": "重病", "kind": "text", "sensitive": True}


def test_who_holds_something_sensitive_is_told_by_grid_alone(session: Session, world: World) -> None:
    applied(session, with_field("resident", **ILLNESS))
    person = session.scalars(select(Resident).where(Resident.household_id == world.households["east1-1"])).one()
    person.extra = {"illness": "某某病"}
    session.flush()
    merged = {**ILLNESS, "key": "disease", "was": "illness", "longest": 1}
    for change in (
        lambda _data: None,
        with_field("resident", **ILLNESS | {"longest": 1}),
        with_field("resident", **merged),
    ):
        found = blocked(session, change)
        (obstacle,) = found.obstacles
        assert (obstacle.total, [(each.name, each.screen, each.id) for each in obstacle.rows]) == (
            1, [("试验镇/东村/东村第一网格", "GridView", world.grids["east1"])],
        )  # fmt: skip
        assert "某某病" not in found.message


def test_a_field_that_comes_into_the_open_is_announced(session: Session, world: World) -> None:
    applied(session, with_field("household", **ILLNESS))
    session.get_one(Household, world.households["west1-1"]).extra = {"illness": "某某病"}
    session.flush()
    said = check_profile(session, changed(with_field("household", **ILLNESS | {"sensitive": False})), SOURCE).changes
    assert said == ("住户的自定义字段“重病”不再按敏感信息遮盖，已有的 1 个值今后能看到、能导出",)


def test_what_stood_in_a_retired_field_is_judged_when_it_comes_back(session: Session, world: World) -> None:
    applied(session, with_field("household", **ILLNESS))
    session.get_one(Household, world.households["west1-1"]).extra = {"illness": "某某病"}
    session.flush()
    counted = {**ILLNESS, "kind": "integer"}
    applied(session, with_field("household", **counted, retired=True))
    assert "应为整数" in blocked(session, with_field("household", **counted)).message
