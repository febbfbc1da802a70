"""Assignments from a sheet keep to the roles of the plan as those from the form do."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.exchange.actors import COMMAND_LINE
from portal.members.models import Assignment, Member
from tests.fixtures.profiles import put_in_force
from tests.portal.exchange.conftest import Desk, book, own_files
from tests.portal.members.test_posts import ROLES

__all__ = ["own_files"]


@pytest.fixture
def desk(session: Session) -> Desk:
    """The command line, in a town with the roles of those tests."""
    put_in_force(session, roles=ROLES, teams=[])
    return Desk(session, COMMAND_LINE)


def person(name: str, phone: str, grid: str = "西村第二网格", **more: str) -> dict[str, str]:
    return {"档案所属": "西村", "姓名": name, "电话": phone, "性别": "男", "任职网格": grid, **more}


def test_a_duty_alone_becomes_the_role_of_the_plan(session: Session, desk: Desk) -> None:
    run = desk.load("members", book([person("章一", "13900000101", 角色="网格辅助员")]))
    assert run.bad == 0, desk.findings(run)
    found = select(Assignment.role, Assignment.duty).join(Member).where(Member.name == "章一")
    assert session.execute(found).one() == ("micro", "helper")
    assert desk.undo(run.id).left == 0


def test_a_role_of_another_level_is_named(desk: Desk) -> None:
    run = desk.upload("members", book([person("章一", "13900000101", 角色="村网格长")]))
    assert (run.bad, desk.findings(run)[0][1:]) == (1, ("角色", "实施方案里这个网格可选的角色：专职网格员、微网格员"))


def test_no_more_go_in_than_the_plan_has_room_for(session: Session, desk: Desk) -> None:
    people = [person(f"章{number}", f"1390000010{number}", 角色="微网格员") for number in range(3)]
    run = desk.load("members", book(people))
    assert (run.bad, "微网格员最多 2 名" in desk.findings(run)[0][2]) == (1, True)
    held = session.scalars(select(Assignment.id).where(Assignment.role == "micro")).all()
    assert len(held) == 2


def test_a_file_from_an_older_template_is_understood(session: Session, desk: Desk) -> None:
    run = desk.load("members", book([person("章一", "13900000101", 职责="网格辅助员")]))
    assert (run.bad, run.new > 0) == (0, True), desk.findings(run)
    assert session.scalars(select(Assignment.role).join(Member).where(Member.name == "章一")).one() == "micro"
