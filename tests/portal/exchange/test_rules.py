"""What two people, a sorted sheet, a copied row or a second look can do to an import."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from portal.exchange import files
from portal.exchange.facts import as_text, from_text, version_of
from portal.households.models import Household, Resident
from tests.fixtures.world import World
from tests.portal.exchange.conftest import Desk, book, edited, rows_of

HOME = {"所属网格": "西村第一网格", "户号": "301", "户主": "章一", "地址": "新路 1 号"}
ONE = {**HOME, "姓名": "章一", "与户主关系": "户主", "出生日期": "1990-03-07"}
TWO = {**HOME, "姓名": "章二", "与户主关系": "子", "出生日期": "2015-03-01"}


def test_the_rows_of_a_household_may_be_sorted_apart(session: Session, desk: Desk) -> None:
    other = {**HOME, "户号": "302", "地址": "新路 2 号", "姓名": "章三", "与户主关系": "户主"}
    run = desk.load("households", book([ONE, other, TWO]))
    assert (run.new, run.bad) == (3, 0), desk.findings(run)
    home = session.scalars(select(Household).where(Household.code == "301")).one()
    assert [each.name for each in home.residents] == ["章一", "章二"]


def test_of_two_ways_to_write_a_household_the_edited_one_counts(session: Session, desk: Desk) -> None:
    desk.load("households", book([ONE, TWO]))
    seen: list[int] = []

    def move_first(row: dict[str, Any]) -> None:
        if row["户号"] == "301" and not seen:
            seen.append(1)
            row["地址"] = "搬走了"

    run = desk.load("households", edited(desk.export("households"), move_first))
    assert (run.changed, run.bad) == (1, 0), desk.findings(run)
    assert session.scalar(select(Household.address).where(Household.code == "301")) == "搬走了"
    twice = iter(("甲路", "乙路"))

    def both(row: dict[str, Any]) -> None:
        if row["户号"] == "301":
            row["地址"] = next(twice)

    run = desk.upload("households", edited(desk.export("households"), both))
    assert (run.bad, "写法不一" in desk.findings(run)[0][2]) == (2, True)


def test_a_row_twice_in_a_file_comes_in_once(desk: Desk) -> None:
    run = desk.upload("households", book([ONE, ONE]))
    assert (run.new, run.bad, desk.findings(run)[0][2]) == (1, 1, "与第 2 行重复")
    exported = desk.export("households")
    first = rows_of(exported)[0]
    run = desk.upload("households", edited(exported, lambda _row: None, more=[{**first, "姓名": "冒名"}]))
    assert (run.bad, "清空记录编号" in desk.findings(run)[0][2]) == (1, True)


def test_a_household_has_one_head_also_across_file_and_database(desk: Desk) -> None:
    run = desk.upload("households", book([ONE, {**TWO, "与户主关系": "户主"}]))
    assert (run.new, run.bad) == (1, 1)
    assert "一户只能有一名户主" in desk.findings(run)[0][2]
    taken = {"所属网格": "西村第一网格", "户号": "001", "姓名": "新人", "与户主关系": "户主"}
    assert desk.upload("households", book([{**taken, "地址": "west1 路 1 号"}])).bad == 1


def test_heads_may_change_places_in_one_file(session: Session, desk: Desk) -> None:
    desk.load("households", book([ONE, TWO]))

    def swap(row: dict[str, Any]) -> None:
        if row["户号"] == "301":
            row["与户主关系"] = {"户主": "父母", "子": "户主"}[row["与户主关系"]]

    run = desk.load("households", edited(desk.export("households"), swap))
    assert (run.state, run.changed, run.bad) == ("done", 2, 0), desk.findings(run)
    head = select(Resident.name).join(Household).where(Household.code == "301", Resident.relation == "head")
    assert session.scalars(head).all() == ["章二"]


def test_an_undo_leaves_what_was_changed_since_and_names_it(session: Session, world: World, desk: Desk) -> None:
    run = desk.load("households", book([ONE, TWO]))
    session.execute(update(Resident).where(Resident.name == "章二").values(occupation="后来改的"))
    session.commit()
    undone = desk.undo(run.id)
    assert (undone.state, undone.restored, undone.left) == ("undone", 1, 2)
    assert {message for _row, _column, message in desk.findings(undone)} == {
        "居民：导入之后又被修改，没有撤销", "住户：还有 1 名居民，没有删除",
    }  # fmt: skip


def test_what_a_record_was_lies_sealed(session: Session, desk: Desk) -> None:
    desk.load("households", book([{**ONE, "身份证号": "110101199003078515"}]))
    run = desk.load("households", book([{**ONE, "身份证号": "11010119900307803X", "姓名": "章一"}]))
    assert run.changed == 1, desk.findings(run)
    kept = session.scalars(text("SELECT before FROM import_row WHERE run_id = :run"), {"run": run.id}).all()
    assert kept
    assert all(each.startswith("v1.") for each in kept)
    desk.undo(run.id)
    numbers = session.scalars(select(Resident.id_number).where(Resident.name == "章一")).all()
    assert numbers == ["110101199003078515"]


def test_files_lie_sealed_and_notice_every_change(app: Flask, own_files: Path) -> None:
    content = bytes(range(256)) * 9000
    stored = files.keep("import/x.bin", io.BytesIO(content))
    path = own_files / stored.name
    assert b"".join(files.plain(stored.name)) == content
    assert content[:256] not in path.read_bytes()
    for spoiled in (path.read_bytes()[:-40], path.read_bytes()[: files.BLOCK + 28], b"x" + path.read_bytes()[1:]):
        path.write_bytes(spoiled)
        with pytest.raises(ValueError, match="cannot unseal"):
            list(files.plain(stored.name))
        path.write_bytes(b"")
        files.keep("import/x.bin", io.BytesIO(content))


def test_facts_are_read_back_as_they_were(session: Session, world: World) -> None:
    row = session.get_one(Household, world.households["west1-1"])
    facts = {"location": row.location, "care": (1, 2), "extra": {"a": [1]}, "name": None, "order": 3}
    assert from_text(as_text(facts)) == facts
    assert version_of("household", facts) == version_of("household", dict(reversed(facts.items())))
    assert version_of("household", facts) != version_of("household", {**facts, "order": 4})
