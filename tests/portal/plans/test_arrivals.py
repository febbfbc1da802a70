"""What is told before a profile is applied: all that the first one brings, and nothing that will not happen."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.cli import Exit
from portal.households.models import CareCategory, Resident
from portal.plans.arrivals import arrivals
from portal.plans.checking import Check, check_profile
from portal.plans.shifts import Entry, called
from seeds.loading import load_profile
from tests.fixtures.terminal import Terminal
from tests.fixtures.world import World
from tests.portal.plans.profiles import SOURCE, TEXT, applied, changed, without


def told(session: Session, text: str) -> Check:
    return check_profile(session, text, Path("town.yaml"))


def test_names_that_are_shared_carry_their_keys() -> None:
    entries = [Entry("rain", "其他"), Entry("road", "道路"), Entry("dust", "其他")]
    assert called(entries) == ["其他（rain）", "道路", "其他（dust）"]


def test_the_first_profile_tells_all_that_comes_in(session: Session, world: World) -> None:
    changes, profile = told(session, TEXT).changes, load_profile(SOURCE)
    for noun, rows in (("角色", profile.roles), ("单位类别", profile.establishment_kinds), ("报表", profile.tables)):
        line = next(each for each in changes if each.startswith(f"新增{noun} {len(rows)} "))
        assert all(row.name in line for row in rows)
    assert any(each.startswith("新增住户的自定义字段 ") for each in changes)
    assert set(arrivals(profile)) <= set(changes)


def test_a_later_version_tells_only_what_changes(session: Session, world: World) -> None:
    applied(session)
    changes = told(session, changed(without("care_categories", code="advanced_age"))).changes
    assert changes == ("删除没有在用的关爱类别 1 个：高龄老人",)


@pytest.fixture
def blocked(session: Session, world: World) -> str:
    """A version without a category that somebody has, and without one that nobody has."""
    applied(session)
    category = session.query(CareCategory).filter_by(code="advanced_age").one()
    resident = session.query(Resident).limit(1).one()
    resident.care.append(category)
    session.commit()
    return changed(
        without("care_categories", code="advanced_age"), without("care_categories", code="left_behind_child")
    )


def test_what_is_in_use_is_not_told_as_deleted(session: Session, blocked: str) -> None:
    found = told(session, blocked)
    assert found.refusal == "不能应用：有 1 处数据挡住"
    assert [each for each in found.changes if "高龄老人" in each] == []
    assert "高龄老人" in found.obstacles[0].sentence


def test_the_command_says_first_that_it_cannot_be_applied(app: Flask, blocked: str, tmp_path: Path) -> None:
    path = tmp_path / "second.yaml"
    path.write_text(blocked, "utf-8")
    code, said, complained = Terminal(app)("plan", "check", path, "--live")
    assert code == Exit.FAILED
    assert complained.splitlines()[0] == "不能应用：有 1 处数据挡住"
    assert said.splitlines()[0] == "挡住的处理好以后，应用会带来："
    assert "没有问题" not in said
