"""望江县: a county of thirteen townships and 135 villages, four levels of grids, ten classes of matters, five days and three."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal.foundation.clock import today
from portal.foundation.workdays import Calendar
from portal.grids.models import Grid
from portal.households.models import Household
from portal.issues.models import Issue, IssueCategory
from portal.plans.models import PlanVersion
from tests.stories.loop import Loop

COUNTY, TOWNSHIP, VILLAGE = "340827", "340827109", "340827109200"


@pytest.fixture
def wangjiang(story: Callable[[str], Loop]) -> Loop:
    """望江县 with its plan in force."""
    return story("wangjiang")


def test_135_villages_stand_in_their_townships(wangjiang: Loop) -> None:
    rows = wangjiang.register("gridview", _flt_0_level=wangjiang.level("village").id)
    assert len(rows) == 135
    assert wangjiang.count(Grid) == 1 + 13 + 135
    assert wangjiang.grid(VILLAGE).full_name.split("/")[:2] == ["望江县", "雷池镇"]


def test_areas_and_groups_are_numbered_below_a_village(wangjiang: Loop) -> None:
    first = wangjiang.add_grid("area", VILLAGE, "东片", x_party_group="东片党小组")
    assert (first, wangjiang.add_grid("area", VILLAGE, "西片")) == (f"{VILLAGE}01", f"{VILLAGE}02")
    assert wangjiang.add_grid("group", first, "第一组") == f"{VILLAGE}0101"
    assert "16位数字" in wangjiang.refuse_grid("group", first, "错号", code="1")


def test_a_village_with_two_areas_is_reported_and_with_three_it_is_not(wangjiang: Loop) -> None:
    name = wangjiang.grid(VILLAGE).name
    for area in ("东片", "西片"):
        wangjiang.add_grid("area", VILLAGE, area)
    assert name in wangjiang.check()
    wangjiang.add_grid("area", VILLAGE, "中片")
    assert f"{name}：" not in wangjiang.check()


def test_every_level_has_its_head_and_the_village_its_informant(wangjiang: Loop) -> None:
    group = wangjiang.ladder(VILLAGE)
    for name, role, grid in (
        ("郑镇长", "township_head", TOWNSHIP), ("王书记", "village_head", VILLAGE), ("冯信息", "informant", VILLAGE),
        ("陈片干", "area_head", group[:14]), ("褚组长", "member", group),
    ):  # fmt: skip
        wangjiang.appoint(name, role, grid)
    wangjiang.accepted("/memberview/add", {
        "name": "卫信息", "grid": wangjiang.grid(VILLAGE).id, "sex": "male", "ethnicity": "汉族", "employment": "part",
        "phone": "13912340000",
    })  # fmt: skip
    assert "网格信息员" in wangjiang.refuse_appointment("卫信息", "informant", VILLAGE)
    held = {row["网格员"]: row["角色"] for row in wangjiang.register("assignmentview")}
    assert [held[name] for name in ("郑镇长", "王书记", "冯信息", "陈片干", "褚组长")] == [
        "一级网格长", "二级网格长", "网格信息员", "三级网格长", "四级网格员",
    ]  # fmt: skip


def test_what_is_noted_of_a_familys_means_is_on_no_list(wangjiang: Loop) -> None:
    group = wangjiang.ladder(VILLAGE)
    home = wangjiang.add_household(
        group,
        "蒋渔",
        x_farmland="3.5",
        x_flood_prone="y",
        x_income_level="hard",
        x_large_expense=["illness", "schooling"],
    )
    (row,) = wangjiang.register("householdview")
    assert row["汛期需转移"] == "是"
    assert not {"家庭收入情况", "大额支出"} & set(row)
    page = wangjiang.page(f"/householdview/show/{home}")
    assert "承包耕地（亩）3.5" in page
    assert "困难" not in page.replace("困难群众", "")
    assert "大于" in wangjiang.refused("/householdview/add", {
        "grid": wangjiang.grid(group).id, "head_name": "沈", "address": "沈家", "kind": "resident", "x_farmland": "5000",
    })  # fmt: skip


def test_ten_classes_of_matters_and_their_departments(wangjiang: Loop) -> None:
    groups = {category.group for category in wangjiang.session.query(IssueCategory)}
    assert {"党员服务类", "防灾减灾类", "社会公益类", "综合治理类", "公共安全类"} <= groups
    assert {"农业管理类", "城镇管理类", "城镇建设类", "公共服务类", "社会保障类"} <= groups


def test_five_working_days_to_answer_and_emergencies_at_once(wangjiang: Loop) -> None:
    home = wangjiang.add_household(wangjiang.ladder(VILLAGE), "韩山")
    dispute, flood = wangjiang.register_issue(home, "disputes"), wangjiang.register_issue(home, "flood")
    day = dispute.registered_at.date()
    assert dispute.due_on == Calendar().add(day, 5)
    assert flood.due_on == day


def test_a_letter_names_village_area_and_group(wangjiang: Loop) -> None:
    group = wangjiang.ladder(VILLAGE)
    wangjiang.appoint("褚组长", "member", group)
    wangjiang.add_household(group, "杨一")
    (page,) = wangjiang.letters(TOWNSHIP)
    village = wangjiang.grid(VILLAGE).name
    assert f"您家在{village}第一片区第一小组" in page
    assert "五个工作日内" in page
    (sheet,) = wangjiang.cards(TOWNSHIP)
    assert "网格服务联系卡" in sheet


def test_a_town_adds_a_field_and_a_letter_for_itself(wangjiang: Loop) -> None:
    addition = wangjiang.folder / "leichi.yaml"
    addition.write_text(
        "schema_version: 1\nextends: wangjiang\nmeta: {id: leichi, title: 雷池镇增补方案, source: 试验}\n"
        f'place: {{name: 雷池镇, code: "{TOWNSHIP}", county: 望江县, county_code: "{COUNTY}"}}\n'
        "fields: {household: [{key: fishing_boat, name: 有渔船, kind: boolean, in_list: true}]}\n"
        "texts: {letter: {title: 致雷池镇乡亲的一封信}}\n",
        "utf-8",
    )
    assert wangjiang.terminal("plan", "apply", addition)[0] == 0
    assert wangjiang.count(PlanVersion) == 2
    here, there = wangjiang.ladder(VILLAGE), wangjiang.ladder("340827107201")
    wangjiang.add_household(here, "渔家", x_fishing_boat="y")
    wangjiang.add_household(there, "山家", x_fishing_boat="y")
    (letter,) = wangjiang.letters(here)
    assert "致雷池镇乡亲的一封信" in letter
    (other,) = wangjiang.letters(there)
    assert "致全县居民朋友的一封信" in other
    rows = {row["户主"]: row["有渔船"] for row in wangjiang.register("householdview")}
    assert (rows["渔家"], rows["山家"] or "") == ("是", "")
    home = wangjiang.session.scalars(select(Household.id).where(Household.head_name == "山家")).one()
    assert "有渔船" not in wangjiang.page(f"/householdview/show/{home}")


def hall(wangjiang: Loop) -> int:
    """One home, and who deals with what it tells: member, informant, and the centres of township and county."""
    group = wangjiang.ladder(VILLAGE)
    for name, role, grid in (
        ("褚组长", "member", group), ("冯信息", "informant", VILLAGE), ("钱综治", "township_centre", TOWNSHIP), ("郑镇长", "township_head", TOWNSHIP),
    ):  # fmt: skip
        wangjiang.appoint(name, role, grid)
    return wangjiang.add_household(group, "杨一")


def test_what_goes_beyond_a_level_is_passed_up_to_the_county(wangjiang: Loop) -> None:
    home = hall(wangjiang)
    with wangjiang.acting("褚组长"):
        wangjiang.visit(home, issues=[("facilities", "桥面塌陷")])
        bridge = wangjiang.issue("桥面塌陷")
        assert (wangjiang.state(bridge), bridge.step_due_on) == ("待受理", Calendar().add(today(), 3))
        assert "权限" in wangjiang.refuse_step(bridge, "accept")
    with wangjiang.acting("冯信息"):
        wangjiang.step(bridge, "accept")
        assert wangjiang.state(bridge) == "村（社区）办理"
        assert "请填写上报理由" in wangjiang.refuse_step(bridge, "report_township")
        wangjiang.step(bridge, "report_township", note="需乡镇协调")
        assert "您不能" in wangjiang.refuse_step(bridge, "handle", note="村里办了", outcome="solved")
    assert bridge.holder_id == wangjiang.grid(TOWNSHIP).id
    with wangjiang.acting("钱综治"):
        wangjiang.step(bridge, "report_county", note="需县级部门处置")
        assert "您不能" in wangjiang.refuse_step(bridge, "assign_county", department="construction")
    assert wangjiang.state(bridge) == "县级综治中心办理"
    assert "现在可以" in wangjiang.refuse_step(bridge, "accept")
    wangjiang.step(bridge, "assign_county", department="construction")
    assert wangjiang.state(wangjiang.settle(bridge, "已抢修")) == "已办结"
    held = [
        event.holder_name for event in wangjiang.session.get_one(Issue, bridge.id).history if event.action == "pass_up"
    ]
    assert held == [wangjiang.grid(TOWNSHIP).full_name, "望江县"]


def test_the_four_rates_by_hand(wangjiang: Loop) -> None:
    """Four issues whose five days are over: one solved in time, one solved in time after coming back, one explained late, one open.

    Solved 2 of 4, answered 3 of 4, in time 2 of 4; of three revisits two were satisfied."""
    home = hall(wangjiang)
    with wangjiang.acting("褚组长"):
        wangjiang.visit(
            home,
            issues=[
                ("disputes", "界址不清", "当场量清"),
                ("customs", "随礼太重"),
                ("insurance", "医保怎么交"),
                ("housing", "屋顶漏雨"),
            ],
        )
    border, gifts, insurance, roof = (
        wangjiang.issue(text) for text in ("界址不清", "随礼太重", "医保怎么交", "屋顶漏雨")
    )
    wangjiang.step(border, "revisit", satisfaction="satisfied")
    wangjiang.step(border, "close")
    wangjiang.step(gifts, "handle", note="村规民约写明标准", outcome="solved")
    wangjiang.step(gifts, "revisit", satisfaction="dissatisfied", note="没有人管")
    assert wangjiang.state(gifts) == "重新办理"
    wangjiang.settle(gifts, "红白理事会已上门")
    wangjiang.step(insurance, "handle", note="已说明缴费办法", outcome="explained")
    assert wangjiang.rate("solving_rate") == {}
    for issue in (border, gifts, insurance, roof):
        wangjiang.earlier(issue, 30, answered=issue is not insurance)
    village = wangjiang.grid(VILLAGE).name
    assert wangjiang.rate("solving_rate")[village] == (2, 4, "50.0%")
    assert wangjiang.rate("feedback_rate")[village] == (3, 4, "75.0%")
    assert wangjiang.rate("on_time_rate")[village] == (2, 4, "50.0%")
    assert wangjiang.rate("satisfaction_rate")[village] == (2, 3, "66.7%")
    assert [row["标题"] for row in wangjiang.register("issueview", _flt_0_overdue="y")] == ["屋顶漏雨"]
    assert [row["标题"] for row in wangjiang.register("issueview", _flt_0_step_overdue="y")] == ["屋顶漏雨"]


def test_what_residents_tell_comes_to_the_same_list(wangjiang: Loop) -> None:
    home = hall(wangjiang)
    told = wangjiang.tell(home, "environment", "门前的路灯坏了三天")
    assert (told.household_id, told.grid_id, wangjiang.state(told)) == (
        home,
        wangjiang.session.get_one(Household, home).grid_id,
        "待受理",
    )
    assert told.due_on == Calendar().add(today(), 5)
    page = wangjiang.page("/analysis/")
    assert "研判预警" in page
