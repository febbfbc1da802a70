"""柴胡店镇: one visitor for one area to the end, three classes of seven, everything closed and revisited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal.campaigns.models import Campaign, VisitorArea
from portal.issues.models import IssueCategory
from tests.stories.loop import Loop

TOWN, VILLAGE = "370481111", "370481111200"
CLASSES = {"镇和村解决", "镇和市直部门联动解决", "市直部门单独解决"}
SEVEN = {"居住环境", "社会治安", "基本医疗", "文体生活", "基础教育", "社会帮扶", "其他"}


@pytest.fixture
def chaihudian(story: Callable[[str], Loop]) -> Loop:
    """柴胡店镇 with its plan in force."""
    return story("chaihudian")


def test_villages_are_divided_into_areas_of_responsibility(chaihudian: Loop) -> None:
    assert chaihudian.add_grid("branch", TOWN, "第一党总支") == "37048111101"
    assert chaihudian.add_grid("area", VILLAGE, "村东", x_places="一组和东大街") == "370481111200001"
    assert chaihudian.add_grid("area", VILLAGE, "高桥小学", kind="dedicated") == "370481111200002"
    assert "开头" in chaihudian.refuse_grid("area", VILLAGE, "错号", code="370481111201001")
    rows = {row["名称"]: row for row in chaihudian.register("gridview")}
    assert (rows["村东"]["走访范围"], rows["高桥小学"]["类别"]) == ("一组和东大街", "单位区域")
    assert rows["高桥小学"]["层级"] == "走访区域"


def test_visitor_and_area_are_one_to_one(chaihudian: Loop) -> None:
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


def test_every_kind_of_unit_is_registered_with_what_fits_it(chaihudian: Loop) -> None:
    area = chaihudian.ladder(VILLAGE)
    school = chaihudian.add_establishment(area, "高桥小学", "school", x_pupils="320", x_workers="21")
    chaihudian.add_establishment(area, "集贸市场", "market", x_stalls="85")
    chaihudian.add_establishment(area, "镇卫生院", "hospital", x_beds="60")
    kinds = {row["名称"]: row["类别"] for row in chaihudian.register("establishmentview")}
    assert kinds == {"高桥小学": "学校", "集贸市场": "市场", "镇卫生院": "医院"}
    shown = chaihudian.page(f"/establishmentview/show/{school}")
    assert "学生人数（人）320" in shown


def test_what_people_care_about_is_kept_and_listed(chaihudian: Loop) -> None:
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


def test_three_classes_of_seven_are_offered_and_have_limits_of_their_own(chaihudian: Loop) -> None:
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


def test_the_card_of_the_plan_goes_to_every_household(chaihudian: Loop) -> None:
    area = chaihudian.ladder(VILLAGE)
    chaihudian.appoint("孙走访", "visitor", area)
    for head in ("杨一", "朱二", "秦三"):
        chaihudian.add_household(area, head)
    (sheet,) = chaihudian.cards(VILLAGE)
    assert sheet.count("联系服务群众卡") == 3
    assert sheet.count("孙走访") == 3
    first, *_rest = chaihudian.letters(VILLAGE)
    assert "这个人从头到尾不换" in first


def four_homes(chaihudian: Loop) -> tuple[list[int], int]:
    """Two areas with a visitor each, two homes in each, a school in the first, under one branch; the campaign began twenty days ago."""
    branch = chaihudian.add_grid("branch", TOWN, "第一党总支")
    chaihudian.move(VILLAGE, branch)
    areas = [chaihudian.ladder(VILLAGE), chaihudian.add_grid("area", VILLAGE, "村西")]
    for name, area in zip(("孙走访", "李走访"), areas, strict=True):
        chaihudian.appoint(name, "visitor", area)
    homes = [chaihudian.add_household(areas[n // 2], head) for n, head in enumerate(("杨一", "朱二", "秦三", "尤四"))]
    school = chaihudian.add_establishment(areas[0], "高桥小学", "school")
    campaign = chaihudian.open_campaign("visits", TOWN)
    chaihudian.pair(campaign, "孙走访", areas[0])
    chaihudian.pair(campaign, "李走访", areas[1])
    return homes, school


def test_pairs_stay_to_the_end_and_nobody_is_left_out(chaihudian: Loop) -> None:
    four_homes(chaihudian)
    campaign, east = chaihudian.newest(Campaign), f"{VILLAGE}001"
    assert "中途不得更换" in chaihudian.refuse_pair(campaign, "李走访", east)
    (first, _second) = chaihudian.session.scalars(select(VisitorArea.id).order_by(VisitorArea.id))
    chaihudian.accepted(f"/campaignview/pairs/{campaign.id}/remove/{first}", {})
    schedule = [row[2:7] for row in chaihudian.table("schedule") if row[0] != "合计"]
    assert [(area, name, homes, units) for area, name, _phone, homes, units in schedule] == [
        ("第一走访区域", "孙走访", 2, 1), ("村西", "李走访", 2, 0),
    ]  # fmt: skip
    assert chaihudian.tasks("未走访", by="李走访") == ["尤四", "秦三"]
    chaihudian.add_household(east, "何五")
    assert chaihudian.tasks("未走访", target="村家庭") == ["何五", "尤四", "朱二", "杨一", "秦三"]


def test_people_with_and_without_problems_are_told_apart(chaihudian: Loop) -> None:
    """Of four homes and a school, three homes and the school visited, one home absent; one home has a problem, one a wish."""
    homes, school = four_homes(chaihudian)
    with chaihudian.acting("孙走访"):
        chaihudian.visit(
            homes[0],
            wishes="村口加一盏路灯",
            checklist="opinions",
            answers={"explained": True, "satisfaction": "satisfied"},
        )
        told = chaihudian.send(household_id=homes[1], checklist="opinions", answers={"leaflet": True})
        assert (told["state"], "请回答" in told["message"]) == ("refused", True)
        chaihudian.visit(homes[1], issues=[("joint_living", "门前积水")])
        chaihudian.visit(school, unit=True)
    with chaihudian.acting("李走访"):
        chaihudian.visit(homes[2])
        chaihudian.nobody_home(homes[3])
    assert chaihudian.rate("visiting")["高桥村"] == (4, 5, "80.0%")
    assert chaihudian.rate("visiting", "grid")["村西"] == (1, 2, "50.0%")
    assert [(row[2], row[5], row[7]) for row in chaihudian.table("opinions")] == [("杨一", "村口加一盏路灯", "孙走访")]
    assert [row[2] for row in chaihudian.table("contented")] == ["杨一", "秦三"]
    (summary,) = [row for row in chaihudian.table("branch_summary", grid=f"{TOWN}01") if row[0] == 1]
    assert summary[1:10] == ["高桥村", 4, 3, "80.0%（4/5）", 0, 1, 0, 0, "0.0%（0/1）"]


def test_everything_is_closed_and_revisited_and_the_city_answers_by_its_platform(chaihudian: Loop) -> None:
    """One problem of each class: two are closed after revisits, one of them came back once; the city has not answered the third."""
    homes, _school = four_homes(chaihudian)
    with chaihudian.acting("孙走访"):
        chaihudian.visit(
            homes[0],
            issues=[("town_living", "路灯不亮"), ("joint_order", "路口车速太快"), ("city_medical", "转诊不便")],
        )
        assert "权限" in chaihudian.refuse_step(chaihudian.issue("路灯不亮"), "classify", issue_class="town")
    own, joint, city = (chaihudian.issue(text) for text in ("路灯不亮", "路口车速太快", "转诊不便"))
    for issue in (own, joint, city):
        chaihudian.step(issue, "classify")
    assert chaihudian.state(own) == "已分类"
    chaihudian.step(own, "assign")
    chaihudian.step(own, "handle", note="换了灯泡", outcome="solved")
    assert "诉求目前是“待回访”，不能“清零”" in chaihudian.refuse_step(own, "close")
    chaihudian.step(own, "revisit", satisfaction="satisfied")
    assert chaihudian.state(chaihudian.step(own, "close")) == "已清零"
    for issue in (joint, city):
        chaihudian.step(issue, "upload", note="需市里解决")
    assert chaihudian.state(joint) == "已上传平台"
    sent = chaihudian.hand_over("ehsy")
    assert [(row["诉求编号"], row["标记"]) for row in sent] == [(joint.number, "新增"), (city.number, "新增")]
    assert [row["标记"] for row in chaihudian.hand_over("ehsy")] == ["已导出", "已导出"]
    answer = {
        "number": joint.number,
        "state": "已办结",
        "outcome": "solved",
        "answer": "加了减速带",
        "outside_number": "E-1",
    }
    unknown = {"number": own.number, "state": "已办结", "outcome": "solved", "answer": "不是这件"}
    assert "没有交给" in chaihudian.answers("ehsy", answer, unknown)
    assert chaihudian.state(joint) == "待回访"
    chaihudian.step(joint, "revisit", satisfaction="dissatisfied", note="减速带太短")
    assert chaihudian.state(joint) == "重新办理"
    chaihudian.settle(joint, "已加长")
    assert chaihudian.rate("clearing")["高桥村"] == (2, 3, "66.7%")
    assert chaihudian.rate("revisiting")["高桥村"] == (2, 2, "100.0%")
    assert chaihudian.rate("satisfaction")["高桥村"] == (2, 3, "66.7%")
    found = {row[4]: (row[5], row[9], row[12]) for row in chaihudian.table("problems")}
    assert found == {
        "路灯不亮": ("镇和村解决", "已解决", "满意"), "路口车速太快": ("镇和市直部门联动解决", "已解决", "满意"),
        "转诊不便": ("市直部门单独解决", "", ""),
    }  # fmt: skip
