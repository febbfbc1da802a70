"""A sheet asks for the fields of a town's own where they are asked, and never for what no sheet has."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.grids import grid_part
from portal.households import household_part, resident_part
from portal.households.models import Household
from portal.security import roles
from seeds.sections.fields import CustomField
from tests.fixtures.world import World
from tests.portal.exchange.conftest import Desk, book, edited, rows_of

EAST, WEST = "900000100002", "900000100001"
FIELDS = tuple(
    CustomField.model_validate(each)
    for each in (
        {"key": "dyke", "name": "责任堤段", "kind": "text", "required": True, "areas": [EAST]},
        {"key": "secret", "name": "隐情", "kind": "text", "required": True, "sensitive": True},
    )
)
HOME = {"户号": "501", "户主": "章一", "地址": "新路 1 号"}
WESTERN, EASTERN = {**HOME, "所属网格": "西村第一网格"}, {**HOME, "所属网格": "东村第一网格"}


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A county in which the east asks for its dyke, of homes, of people and of grids."""
    for module in (household_part, resident_part, grid_part):
        monkeypatch.setattr(module, "custom_fields", lambda _session, _table, retired=False: FIELDS)


def test_a_home_elsewhere_is_not_asked_for_them(session: Session, desk: Desk) -> None:
    person = {"姓名": "章一", "与户主关系": "户主"}
    run = desk.load("households", book([{**WESTERN, **person}]))
    assert (run.new, run.bad) == (1, 0), desk.findings(run)
    run = desk.upload("households", book([{**EASTERN, **person}]))
    assert (run.new, run.bad) == (0, 1)
    assert desk.findings(run)[0][1:] == ("责任堤段", "请填写责任堤段")


def test_a_value_elsewhere_is_named_and_one_in_its_place_goes_in(session: Session, desk: Desk) -> None:
    run = desk.upload("households", book([{**WESTERN, "责任堤段": "三号"}]))
    assert (run.bad, desk.findings(run)[0][2]) == (1, "这个网格的记录不填这一栏")
    run = desk.load("households", book([{**EASTERN, "责任堤段": "三号"}]))
    assert (run.new, run.bad) == (1, 0), desk.findings(run)
    assert session.scalar(select(Household.extra).where(Household.code == "501")) == {"dyke": "三号"}


def test_a_home_and_its_people_keep_fields_of_the_same_key_apart(session: Session, desk: Desk) -> None:
    person = {"姓名": "章一", "与户主关系": "户主", "责任堤段（居民）": "五号"}
    run = desk.load("households", book([{**EASTERN, "责任堤段": "三号", **person}]))
    assert (run.new, run.bad) == (1, 0), desk.findings(run)
    home = session.scalars(select(Household).where(Household.code == "501")).one()
    assert (home.extra, home.residents[0].extra) == ({"dyke": "三号"}, {"dyke": "五号"})
    again = desk.upload("households", desk.export("households"))
    assert (again.new, again.changed, again.bad) == (0, 0, 0), desk.findings(again)


def test_what_was_entered_before_a_move_does_not_stand_in_the_way(session: Session, world: World, desk: Desk) -> None:
    home = Household.id == world.households["west1-1"]
    session.execute(update(Household.__table__).where(home).values(extra={"dyke": "三号"}))
    session.commit()

    def call(row: dict[str, object]) -> None:
        if row["所属网格"] == "西村第一网格" and row["户号"] == "001":
            row["住户备注"] = "已联系"

    run = desk.load("households", edited(desk.export("households"), call))
    assert (run.changed, run.bad) == (1, 0), desk.findings(run)


def test_who_keeps_other_areas_meets_no_column_of_them(desk: Desk, desk_of: Callable[[str], Desk]) -> None:
    assert {"责任堤段", "责任堤段（居民）"} <= rows_of(desk.export("households"))[0].keys()
    village = desk_of(roles.HEAD)
    assert not [label for label in rows_of(village.export("households"))[0] if "堤段" in label]
    run = village.load("households", book([{**WESTERN, "姓名": "章一", "与户主关系": "户主"}]))
    assert (run.new, run.bad) == (1, 0), village.findings(run)


def test_grids_are_asked_by_the_grid_above_them(desk: Desk) -> None:
    new = {"名称": "新网格", "层级": "网格", "启用日期": "2026-01-01"}
    rows = [
        {**new, "编码": "900000100001009", "上级网格编码": WEST},
        {**new, "编码": "900000100002009", "上级网格编码": EAST},
    ]
    run = desk.upload("grids", book(rows))
    assert (run.new, run.bad) == (1, 1), desk.findings(run)
    assert desk.findings(run)[0][:2] == (3, "责任堤段")
