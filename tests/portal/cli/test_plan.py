"""`portal plan`: profiles listed, compared, checked against live data, applied, written out, and grids made from them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.cli import Exit
from portal.grids.models import Grid
from portal.households.models import Establishment
from portal.plans.models import PlanVersion
from tests.fixtures.terminal import Terminal
from tests.fixtures.world import World
from tests.portal.plans.profiles import SOURCE, TEXT, changed, row, without


@pytest.fixture
def portal(app: Flask, world: World) -> Terminal:
    """The command line over the small world."""
    return Terminal(app)


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """A second version of 龙城镇: one category fewer, another limit."""

    def limit(data: dict[str, object]) -> None:
        row(data, "casework", "categories", code="hazards")["limit"] = {"working_days": 1}

    path = tmp_path / "second.yaml"
    path.write_text(changed(without("care_categories", code="advanced_age"), limit), "utf-8")
    return path


def test_versions_are_listed_and_shown(portal: Terminal, second: Path) -> None:
    assert portal("plan", "versions")[0] == Exit.NOTHING
    assert portal("plan", "apply", "longcheng")[0] == Exit.OK
    code, said, _ = portal("plan", "apply", second)
    assert (code, "删除没有在用的关爱类别 1 个：高龄老人" in said) == (Exit.OK, True)
    lines = portal("plan", "versions")[1].splitlines()
    assert [line.split()[:4] for line in lines] == [["*", "longcheng", "第", "2"], ["longcheng", "第", "1", "版"]]
    assert "安全隐患 1 个工作日" in portal("plan", "show")[1]
    assert "安全隐患 3 个工作日" in portal("plan", "show", "--version", "1")[1]
    code, _, complaint = portal("plan", "show", "--version", "9")
    assert (code, "已有的版本：1、2" in complaint) == (Exit.FAILED, True)


def test_applying_the_same_again_says_so(portal: Terminal, session: Session) -> None:
    portal("plan", "apply", "longcheng")
    assert "没有变化" in portal("plan", "apply", "longcheng")[1]
    assert session.scalar(select(func.count(PlanVersion.id))) == 1


def test_two_profiles_are_compared_by_file_id_and_version(portal: Terminal, second: Path, tmp_path: Path) -> None:
    first = tmp_path / "first.yaml"
    first.write_text(changed(), "utf-8")
    code, said, _ = portal("plan", "diff", first, second)
    assert (code, "高龄老人" in said) == (Exit.OK, True)
    assert portal("plan", "diff", "longcheng", SOURCE)[0] == Exit.NOTHING
    portal("plan", "apply", first)
    portal("plan", "apply", second)
    assert portal("plan", "diff", "1", "2")[1] == said
    assert portal("plan", "diff", "longcheng@2")[0] == Exit.NOTHING
    assert "共 2 处不同" in portal("plan", "diff", "1")[1]


def test_a_check_against_live_data_tells_what_would_happen_and_changes_nothing(
    portal: Terminal, second: Path, session: Session, world: World
) -> None:
    portal("plan", "apply", "longcheng")
    code, said, _ = portal("plan", "check", second, "--live")
    assert (code, "高龄老人" in said) == (Exit.OK, True)
    session.add(Establishment(grid_id=world.grids["west1"], name="便民市场", kind="market"))
    session.commit()
    second.write_text(changed(without("establishment_kinds", key="market")), "utf-8")
    code, _, complaint = portal("plan", "check", second, "--live")
    assert (code, "便民市场" in complaint) == (Exit.FAILED, True)
    assert session.scalar(select(func.count(PlanVersion.id))) == 1


def test_every_fault_of_a_file_is_told_with_file_line_and_key(portal: Terminal, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(
        TEXT.replace("rank: 2", "rank: 5").replace("visits: true", "visits: 1").replace("code: police", "code: Police"),
        "utf-8",
    )
    for command in ("check", "apply"):
        code, _, complaint = portal("plan", command, broken)
        assert code == Exit.FAILED
        assert [line for line in complaint.splitlines() if "broken.yaml 第 " not in line] == []
        assert len(complaint.splitlines()) >= 2


def test_a_version_prepared_from_an_older_one_is_refused(portal: Terminal, second: Path) -> None:
    portal("plan", "apply", "longcheng", "--base", "0")
    portal("plan", "apply", second, "--base", "1")
    code, _, complaint = portal("plan", "apply", SOURCE, "--base", "1")
    assert (code, "已经换过" in complaint) == (Exit.FAILED, True)


def test_schema_and_profile_are_written_out(portal: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "schema.json"
    assert portal("plan", "schema", "--out", out)[0] == Exit.OK
    assert "$schema" in json.loads(out.read_text("utf-8"))
    assert portal("plan", "export")[0] == Exit.FAILED
    portal("plan", "apply", "longcheng")
    assert portal("plan", "export")[1] == TEXT
    assert portal("plan", "export", "longcheng@1", "--out", tmp_path / "town.yaml")[0] == Exit.OK
    assert (tmp_path / "town.yaml").read_text("utf-8") == TEXT


def test_grids_grow_from_the_areas_and_are_checked(portal: Terminal, emptied: Session) -> None:
    emptied.commit()
    portal("plan", "apply", "dongye")
    code, said, _ = portal("plan", "grids")
    assert code == Exit.OK
    assert "新建 东冶镇/东冶村" in said
    count = emptied.scalar(select(func.count(Grid.id)))
    assert portal("plan", "grids")[1] == f"新建 0 个网格，原有 {count} 个没有改动\n"
    assert portal("grids", "check") == (Exit.OK, "没有发现重叠、空隙或越界，编码和规模都符合方案\n", "")
    emptied.scalars(select(Grid).where(Grid.name == "东冶村")).one().code = "ABC"
    emptied.commit()
    code, said, _ = portal("grids", "check")
    assert (code, "东冶镇/东冶村：编码“ABC”应为 3 位数字" in said) == (Exit.FAILED, True)
