"""龙城镇: 500–800 households or a natural village a grid, 1+5+N, three ledgers, a letter and a card for every household."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from portal.foundation.clock import today
from tests.stories.loop import Loop

TOWN, COMMUNITY, VILLAGE = "341322100", "341322100002", "341322100208"


@pytest.fixture
def longcheng(story: Callable[[str], Loop]) -> Loop:
    """龙城镇 with its plan in force."""
    return story("longcheng")


def test_communities_count_households_and_natural_villages_do_not(longcheng: Loop) -> None:
    names = {row["编码"]: row["名称"] for row in longcheng.register("gridview")}
    assert (len(names), names[COMMUNITY], names[VILLAGE]) == (10, "龙霄社区", "王大庄村")
    flats = longcheng.add_grid("grid", COMMUNITY, "锦绣家园", x_buildings="8", x_board_posted="y")
    hamlet = longcheng.add_grid("grid", VILLAGE, "大庄东")
    assert (flats, hamlet) == ("341322100002001", "341322100208001")
    for grid in (flats, hamlet):
        longcheng.add_household(grid, "张大山")
    said = longcheng.check()
    assert "锦绣家园" in said
    assert "500～800 户" in said
    assert "大庄东" not in said
    assert "15位数字" in longcheng.refuse_grid("grid", COMMUNITY, "错号", code="18")


def test_village_heads_members_and_building_heads(longcheng: Loop) -> None:
    grid = longcheng.ladder(COMMUNITY)
    for name in ("孙书记", "李主任"):
        longcheng.appoint(name, "head", COMMUNITY)
    longcheng.appoint("王格员", "member", grid)
    for name in ("赵楼长", "周楼长"):
        longcheng.appoint(name, "helper", grid)
    assert "最多2名" in longcheng.refuse_appointment("王格员", "head", COMMUNITY)
    assert "至少应有" not in longcheng.page(f"/gridview/show/{longcheng.grid(grid).id}")


def test_one_base_five_elements_and_files_for_those_in_need(longcheng: Loop) -> None:
    grid = longcheng.ladder(COMMUNITY)
    home = longcheng.add_household(
        grid,
        "张大山",
        x_housing="own",
        x_floor_area="98.5",
        x_fuel="bottle",
        x_wishes=["jobs", "care"],
        x_income="36000",
    )
    person = longcheng.add_resident(
        home, "张小妹", ("empty_nest",), birth_date="1950-01-01", x_residence="local", x_employment="retired",
        x_insurance=["medical_residents", "pension_residents"], x_service_measures="每周上门一次",
    )  # fmt: skip
    school = longcheng.add_establishment(
        grid, "龙霄小学", "school", x_workers="40", x_pupils="600", x_fire_gear="complete"
    )
    (household,) = longcheng.register("householdview")
    assert household["住房情况"] == "自住"
    shown = longcheng.page(f"/householdview/show/{home}")
    assert all(words in shown for words in ("罐装气", "就业、养老照料", "建筑面积（平方米）98.5"))
    assert "36000" not in shown
    (resident,) = longcheng.register("residentview")
    assert (resident["居住类型"], resident["就业状况"]) == ("常住", "离退休")
    shown = longcheng.page(f"/residentview/show/{person}")
    assert "居民医保、居民养老" in shown
    assert "每周上门一次" not in shown
    assert "在校人数（人）600" in longcheng.page(f"/establishmentview/show/{school}")


def test_each_matter_has_its_limit_and_office(longcheng: Loop) -> None:
    home = longcheng.add_household(longcheng.ladder(COMMUNITY), "韩山")
    urgent, hazard, dispute, house = (
        longcheng.register_issue(home, code) for code in ("emergencies", "hazards", "disputes", "housing")
    )
    assert urgent.due_on == urgent.registered_at.date()
    days = [issue.due_on or dt.date.min for issue in (urgent, hazard, dispute, house)]
    assert days == sorted(set(days))
    assert (hazard.category.group, house.category.group) == ("社会稳定", "困难帮扶")


def test_every_household_gets_the_letter_and_the_card(longcheng: Loop) -> None:
    grid = longcheng.ladder(COMMUNITY)
    longcheng.appoint("王格员", "member", grid)
    for head in ("杨一", "朱二", "陈三"):
        longcheng.add_household(grid, head)
    pages = longcheng.letters(COMMUNITY)
    assert len(pages) == 3
    assert all("致龙城镇居民朋友的一封信" in page and "王格员" in page for page in pages)
    assert [head for head, page in zip(("杨一", "朱二", "陈三"), pages, strict=True) if head in page] == [
        "杨一",
        "朱二",
        "陈三",
    ]
    (sheet,) = longcheng.cards(COMMUNITY)
    assert sheet.count("网格服务联系卡") == 3


def test_three_ledgers_are_filled_from_what_is_found_and_told(longcheng: Loop) -> None:
    """Of two homes one was visited; one need came from the code on the card; one old man in care was seen today."""
    grid = longcheng.ladder(COMMUNITY)
    longcheng.appoint("王格员", "member", grid)
    one, two = (longcheng.add_household(grid, head) for head in ("杨一", "朱二"))
    longcheng.add_resident(one, "杨爷爷", ("left_behind_elder",), birth_date="1940-01-01")
    categories = longcheng.plan.casework.categories
    groups = {each.code for each in categories if each.ledger == "stability"}
    stability = next(each for each in categories if each.parent in groups)
    with longcheng.acting("王格员"):
        longcheng.visit(one, issues=[(stability.code, "邻居扬言上访"), ("errands", "代办医保", "已代办")])
    told = longcheng.tell(two, "facilities", "门前路面塌了")
    assert (told.household_id, longcheng.state(told)) == (two, "已登记")
    longcheng.step(told, "assign", department="construction")
    month = f"{today():%Y-%m}"
    matters = {row[4]: row[8] for row in longcheng.table("livelihood_ledger", period=month) if row[0] != "合计"}
    assert matters == {"代办医保": "已解决", told.title: ""}
    assert [row[3] for row in longcheng.table("stability_ledger", period=month) if row[0] != "合计"] == ["邻居扬言上访"]
    (hardship,) = [row for row in longcheng.table("hardship_ledger") if row[0] != "合计"]
    assert (hardship[3], hardship[8]) == ("杨爷爷", today())
    assert longcheng.rate("visiting")["合计"] == (1, 2, "50.0%")
    assert longcheng.rate("letters")["合计"] == (0, 2, "0.0%")
