"""柴胡店镇: one visitor for one area to the end, three classes of seven, everything closed and revisited.

Still to come. Loop: pairs kept while the campaign lasts, people with and without problems, annexes 2 and 4 to 6 and the summaries by 总支
from the records, the file for the outside platform, revisits. Paper: badges, leaflet, wall map, annexes as PDF, year-end sheets.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal.issues.models import IssueCategory
from tests.stories.story import Story

TOWN, VILLAGE = "370481111", "370481111200"
CLASSES = {"镇和村解决", "镇和市直部门联动解决", "市直部门单独解决"}
SEVEN = {"居住环境", "社会治安", "基本医疗", "文体生活", "基础教育", "社会帮扶", "其他"}


@pytest.fixture
def chaihudian(story: Callable[[str], Story]) -> Story:
    """柴胡店镇 with its plan in force."""
    return story("chaihudian")


def test_villages_are_divided_into_areas_of_responsibility(chaihudian: Story) -> None:
    assert chaihudian.add_grid("branch", TOWN, "第一党总支") == "37048111101"
    assert chaihudian.add_grid("area", VILLAGE, "村东", x_places="一组和东大街") == "370481111200001"
    assert chaihudian.add_grid("area", VILLAGE, "高桥小学", kind="dedicated") == "370481111200002"
    assert "开头" in chaihudian.refuse_grid("area", VILLAGE, "错号", code="370481111201001")
    rows = {row["名称"]: row for row in chaihudian.register("gridview")}
    assert (rows["村东"]["走访范围"], rows["高桥小学"]["类别"]) == ("一组和东大街", "单位区域")
    assert rows["高桥小学"]["层级"] == "走访区域"


def test_visitor_and_area_are_one_to_one(chaihudian: Story) -> None:
    east = chaihudian.ladder(VILLAGE)
    west, north = (chaihudian.add_grid("area", VILLAGE, name) for name in ("村西", "村北"))
    chaihudian.appoint("孙走访", "visitor", east)
    chaihudian.appoint("李走访", "visitor", west)
    assert "最多1名" in chaihudian.refuse_appointment("孙走访", "visitor", west)
    assert "专管一格" in chaihudian.refuse_appointment("孙走访", "visitor", north)
    chaihudian.appoint("赵总支", "branch_leader", chaihudian.add_grid("branch", TOWN, "第一党总支"))
    held = chaihudian.page("/assignmentview/list/")
    assert "孙走访柴胡店镇/高桥村/第一走访区域走访人员" in held
    assert "李走访柴胡店镇/高桥村/村西走访人员" in held
    assert held.count("孙走访") == 1
    assert "赵总支柴胡店镇/第一党总支党总支书记" in held


def test_every_kind_of_unit_is_registered_with_what_fits_it(chaihudian: Story) -> None:
    area = chaihudian.ladder(VILLAGE)
    school = chaihudian.add_establishment(area, "高桥小学", "school", x_pupils="320", x_workers="21")
    chaihudian.add_establishment(area, "集贸市场", "market", x_stalls="85")
    chaihudian.add_establishment(area, "镇卫生院", "hospital", x_beds="60")
    kinds = {row["名称"]: row["类别"] for row in chaihudian.register("establishmentview")}
    assert kinds == {"高桥小学": "学校", "集贸市场": "市场", "镇卫生院": "医院"}
    shown = chaihudian.page(f"/establishmentview/show/{school}")
    assert "学生人数（人）320" in shown


def test_what_people_care_about_is_kept_and_listed(chaihudian: Story) -> None:
    home = chaihudian.add_household(
        chaihudian.ladder(VILLAGE),
        "张大山",
        x_group="三组",
        x_best_time="evening",
        x_most_concerned=["living", "medical"],
    )
    (row,) = chaihudian.register("householdview")
    assert (row["村民小组"], row["方便上门的时间"]) == ("三组", "晚上")
    assert "居住环境、基本医疗" in chaihudian.page(f"/householdview/show/{home}")


def test_three_classes_of_seven_are_offered_and_have_limits_of_their_own(chaihudian: Story) -> None:
    offered = [(each.group, each.name) for each in chaihudian.session.scalars(select(IssueCategory))]
    assert len(offered) == 21
    assert set(offered) == {(group, name) for group in CLASSES for name in SEVEN}
    home = chaihudian.add_household(chaihudian.ladder(VILLAGE), "韩山")
    own, joint, city = (chaihudian.register_issue(home, f"{key}_living") for key in ("town", "joint", "city"))
    assert str(city.category.department) == "市直部门"
    days = [issue.due_on or dt.date.min for issue in (own, joint, city)]
    assert days == sorted(set(days))
    assert own.category.department is not None
    assert own.category.department.name == "村镇建设办公室"


def test_the_card_of_the_plan_goes_to_every_household(chaihudian: Story) -> None:
    area = chaihudian.ladder(VILLAGE)
    chaihudian.appoint("孙走访", "visitor", area)
    for head in ("杨一", "朱二", "秦三"):
        chaihudian.add_household(area, head)
    (sheet,) = chaihudian.cards(VILLAGE)
    assert sheet.count("联系服务群众卡") == 3
    assert sheet.count("孙走访") == 3
    first, *_rest = chaihudian.letters(VILLAGE)
    assert "这个人从头到尾不换" in first
