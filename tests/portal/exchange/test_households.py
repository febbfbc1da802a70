"""Households with residents: in, out, again, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.households.models import Household, Resident
from tests.fixtures.world import World
from tests.portal.exchange.conftest import Desk, book, edited, rows_of

HOME = {"所属网格": "西村第一网格", "户号": "101", "户主": "章一", "地址": "新路 1 号", "住户电话": "13911110000"}
HEAD = {**HOME, "姓名": "章一", "与户主关系": "户主", "身份证号": "110101199003078515", "关爱类别": "独居老人"}
SON = {"姓名": "章二", "与户主关系": "子", "出生日期": "2015年3月1日", "性别": "男"}


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_new_households_come_in_with_their_residents(
    session: Session, world: World, desk: Desk, own_files: Path
) -> None:
    before = count(session, Household), count(session, Resident)
    run = desk.load(
        "households", book([HEAD, SON, {"所属网格": "900000100001002", "地址": "新路 2 号", "住户类别": "空户"}])
    )
    assert (run.state, run.new, run.changed, run.bad) == ("done", 3, 0, 0), desk.findings(run)
    assert run.stored is None
    assert list((own_files / "import").iterdir()) == []
    assert (count(session, Household), count(session, Resident)) == (before[0] + 2, before[1] + 2)
    home = session.scalars(select(Household).where(Household.code == "101")).one()
    assert (home.grid_id, home.walking_order, home.kind) == (world.grids["west1"], 4, "resident")
    head, son = home.residents
    assert (head.id_number, str(head.birth_date), head.sex) == ("110101199003078515", "1990-03-07", "male")
    assert ([each.name for each in head.care], son.relation) == (["独居老人"], "son")
    vacant = session.scalars(select(Household).where(Household.address == "新路 2 号")).one()
    assert (vacant.code, vacant.residents) == ("004", [])


def test_bad_rows_come_back_and_good_ones_go_in(session: Session, desk: Desk) -> None:
    bad = {**HOME, "户号": "102", "所属网格": "没有的网格"}
    wrong = {**HOME, "姓名": "章三", "身份证号": "110101199003078516"}
    run = desk.load("households", book([HEAD, bad, wrong]))
    assert (run.state, run.new, run.bad) == ("done", 1, 2)
    said = desk.findings(run)
    assert {(row, column) for row, column, _ in said} == {(3, "所属网格"), (4, "身份证号")}
    again = desk.upload("households", desk.book(run))
    assert (again.state, again.bad) == ("checked", 2)


def test_exported_and_imported_again_nothing_changes(session: Session, desk: Desk) -> None:
    run = desk.upload("households", desk.export("households"))
    assert (run.state, run.new, run.changed, run.bad) == ("checked", 0, 0, 0), desk.findings(run)
    assert run.same == run.total > 0


def test_an_edited_export_updates_by_its_numbers(session: Session, world: World, desk: Desk) -> None:
    def move(row: dict[str, Any]) -> None:
        if row["户主"] == "赵甲":
            row["地址"] = "搬到 9 号"

    run = desk.load("households", edited(desk.export("households"), move))
    assert (run.state, run.changed, run.new, run.bad) == ("done", 1, 0, 0), desk.findings(run)
    session.expire_all()
    assert session.get_one(Household, world.households["west1-1"]).address == "搬到 9 号"


def test_undo_takes_all_of_it_back(session: Session, world: World, desk: Desk) -> None:
    before = desk.export("households", full=True)
    run = desk.load("households", book([HEAD, SON]))
    assert run.new == 2
    undone = desk.undo(run.id)
    assert (undone.state, undone.restored, undone.left) == ("undone", 3, 0)
    assert rows_of(desk.export("households", full=True)) == rows_of(before)
