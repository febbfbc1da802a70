"""大路乡: a natural village or 700 people a grid, one member for one grid or several, eight kinds of key people, four levels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from portal.foundation.clock import today
from portal.foundation.workdays import Calendar
from tests.stories.loop import Loop

TOWN, VILLAGE = "341323118", "341323118209"


@pytest.fixture
def dalu(story: Callable[[str], Loop]) -> Loop:
    """大路乡 with its plan in force."""
    return story("dalu")


def test_a_natural_village_may_be_small_another_grid_may_not(dalu: Loop) -> None:
    names = {row["编码"]: row["名称"] for row in dalu.register("gridview")}
    assert (len(names), names[TOWN], names[VILLAGE]) == (14, "大路乡", "大路村")
    hamlet = dalu.add_grid("grid", VILLAGE, "前庄", x_hamlets="前庄", x_map_posted="y")
    street = dalu.add_grid("grid", VILLAGE, "大路街", kind="street", x_hamlets="东街、西街")
    assert (hamlet, street) == ("341323118209001", "341323118209002")
    for grid in (hamlet, street):
        dalu.add_resident(dalu.add_household(grid, "张大山"), "张小妹")
    said = dalu.check()
    assert "大路街" in said
    assert "不少于 700 人" in said
    assert "前庄" not in said
    assert "15位数字" in dalu.refuse_grid("grid", VILLAGE, "错号", code="700")
    rows = {row["名称"]: row for row in dalu.register("gridview")}
    assert (rows["前庄"]["网格图已公示"], rows["大路街"]["类别"]) == ("是", "街道单元网格")


def test_heads_and_members_for_one_grid_or_several(dalu: Loop) -> None:
    first, second = dalu.ladder(VILLAGE), dalu.add_grid("grid", VILLAGE, "后庄")
    dalu.appoint("孙综治", "township_head", TOWN)
    dalu.appoint("李委员", "head", VILLAGE)
    dalu.appoint("李委员", "member", first)
    dalu.appoint("王格员", "member", second)
    dalu.appoint("王格员", "member", first)
    held = dalu.page("/assignmentview/list/")
    assert all(f"王格员大路乡/大路村/{grid}网格员" in held for grid in ("第一网格", "后庄"))
    assert "孙综治大路乡乡网格长" in held
    assert "李委员大路乡/大路村村网格长" in held
    assert "李委员大路乡/大路村/第一网格网格员" in held
    assert "最多1名" in dalu.refuse_appointment("王格员", "head", VILLAGE)


def test_eight_kinds_of_key_people_and_what_is_done_for_them_stay_covered(dalu: Loop) -> None:
    home = dalu.add_household(dalu.ladder(VILLAGE), "张大山", x_house="old", x_hamlet="前庄", x_at_home="2")
    person = dalu.add_resident(
        home, "张小弟", ("mental_disorder",), birth_date="1980-01-01", x_residence="local", x_help_measures="每月随访"
    )
    assert "每月随访" not in dalu.page(f"/residentview/show/{person}")
    (resident,) = dalu.register("residentview")
    assert resident["居住类型"] == "常住"
    assert "严重精神障碍" not in str(resident)
    (household,) = dalu.register("householdview")
    assert (household["自然庄"], household["房屋类型"]) == ("前庄", "老旧土房")


def test_units_take_part_in_keeping_peace(dalu: Loop) -> None:
    works = dalu.add_establishment(
        dalu.ladder(VILLAGE), "面粉厂", "enterprise", x_workers="35", x_safe_unit="reached", x_key_place="粉尘车间"
    )
    (unit,) = dalu.register("establishmentview")
    assert (unit["从业人数（人）"], unit["平安创建"]) == (35, "已达标")
    assert "粉尘车间" in dalu.page(f"/establishmentview/show/{works}")


def test_matters_go_as_far_up_as_they_must(dalu: Loop) -> None:
    home = dalu.add_household(dalu.ladder(VILLAGE), "韩山")
    urgent, food, dispute, hard = (
        dalu.register_issue(home, code) for code in ("emergencies", "food_and_drugs", "disputes", "hard_disputes")
    )
    assert urgent.due_on == urgent.registered_at.date()
    days = [issue.due_on or dt.date.min for issue in (urgent, food, dispute, hard)]
    assert days == sorted(set(days))
    assert food.category.department is not None
    assert food.category.department.name == "市场监督管理所"


def test_letters_and_cards_name_the_member(dalu: Loop) -> None:
    grid = dalu.ladder(VILLAGE)
    dalu.appoint("王格员", "member", grid)
    for head in ("杨一", "朱二"):
        dalu.add_household(grid, head)
    first, second = dalu.letters(VILLAGE)
    assert "致大路乡乡亲们的一封信" in first
    assert ("杨一" in first, "朱二" in second) == (True, True)
    assert "王格员" in first
    (sheet,) = dalu.cards(VILLAGE)
    assert sheet.count("网格服务联系卡") == 2


def grid_at_work(dalu: Loop) -> tuple[list[int], int]:
    """Three homes and a factory of a grid, with its member and the head of the village; the campaign began twenty days ago."""
    grid = dalu.ladder(VILLAGE)
    dalu.appoint("李委员", "head", VILLAGE)
    dalu.appoint("王格员", "member", grid)
    homes = [dalu.add_household(grid, head) for head in ("杨一", "朱二", "秦三")]
    factory = dalu.add_establishment(grid, "面粉厂", "enterprise")
    dalu.open_campaign("rollout", TOWN)
    return homes, factory


def test_every_home_and_unit_is_met_when_the_net_is_rolled_out(dalu: Loop) -> None:
    homes, factory = grid_at_work(dalu)
    with dalu.acting("王格员"):
        dalu.visit(homes[0])
        dalu.visit(homes[1], "refused")
        dalu.visit(factory, unit=True)
    assert (dalu.tasks("未走访"), dalu.tasks("拒访")) == (["秦三"], ["朱二"])
    assert dalu.tasks("已入户") == ["杨一", "面粉厂"]


def test_a_matter_goes_from_member_to_county_and_its_answer_is_filed(dalu: Loop) -> None:
    homes, _factory = grid_at_work(dalu)
    with dalu.acting("王格员"):
        dalu.visit(homes[0], issues=[("hard_disputes", "两县争水")])
        water = dalu.issue("两县争水")
        assert (dalu.state(water), water.step_due_on) == ("网格员办理", Calendar().add(today(), 1))
        dalu.step(water, "report_village")
        assert water.step_due_on == Calendar().add(today(), 3)
        assert "由村级网格长、中心工作人员办理" in dalu.refuse_step(water, "report_town")
    with dalu.acting("李委员"):
        dalu.step(water, "report_town")
        assert water.step_due_on == Calendar().add(today(), 10)
    dalu.step(water, "report_county")
    (sent,) = dalu.hand_over("county_platform")
    assert (sent["诉求编号"], sent["内容"]) == (water.number, "两县争水")
    dalu.answers(
        "county_platform",
        {"number": water.number, "state": "已办结", "outcome": "solved", "answer": "县里已签分水协议"},
    )
    assert dalu.state(water) == "待反馈回访"
    assert dalu.table("archive", period=f"{today():%Y-%m}") == []
    dalu.step(water, "revisit", satisfaction="satisfied")
    assert dalu.state(dalu.step(water, "close")) == "已归档"
    (filed,) = [row for row in dalu.table("archive", period=f"{today():%Y-%m}") if row[0] != "合计"]
    assert (filed[1], filed[3], filed[8]) == (water.number, "两县争水", "已解决")
    assert "县里已签分水协议" in filed[7]
