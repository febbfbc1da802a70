"""泥溪镇 assesses villages, members and informants by the year. Heads sign and are not assessed; who has no household to look after
has no result. Every score is worked out by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.foundation.clock import today
from tests.stories.assessing import Assessing, flat
from tests.stories.loop import Loop

TOWN, VILLAGE = "511921115", "511921115201"
YEAR = str(today().year)


@pytest.fixture
def nixi(story: Callable[[str], Loop]) -> Loop:
    """A grid of three cells. In the first, of four homes three have a phone on record, two were visited and one telephoned, and two of
    three matters are closed. In the second nobody went to the one home. The third is a school."""
    tale = story("nixi")
    grid = tale.add_grid("grid", VILLAGE, "大柏树网格")
    first, second = (tale.add_grid("cell", grid, name) for name in ("老屋院子", "新屋院子"))
    school = tale.add_grid("cell", grid, "大柏树小学", kind="unit")
    for name, role, place in (
        ("郑总", "commander", TOWN), ("王指", "guide", VILLAGE), ("冯长", "head", VILLAGE), ("陈格", "member", grid), ("褚信", "informant", first),
        ("卫信", "informant", second), ("沈校长", "informant", school),
    ):  # fmt: skip
        tale.appoint(name, role, place)
    one, two, three = (
        tale.add_household(first, f"{name}一", phone=f"1390000500{n}") for n, name in enumerate("杨朱秦")
    )
    tale.add_household(first, "尤四")
    tale.add_household(second, "许五")
    with tale.acting("褚信"):
        issues = [("disputes", "婆媳争吵", "劝和了"), ("relief", "没钱看病"), ("facilities", "水管冻裂")]
        tale.visit(one, satisfaction="satisfied", issues=issues)
        tale.visit(two, satisfaction="neutral")
        tale.visit(three, "phone", satisfaction="dissatisfied")
        relief, quarrel = tale.issue("没钱看病"), tale.issue("婆媳争吵")
        tale.step(relief, "pass_up")
        tale.step(quarrel, "revisit", satisfaction="satisfied")
    tale.step(quarrel, "close")
    with tale.acting("陈格"):
        tale.step(relief, "pass_up")
    with tale.acting("冯长"):
        tale.settle(relief, "已代办临时救助")
    return tale


def test_members_and_informants_by_what_lies_in_their_grid_or_cell(nixi: Loop) -> None:
    """褚: 75 × 30 % + 75 × 25 % + 66.7 × 25 % + 80 × 20 % = 73.9; four of the five who were asked were content. 陈 looks after the second
    cell as well: 60 × 30 % + 60 × 25 % + 66.7 × 25 % + 80 × 20 % = 65.7."""
    year = Assessing(nixi, "member_year", YEAR, VILLAGE)
    year.begin()
    cell = {"信息采集": "75.0", "走访服务": "75.0", "诉求办结": "66.7", "群众满意": "80.0"}
    assert year.scores("褚信") == cell
    assert year.scores("陈格") == cell | {"信息采集": "60.0", "走访服务": "60.0"}
    assert year.scores("卫信") == {"信息采集": "0.0", "走访服务": "0.0", "诉求办结": None, "群众满意": None}
    assert [year.result(name) for name in ("褚信", "陈格", "卫信")] == [
        ("73.9", "pass"),
        ("65.7", "pass"),
        ("0.0", "fail"),
    ]


def test_who_has_nothing_to_count_is_left_out_before_anything_follows(nixi: Loop) -> None:
    """The head of the school has no homes, so nothing can be told; the draft is deleted, and the others' results count."""
    year = Assessing(nixi, "member_year", YEAR, VILLAGE)
    assert "4个考核对象" in year.begin()
    year.settle(("褚信", "陈格", "卫信"), "冯长", "周文员")
    assert year.result("沈校长") == (None, None)
    assert "1份考核没有定稿" in year.refused_proposals()
    nixi.accepted(f"/assessmentview/delete/{year.of('沈校长').id}", {})
    assert year.propose() == {("grade", "卫信"): "约谈帮促"}


def test_the_year_of_a_village_on_screen_sheet_report_and_in_the_workbook(nixi: Loop) -> None:
    """The same homes and matters as those of its member; with 95 for the rounds (60 × 30 + 95 × 25 + 66.7 × 25 + 80 × 20) ÷ 100 = 74.4."""
    year = Assessing(nixi, "grid_year", YEAR, TOWN)
    assert "7个考核对象" in year.begin()
    assert year.result("大柏树村") == ("65.7", "pass")
    year.tell("大柏树村")
    year.appeal("大柏树村", "走访服务", "五月的走访记在纸上")
    year.uphold("大柏树村", "已核对纸质记录", "走访服务", 95)
    year.reply("大柏树村", "没有意见")
    with nixi.acting("王指"):
        year.sign("大柏树村", "王指")
    year.sign("大柏树村", "周文员")
    assert year.result("大柏树村") == ("74.4", "pass")
    sheet, report = year.sheets("大柏树村"), flat(year.report())
    said = (
        "村（社区）网格化工作年度考核表",
        "74.4",
        "合格",
        "已核对纸质记录",
        "王指",
        "周文员",
        "登记诉求数3，其中已销号诉求数2",
    )
    assert all(words in sheet for words in said)
    assert all(words in report for words in ("泥溪镇", "目录", "74.4", "无数据"))
    rows = [row for row in year.book()["村（社区）网格化工作年度考核得分表"] if "大柏树村" in row]
    assert rows[-1][3:9] == [60, 95, 66.7, 80, 74.4, "合格"]
    assert "74.4" in year.page("大柏树村")
