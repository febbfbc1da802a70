"""An undo gives back only what the profile in force knows: no record is made that no form would take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.households.models import Establishment, Household
from seeds.loading import available_profiles
from tests.fixtures.profiles import put_in_force
from tests.fixtures.world import World
from tests.portal.exchange.conftest import Desk, edited

WELL = {"household": [{"key": "well", "name": "水井", "kind": "boolean"}]}


def test_a_field_that_the_town_gave_up_is_not_written_back(session: Session, world: World, desk: Desk) -> None:
    put_in_force(session, fields=WELL)
    mine, other = (world.households[name] for name in ("west1-1", "west1-2"))
    session.execute(update(Household.__table__).where(Household.id == mine).values(extra={"well": True}))
    session.commit()

    def change(row: dict[str, Any]) -> None:
        if row["所属网格"] == "西村第一网格":
            row["水井"], row["住户备注"] = "", "导入的"

    run = desk.load("households", edited(desk.export("households"), change))
    assert run.changed >= 2, desk.findings(run)
    put_in_force(session)
    undone = desk.undo(run.id)
    assert undone.left == 1
    assert "没有名为“well”的自定义字段" in desk.findings(undone)[0][2]
    homes = {each: session.get_one(Household, each, populate_existing=True) for each in (mine, other)}
    assert ({**homes[mine].extra}, homes[mine].remark, homes[other].remark) == ({}, "导入的", None)
    homes[mine].remark = "仍可修改"
    session.commit()


def test_kinds_that_are_gone_are_not_written_back(session: Session, desk: Desk) -> None:
    kinds = yaml.safe_load(available_profiles()["longcheng"].read_text(encoding="utf-8"))["establishment_kinds"]
    put_in_force(session, establishment_kinds=[*kinds, {"key": "kiosk", "name": "报亭"}])
    unit = session.scalars(select(Establishment)).first()
    assert unit is not None
    unit.kind, unit_id = "kiosk", unit.id
    session.commit()
    label = kinds[0]["name"]
    run = desk.load("establishments", edited(desk.export("establishments"), _set("类别", "报亭", label)))
    assert run.changed == 1, desk.findings(run)
    put_in_force(session)
    undone = desk.undo(run.id)
    assert (undone.restored, undone.left) == (0, 1)
    assert "“类别”原来的内容已不在方案中" in desk.findings(undone)[0][2]
    assert session.get_one(Establishment, unit_id, populate_existing=True).kind == kinds[0]["key"]


def _set(label: str, old: str, new: str) -> Callable[[dict[str, Any]], None]:
    def change(row: dict[str, Any]) -> None:
        if row[label] == old:
            row[label] = new

    return change
