"""虹桥镇: different people are visited by different cadres; two questions, three looks; those not at home are registered.

Still to come: routes on a map, entry of visits by a code at the door (annex 1).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from portal.campaigns.models import Campaign
from portal.foundation.clock import today
from portal.households.models import Resident
from tests.stories.loop import Loop

TOWN, VILLAGE = "430626106", "430626106200"


@pytest.fixture
def hongqiao(story: Callable[[str], Loop]) -> Loop:
    """虹桥镇 with its plan in force."""
    return story("hongqiao")


def test_villages_are_divided_into_areas_with_routes(hongqiao: Loop) -> None:
    area = hongqiao.add_grid(
        "area", VILLAGE, "上屋片", x_groups="一组、二组", x_route="从村部起，沿河走到上屋", x_line_office="政法线"
    )
    assert area == "430626106200001"
    assert "15位数字" in hongqiao.refuse_grid("area", VILLAGE, "错号", code="1")
    rows = {row["名称"]: row for row in hongqiao.register("gridview")}
    assert (rows["上屋片"]["包含的村民小组"], rows["上屋片"]["联系线办"]) == ("一组、二组", "政法线")
    assert "沿河走到上屋" in hongqiao.page(f"/gridview/show/{hongqiao.grid(area).id}")


def test_cadres_of_town_and_village_are_appointed(hongqiao: Loop) -> None:
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


def test_whom_each_cadre_visits_is_marked_on_people(hongqiao: Loop) -> None:
    home = hongqiao.add_household(hongqiao.ladder(VILLAGE), "张大山")
    marked = {"张老": "former_cadre", "张兵": "veteran", "张贤": "worthy", "张党": "party", "张信": "petitioner"}
    for name, care in marked.items():
        hongqiao.add_resident(home, name, (care,), birth_date="1958-05-01")
    shown = hongqiao.page(f"/householdview/show/{home}")
    assert all(name in shown for name in marked)


def test_those_not_at_home_are_registered_as_annex_2_asks(hongqiao: Loop) -> None:
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


def test_a_geological_danger_is_due_at_once_and_a_loose_wire_in_three_days(hongqiao: Loop) -> None:
    home = hongqiao.add_household(hongqiao.ladder(VILLAGE), "韩山")
    danger, wire, ditch = (
        hongqiao.register_issue(home, code) for code in ("geology_danger", "electricity", "drainage")
    )
    assert danger.due_on == danger.registered_at.date()
    days = [issue.due_on or dt.date.min for issue in (danger, wire, ditch)]
    assert days == sorted(set(days))
    assert (wire.category.group, ditch.category.group) == ("楼上楼下", "房前屋后")


def test_letters_and_cards_name_the_visitor(hongqiao: Loop) -> None:
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


def seven_homes(hongqiao: Loop) -> tuple[list[int], dict[str, int]]:
    """Four ordinary homes, and those of a party member, a former cadre and a key person; the campaign began twenty days ago."""
    area = hongqiao.ladder(VILLAGE)
    hongqiao.appoint("孙负责", "lead_cadre", VILLAGE)
    hongqiao.appoint("李办村", "village_cadre", VILLAGE)
    hongqiao.appoint("赵委员", "member", area)
    heads = ("杨一", "朱二", "秦三", "尤四", "钱党员", "许老", "何某")
    homes = [hongqiao.add_household(area, head) for head in heads]
    cares = {"钱党员": "party", "许老": "former_cadre", "何某": "petitioner"}
    people = {
        name: hongqiao.add_resident(homes[heads.index(name)], name, (care,), birth_date="1958-05-01")
        for name, care in cares.items()
    }
    hongqiao.open_campaign("visits", TOWN)
    return homes, people


def visited(hongqiao: Loop) -> None:
    """Two ordinary homes at home, one absent; two people met at home; one home and the key person telephoned after nobody opened."""
    homes, people = seven_homes(hongqiao)
    hongqiao.choose(hongqiao.newest(Campaign), "influential", people["许老"])
    away = {"phone": "13911112222", "since": "2025-02-01", "address": "深圳市宝安区某厂", "occupation": "电子厂工人"}
    with hongqiao.acting("赵委员"):
        hongqiao.visit(
            homes[0], wishes="修水渠", issues=[("electricity", "插座松动", "当场拧紧"), ("geology", "屋后滑坡")]
        )
        hongqiao.visit(homes[1], issues=[("policy", "补贴能不能领")])
        hongqiao.nobody_home(homes[2])
        hongqiao.visit(homes[2], "phone")
        hongqiao.visit(homes[3], "absent", absence=away)
    with hongqiao.acting("李办村"):
        hongqiao.visit(homes[4], met=[people["钱党员"]])
        hongqiao.nobody_home(homes[6])
        hongqiao.visit(homes[6], "phone", met=[people["何某"]])
    with hongqiao.acting("孙负责"):
        hongqiao.visit(homes[5], met=[people["许老"]])


def test_different_people_are_visited_by_different_cadres(hongqiao: Loop) -> None:
    """One former cadre is due twice: among those with influence and among the party members and so on."""
    seven_homes(hongqiao)
    hongqiao.choose(hongqiao.newest(Campaign), "influential", hongqiao.newest(Resident).id - 1)
    rows = [(row["走访对象"], row["类别"][:4], row["走访人"]) for row in hongqiao.register("visittaskview")]
    assert sorted(rows) == sorted([
        *((name, "其余的一", "赵委员") for name in ("杨一", "朱二", "秦三", "尤四")), ("钱党员", "党员、组", "李办村"),
        ("许老", "党员、组", "李办村"), ("许老", "有影响力", "孙负责"), ("何某", "“五包一", "李办村"),
    ])  # fmt: skip


def test_ways_are_kept_apart_in_the_rates_and_those_away_are_registered(hongqiao: Loop) -> None:
    """Of eight tasks five were met at home (two homes, one party member, the former cadre twice), two by telephone, one is away."""
    visited(hongqiao)
    assert hongqiao.rate("visiting")["天岳关村"] == (5, 8, "62.5%")
    assert hongqiao.rate("reached")["天岳关村"] == (7, 8, "87.5%")
    assert hongqiao.tasks("不在家") == ["尤四"]
    assert hongqiao.tasks("已电话联系") == ["何某", "秦三"]
    (away,) = hongqiao.table("absent_homes")
    assert away[2:7] == ["尤四", "13911112222", dt.date(2025, 2, 1), "深圳市宝安区某厂", "电子厂工人"]
    progress = next(row for row in hongqiao.table("progress", grid=VILLAGE) if row[0] == 1)
    assert progress[2:9] == [7, 4, 2, 3, progress[6], "62.5%（5/8）", 3]


def test_what_was_told_is_settled_coordinated_or_explained(hongqiao: Loop) -> None:
    """Of three issues one was solved on the spot, one explained, one is being coordinated: one solved, two answered."""
    visited(hongqiao)
    spot, slope, policy = (hongqiao.issue(text) for text in ("插座松动", "屋后滑坡", "补贴能不能领"))
    with hongqiao.acting("赵委员"):
        hongqiao.step(policy, "handle", note="已解释补贴范围", outcome="explained")
        hongqiao.step(slope, "pass_up", note="村里解决不了")
    assert slope.holder_id == hongqiao.grid(VILLAGE).id
    hongqiao.step(slope, "assign", department="land")
    assert "不能“销号”" in hongqiao.refuse_step(slope, "close")
    assert hongqiao.rate("solving")["天岳关村"] == (1, 3, "33.3%")
    assert hongqiao.rate("feedback")["天岳关村"] == (2, 3, "66.7%")
    hongqiao.step(spot, "revisit", satisfaction="satisfied")
    hongqiao.step(spot, "close")
    assert "没有回访" in hongqiao.refuse_step(policy, "close")
    assert hongqiao.state(hongqiao.step(policy, "close", note="政策不允许，已当面说明")) == "已销号"
    told = next(row for row in hongqiao.table("visit_summary") if row[2] == "杨一")
    assert told[4:11] == ["入户", today(), "1. 插座松动\n2. 屋后滑坡", "修水渠", told[8], "1. 已解决\n2. —", "赵委员"]


def test_five_cadres_are_drawn_every_week(hongqiao: Loop) -> None:
    """Only three have visited: all three are drawn, in the same order with the same seed."""
    visited(hongqiao)
    sample = hongqiao.draw(hongqiao.newest(Campaign), "weekly_review", TOWN, "第一周")
    assert (sample.population, len(sample.items)) == (3, 3)
    drawn = {row[1]: row[4:7] for row in hongqiao.table("review_draw")}
    assert drawn == {"赵委员": [5, 3, 0], "李办村": [3, 0, 0], "孙负责": [1, 0, 0]}
