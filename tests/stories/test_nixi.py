"""泥溪镇: cells of at most thirty households, five roles, six things to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.stories.loop import Loop

VILLAGE = "511921115201"


@pytest.fixture
def nixi(story: Callable[[str], Loop]) -> Loop:
    """泥溪镇 with its plan in force."""
    return story("nixi")


def test_the_town_draws_up_its_cells(nixi: Loop) -> None:
    grid = nixi.add_grid("grid", VILLAGE, "大柏树网格")
    assert grid == "51192111520101"
    assert nixi.add_grid("cell", grid, "老屋院子", x_circle="neighbours") == "51192111520101001"
    assert nixi.add_grid("cell", grid, "幼儿园", kind="unit", x_circle="units") == "51192111520101002"
    assert "17位数字" in nixi.refuse_grid("cell", grid, "错号", code="7")
    assert "开头" in nixi.refuse_grid("cell", grid, "错号", code="51192111520201001")
    rows = {row["名称"]: row for row in nixi.register("gridview")}
    assert (rows["老屋院子"]["引领模式"], rows["幼儿园"]["类别"]) == ("邻里圈", "单位单元格")


def test_a_cell_of_thirty_one_households_is_reported(nixi: Loop) -> None:
    cell = nixi.ladder(VILLAGE)
    for number in range(30):
        nixi.add_household(cell, f"张{number:02}")
    assert "第一单元格" not in nixi.check()
    nixi.add_household(cell, "张三十")
    assert "31" in nixi.check()


def test_five_roles_are_filled_as_the_plan_says(nixi: Loop) -> None:
    cell = nixi.ladder(VILLAGE)
    grid = cell[:14]
    nixi.appoint("郑总", "commander", "511921115")
    nixi.appoint("王指", "guide", VILLAGE)
    nixi.appoint("冯长", "head", VILLAGE)
    nixi.appoint("陈格", "member", grid)
    nixi.appoint("褚信", "informant", cell)
    nixi.appoint("卫信", "member", grid[:12] and nixi.add_grid("grid", VILLAGE, "第二网格"))
    assert "单元格信息员" in nixi.refuse_appointment("卫信", "informant", cell)
    held = {row["网格员"]: row["角色"] for row in nixi.register("assignmentview")}
    assert (held["郑总"], held["王指"], held["褚信"]) == ("总指挥", "指挥长", "单元格信息员")


def test_registers_keep_what_the_plan_asks_about_homes_people_and_units(nixi: Loop) -> None:
    cell = nixi.ladder(VILLAGE)
    home = nixi.add_household(cell, "蒋大山", x_courtyard="老屋院子", x_water_risk="slope", x_forest_edge="y")
    nixi.add_resident(home, "蒋小妹", ("living_alone",), birth_date="1950-01-01", x_veteran="y")
    nixi.add_establishment(cell, "大柏树小学", "school", x_people_inside="230", x_person_in_charge="沈校长")
    (household,) = nixi.register("householdview")
    assert household["所在院落"] == "老屋院子"
    assert "切坡建房" in nixi.page(f"/householdview/show/{home}")
    (unit,) = nixi.register("establishmentview")
    assert (unit["类别"], unit["在内人数（人）"]) == ("中小学校", 230)
    assert "不是整数" in nixi.refused(
        "/establishmentview/add",
        {"grid": nixi.grid(cell).id, "name": "店", "kind": "shop", "x_people_inside": "很多"},
    )


def test_emergencies_are_due_at_once_and_the_rest_in_five_working_days(nixi: Loop) -> None:
    home = nixi.add_household(nixi.ladder(VILLAGE), "韩山")
    fire, dispute = nixi.register_issue(home, "forest_fire"), nixi.register_issue(home, "disputes")
    assert fire.due_on == fire.registered_at.date()
    assert dispute.due_on is not None
    assert dispute.due_on > fire.due_on


def test_every_household_gets_its_letter_and_card(nixi: Loop) -> None:
    cell = nixi.ladder(VILLAGE)
    nixi.appoint("褚信", "informant", cell)
    for head in ("杨一", "朱二"):
        nixi.add_household(cell, head)
    first, second = nixi.letters(VILLAGE)
    assert "致泥溪镇乡亲们的一封信" in first
    assert ("杨一" in first, "朱二" in second) == (True, True)
    assert "褚信" in first
    (sheet,) = nixi.cards(VILLAGE)
    assert sheet.count("单元格服务联系卡") == 2


def test_the_first_clerk_of_an_empty_portal_gets_an_account_with_the_town(nixi: Loop) -> None:
    words = ("accounts", "create", "zhou2", "--name", "周二", "--role", "中心管理员", "--password", "Wang-ge-2027")
    assert "看不到任何网格" in nixi.terminal(*words[:2], "zhou1", *words[3:])[1]
    assert nixi.terminal(*words, "--grid", "511921115")[0] == 0
    page = nixi.page("/assignmentview/list/")
    assert "周二" in page
    assert "镇网格化管理中心工作人员" in page


def test_the_letter_names_the_member_who_looks_after_several_cells(nixi: Loop) -> None:
    cell = nixi.ladder(VILLAGE)
    nixi.appoint("冯长", "head", VILLAGE)
    nixi.appoint("陈格", "member", cell[:14])
    nixi.add_household(cell, "杨一")
    (page,) = nixi.letters(VILLAGE)
    assert "信息员是陈格" in page


def test_what_does_not_fit_the_plan_is_stored_and_remarked_upon(nixi: Loop) -> None:
    cell = nixi.ladder(VILLAGE)
    high = nixi.add_household(cell[:14], "杨高")
    assert "住户一般登记在单元格一级" in nixi.page(f"/householdview/show/{high}")
    home = nixi.add_household(cell, "杨一")
    young = nixi.add_resident(home, "杨小", ("living_alone",), birth_date="1990-01-01")
    assert "“独居老人”一般指60岁以上，杨小现年" in nixi.page(f"/residentview/show/{young}")


def cell_at_work(nixi: Loop) -> list[int]:
    """Three homes of a cell with its informant, the member of the grid and the head of the village."""
    cell = nixi.ladder(VILLAGE)
    for name, role, grid in (("冯长", "head", VILLAGE), ("陈格", "member", cell[:14]), ("褚信", "informant", cell)):
        nixi.appoint(name, role, grid)
    return [nixi.add_household(cell, head) for head in ("杨一", "朱二", "秦三")]


def test_homes_are_visited_and_counted_once_however_often(nixi: Loop) -> None:
    """Of three homes two are visited, one of them twice; the third is only telephoned, which is no visit at home."""
    one, two, three = cell_at_work(nixi)
    with nixi.acting("褚信"):
        for home, way in ((one, "home"), (one, "home"), (two, "home"), (three, "phone")):
            nixi.visit(home, way)
    assert nixi.rate("visit_rate", "grid")["合计"] == (2, 3, "66.7%")
    (cell,) = [row for row in nixi.table("information_statistics") if row[0] == 1]
    assert cell[8] == "褚信"


def test_what_is_reported_at_once_is_checked_answered_and_revisited(nixi: Loop) -> None:
    """Of three matters whose days are over two are closed, both after a revisit; one still waits in the village."""
    one, two, _three = cell_at_work(nixi)
    with nixi.acting("褚信"):
        nixi.visit(one, issues=[("disputes", "婆媳争吵", "劝和了"), ("relief", "没钱看病")])
        nixi.visit(two, issues=[("facilities", "水管冻裂")])
        relief, water = nixi.issue("没钱看病"), nixi.issue("水管冻裂")
        for issue in (relief, water):
            nixi.step(issue, "pass_up")
    with nixi.acting("陈格"):
        for issue in (relief, water):
            nixi.step(issue, "pass_up")
    assert relief.holder_id == nixi.grid(VILLAGE).id
    with nixi.acting("冯长"):
        nixi.settle(relief, "已代办临时救助")
    quarrel = nixi.issue("婆媳争吵")
    with nixi.acting("褚信"):
        nixi.step(quarrel, "revisit", satisfaction="satisfied")
    nixi.step(quarrel, "close")
    for issue in (relief, water, quarrel):
        nixi.earlier(issue, 30)
    assert nixi.rate("closing_rate")["合计"] == (2, 3, "66.7%")
    assert nixi.rate("revisit_rate")["合计"] == (2, 2, "100.0%")
    assert [row["标题"] for row in nixi.register("issueview", _flt_0_overdue="y")] == ["水管冻裂"]
