"""李楼乡: four levels, daily rounds, clues and a summary every month, quantified assessment.

Still to come: daily rounds noted without a home.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal.assessments.models import AssessmentScheme
from portal.foundation.clock import today
from tests.stories.loop import Loop

TOWN, VILLAGE = "340302200", "340302200200"


@pytest.fixture
def lilou(story: Callable[[str], Loop]) -> Loop:
    """李楼乡 with its plan in force."""
    return story("lilou")


def test_four_levels_are_drawn_up(lilou: Loop) -> None:
    assert lilou.add_grid("district", TOWN, "东片区") == "34030220001"
    unit = lilou.add_grid("unit", VILLAGE, "村东单元", x_backing_leader="孙包保", x_cameras="6", x_lamps="40")
    assert unit == "340302200200001"
    rows = {row["名称"]: row for row in lilou.register("gridview")}
    assert (rows["村东单元"]["包保领导"], rows["村东单元"]["监控探头（个）"]) == ("孙包保", 6)
    assert (rows["东片区"]["层级"], rows["村东单元"]["层级"]) == ("片区", "单元网格")
    assert "开头" in lilou.refuse_grid("unit", VILLAGE, "错号", code="340302200201001")


def test_each_level_has_its_head_and_a_village_has_two(lilou: Loop) -> None:
    unit = lilou.ladder(VILLAGE)
    lilou.appoint("孙总", "general_head", TOWN)
    lilou.appoint("李片", "district_head", lilou.add_grid("district", TOWN, "东片区"))
    lilou.appoint("王包村", "head", VILLAGE)
    lilou.appoint("赵书记", "head", VILLAGE)
    lilou.appoint("周单元", "member", unit)
    assert "不能在" in lilou.refuse_appointment("周单元", "district_head", VILLAGE)
    held = lilou.page("/assignmentview/list/")
    assert "孙总李楼乡总网格长" in held
    assert "李片李楼乡/东片区片区网格长" in held
    assert all(f"{name}李楼乡/李楼村村级网格长" in held for name in ("王包村", "赵书记"))
    assert "周单元李楼乡/李楼村/第一单元网格单元网格员" in held


def test_changes_of_people_environment_and_resources_are_kept(lilou: Loop) -> None:
    unit = lilou.ladder(VILLAGE)
    home = lilou.add_household(
        unit,
        "张大山",
        x_group="二组",
        x_people_away="2",
        x_last_change="returned",
        x_changed_on="2025-03-01",
        x_land="6.5",
    )
    lilou.add_resident(home, "张小妹", ("living_alone",), birth_date="1950-01-01", x_volunteer="y")
    lilou.add_establishment(unit, "便民超市", "shop", x_workers="3", x_front="kept")
    (household,) = lilou.register("householdview")
    assert (household["村民组"], household["外出人数（人）"]) == ("二组", 2)
    shown = lilou.page(f"/householdview/show/{home}")
    assert all(words in shown for words in ("返乡", "2025-03-01", "承包地（亩）6.5"))
    (resident,) = lilou.register("residentview")
    assert resident["愿意参加志愿服务"] == "是"


def test_small_matters_and_emergencies_have_their_limits(lilou: Loop) -> None:
    home = lilou.add_household(lilou.ladder(VILLAGE), "韩山")
    danger, rubbish, quarrel, land = (
        lilou.register_issue(home, code) for code in ("emergencies", "cleaning", "neighbours", "land")
    )
    assert danger.due_on == danger.registered_at.date()
    days = [issue.due_on or dt.date.min for issue in (danger, rubbish, quarrel, land)]
    assert days == sorted(set(days))
    assert (rubbish.category.group, quarrel.category.group) == ("环境卫生", "矛盾纠纷")


def test_schemes_of_the_plan_stand_ready(lilou: Loop) -> None:
    schemes = {each.name: each for each in lilou.session.scalars(select(AssessmentScheme))}
    assert set(schemes) == {"单元网格员量化考核", "网格长年终考核", "网格年终考核"}
    weights = {each.name: float(each.weight) for each in schemes["单元网格员量化考核"].indicators}
    assert weights == {"网格巡查频次": 30, "问题发现": 20, "问题解决": 25, "群众满意度": 25}


def test_letters_and_cards_name_the_unit_member(lilou: Loop) -> None:
    unit = lilou.ladder(VILLAGE)
    lilou.appoint("周单元", "member", unit)
    for head in ("杨一", "朱二"):
        lilou.add_household(unit, head)
    first, second = lilou.letters(VILLAGE)
    assert "致李楼乡乡亲们的一封信" in first
    assert ("杨一" in first, "朱二" in second) == (True, True)
    assert "周单元" in first
    (sheet,) = lilou.cards(VILLAGE)
    assert sheet.count("网格服务联系卡") == 2


def village_at_work(lilou: Loop) -> list[int]:
    """Two homes of a unit in a district, with a member, a village head and a district head."""
    district = lilou.add_grid("district", TOWN, "东片区")
    lilou.move(VILLAGE, district)
    unit = lilou.ladder(VILLAGE)
    for name, role, grid in (
        ("李片", "district_head", district),
        ("赵书记", "head", VILLAGE),
        ("周单元", "member", unit),
    ):
        lilou.appoint(name, role, grid)
    return [lilou.add_household(unit, head) for head in ("杨一", "朱二")]


def test_a_clue_goes_up_from_unit_to_village_district_and_town(lilou: Loop) -> None:
    """Of two clues one is settled at the door, one by the township: both solved, one revisit, satisfied."""
    one, two = village_at_work(lilou)
    with lilou.acting("周单元"):
        lilou.visit(one, issues=[("cleaning", "门前堆柴", "当场清走")])
        lilou.visit(two, issues=[("land", "承包地界不清")])
        land = lilou.issue("承包地界不清")
        assert "现在可以：当场处理、上报村、报告处理结果" in lilou.refuse_step(land, "report_town", note="报乡")
        lilou.step(land, "report_village")
        assert (lilou.state(land), land.holder_id) == ("村处理", lilou.grid(VILLAGE).id)
        assert "现由" in lilou.refuse_step(land, "handle", note="我来办", outcome="solved")
    with lilou.acting("赵书记"):
        assert "请填写上报理由" in lilou.refuse_step(land, "report_district")
        lilou.step(land, "report_district", note="涉及两个村")
    with lilou.acting("李片"):
        lilou.step(land, "report_town", note="方案：请司法所到场丈量")
    assert lilou.state(land) == "乡调配解决"
    lilou.step(land, "assign", department="justice")
    assert lilou.state(lilou.settle(land, "已丈量立界")) == "已销号"
    assert lilou.rate("solving")["合计"] == (2, 2, "100.0%")
    assert lilou.rate("satisfaction")["合计"] == (1, 1, "100.0%")


def test_the_month_is_summed_up_and_its_clues_are_listed(lilou: Loop) -> None:
    one, two = village_at_work(lilou)
    with lilou.acting("周单元"):
        lilou.visit(one, issues=[("neighbours", "排水吵架"), ("sewage", "污水横流")])
        lilou.visit(two)
    lilou.step(lilou.issue("排水吵架"), "handle", note="已调解", outcome="solved")
    month = f"{today():%Y-%m}"
    (row,) = [row for row in lilou.table("monthly_summary", period=month, grid=VILLAGE) if row[0] == 1]
    assert row[2:7] == [1, 1, 2, 2, 1]
    assert row[9:11] == [1, 1]
    assert row[14:] == [2, 0, 2, "50.0%（1/2）"]
    clues = {row[5]: (row[6], row[7], row[9]) for row in lilou.table("monthly_clues", period=month)}
    assert clues == {"排水吵架": ("已调解", "已处理，待回访", "周单元"), "污水横流": ("", "已发现", "周单元")}
