"""What is out of use stays where it is held, and is given to nothing new."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.households.models import CareCategory, Household
from portal.issues.models import Department, IssueCategory
from tests.fixtures.world import World
from tests.portal.exchange.conftest import Desk, book, edited

HOME = {
    "所属网格": "西村第一网格",
    "户号": "801",
    "户主": "章一",
    "地址": "新路 1 号",
    "姓名": "章一",
    "与户主关系": "户主",
}
ISSUE = {"所属网格": "西村第一网格", "类别": "life", "标题": "路灯", "内容": "不亮"}


def test_a_care_category_is_kept_and_not_given(session: Session, world: World, desk: Desk) -> None:
    alone = session.scalars(select(CareCategory).where(CareCategory.code == "alone")).one()
    held = session.get_one(Household, world.households["west1-1"]).residents[0]
    held.care, name = [alone], held.name
    alone.retired = True
    session.commit()

    def employ(row: dict[str, object]) -> None:
        if row["姓名"] == name:
            row["职业"] = "务农"

    kept = desk.load("households", edited(desk.export("households"), employ))
    assert (kept.changed, kept.bad) == (1, 0), desk.findings(kept)
    refused = desk.upload("households", book([{**HOME, "关爱类别": "独居老人"}]))
    assert (refused.new, refused.bad) == (0, 1)
    assert ("关爱类别", "类别“独居老人”已停用，不再给新的居民") in [each[1:] for each in desk.findings(refused)]


def test_new_issues_take_neither_category_nor_department(session: Session, desk: Desk) -> None:
    session.execute(update(IssueCategory).where(IssueCategory.code == "life").values(retired=True))
    session.execute(update(Department).where(Department.code == "road").values(retired=True))
    session.commit()
    run = desk.upload("issues", book([{**ISSUE, "承办部门": "交通站"}]))
    assert (run.new, run.bad) == (0, 1)
    assert [column for _row, column, _message in desk.findings(run)] == ["类别", "承办部门"]
    again = desk.upload("issues", desk.export("issues"))
    assert (again.new, again.changed, again.bad) == (0, 0, 0), desk.findings(again)


def test_a_category_is_not_given_to_a_retired_department(session: Session, desk: Desk) -> None:
    session.execute(update(Department).values(retired=True))
    session.commit()
    run = desk.upload("issue_categories", book([{"代号": "road", "名称": "道路", "承办部门": "交通站"}]))
    assert (run.new, run.bad) == (0, 1)
    again = desk.upload("issue_categories", desk.export("issue_categories"))
    assert (again.changed, again.bad) == (0, 0), desk.findings(again)
