"""虹桥镇: different people are visited by different cadres; two questions, three looks; those not at home are registered.

Still to come. Loop: objects and visitors by the table, the checklist, the duty to telephone key persons, routes, the register (annex 2) and
the summary as workbooks, the weekly draw of five, 最美走访者. Paper: year-end sheets.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tests.stories.story import Story

TOWN, VILLAGE = "430626106", "430626106200"


@pytest.fixture
def hongqiao(story: Callable[[str], Story]) -> Story:
    """虹桥镇 with its plan in force."""
    return story("hongqiao")


def test_villages_are_divided_into_areas_with_routes(hongqiao: Story) -> None:
    area = hongqiao.add_grid(
        "area", VILLAGE, "上屋片", x_groups="一组、二组", x_route="从村部起，沿河走到上屋", x_line_office="政法线"
    )
    assert area == "430626106200001"
    assert "15位数字" in hongqiao.refuse_grid("area", VILLAGE, "错号", code="1")
    rows = {row["名称"]: row for row in hongqiao.register("gridview")}
    assert (rows["上屋片"]["包含的村民小组"], rows["上屋片"]["联系线办"]) == ("一组、二组", "政法线")
    assert "沿河走到上屋" in hongqiao.page(f"/gridview/show/{hongqiao.grid(area).id}")


def test_cadres_of_town_and_village_are_appointed(hongqiao: Story) -> None:
    area = hongqiao.ladder(VILLAGE)
    hongqiao.appoint("孙负责", "lead_cadre", VILLAGE)
    hongqiao.appoint("李办村", "village_cadre", VILLAGE)
    hongqiao.appoint("王书记", "head", VILLAGE)
    hongqiao.appoint("赵委员", "member", area)
    hongqiao.appoint("周线干", "line_cadre", area)
    held = hongqiao.page("/assignmentview/list/")
    village = (
        "孙负责虹桥镇/天岳关村负责干部",
        "李办村虹桥镇/天岳关村办村干部",
        "王书记虹桥镇/天岳关村村（社区）党支部书记",
    )
    assert all(words in held for words in village)
    assert "赵委员虹桥镇/天岳关村/第一片区支村（社区）两委成员" in held
    assert "周线干虹桥镇/天岳关村/第一片区线干部" in held
    assert "最多1名" in hongqiao.refuse_appointment("孙负责", "head", VILLAGE)


def test_whom_each_cadre_visits_is_marked_on_people(hongqiao: Story) -> None:
    home = hongqiao.add_household(hongqiao.ladder(VILLAGE), "张大山")
    marked = {"张老": "former_cadre", "张兵": "veteran", "张贤": "worthy", "张党": "party", "张信": "petitioner"}
    for name, care in marked.items():
        hongqiao.add_resident(home, name, (care,), birth_date="1958-05-01")
    shown = hongqiao.page(f"/householdview/show/{home}")
    assert all(name in shown for name in marked)


def test_those_not_at_home_are_registered_as_annex_2_asks(hongqiao: Story) -> None:
    area = hongqiao.ladder(VILLAGE)
    home = hongqiao.add_household(
        area, "李远行", kind="away", x_away_phone="13900000011", x_away_since="2024-02-20", x_away_address="长沙市某小区", x_away_job="装修",
        x_cut_slope="y", x_slope_height="3.5",
    )  # fmt: skip
    shown = hongqiao.page(f"/householdview/show/{home}")
    assert all(words in shown for words in ("13900000011", "2024-02-20", "长沙市某小区", "装修", "切坡高度（米）3.5"))
    (row,) = hongqiao.register("householdview")
    assert (row["类别"], row["屋后切坡"]) == ("外出", "是")
    wrong = {
        "grid": hongqiao.grid(area).id,
        "head_name": "李四",
        "address": "李四家",
        "kind": "away",
        "x_away_phone": "88",
    }
    assert "11位手机号" in hongqiao.refused("/householdview/add", wrong)


def test_a_geological_danger_is_due_at_once_and_a_loose_wire_in_three_days(hongqiao: Story) -> None:
    home = hongqiao.add_household(hongqiao.ladder(VILLAGE), "韩山")
    danger, wire, ditch = (
        hongqiao.register_issue(home, code) for code in ("geology_danger", "electricity", "drainage")
    )
    assert danger.due_on == danger.registered_at.date()
    days = [issue.due_on or dt.date.min for issue in (danger, wire, ditch)]
    assert days == sorted(set(days))
    assert (wire.category.group, ditch.category.group) == ("楼上楼下", "房前屋后")


def test_letters_and_cards_name_the_visitor(hongqiao: Story) -> None:
    area = hongqiao.ladder(VILLAGE)
    hongqiao.appoint("赵委员", "member", area)
    for head in ("杨一", "朱二"):
        hongqiao.add_household(area, head)
    first, second = hongqiao.letters(VILLAGE)
    assert ("杨一" in first, "朱二" in second) == (True, True)
    assert "房前屋后、楼上楼下、家里家外" in first
    assert "赵委员" in first
    (sheet,) = hongqiao.cards(VILLAGE)
    assert sheet.count("民情走访联系卡") == 2
