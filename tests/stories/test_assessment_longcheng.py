"""龙城镇 assesses members and grids by what they know of the homes, how they visit and settle; who is not up to it is talked to, then leaves,
if somebody so decides. Every score is worked out by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.foundation.clock import today
from tests.stories.assessing import Assessing, flat, line_of
from tests.stories.duties import measures, note_failure, refuse_failure
from tests.stories.loop import Loop

TOWN, COMMUNITY = "341322100", "341322100002"
YEAR = str(today().year)


@pytest.fixture
def longcheng(story: Callable[[str], Loop]) -> Loop:
    """王's four homes: three records complete, two met and one telephoned, one matter of two closed. 周's one home was never seen."""
    town = story("longcheng")
    east, west = (town.add_grid("grid", COMMUNITY, f"{name}网格") for name in ("东", "西"))
    for name, role, grid in (
        ("陈镇长", "leader", TOWN), ("孙书记", "head", COMMUNITY), ("王格员", "member", east), ("赵楼长", "helper", east),
        ("周格员", "member", west),
    ):  # fmt: skip
        town.appoint(name, role, grid)
    homes = [town.add_household(east, head, phone=f"1381234000{n}" if n else "") for n, head in enumerate(("杨一", "朱二", "秦三", "尤四"))]  # fmt: skip
    town.add_household(west, "许五")
    with town.acting("王格员"):
        town.visit(homes[0], issues=[("errands", "代办医保", "已代办"), ("disputes", "楼上漏水")])
        town.visit(homes[1])
        town.nobody_home(homes[2])
        town.visit(homes[2], "phone")
    errand = town.issue("代办医保")
    town.step(errand, "revisit", satisfaction="satisfied")
    town.step(errand, "close")
    return town


def test_members_in_figures_and_what_follows(longcheng: Loop) -> None:
    """王: (75 × 25 + 75 × 20 + 50 × 20 + 100 × 15 + 80 × 10) ÷ 90 = 74.2, as nothing was due yet. 周: (0 × 25 + 0 × 20 + 50 × 10) ÷ 55 = 9.1.
    Heads and heads of buildings are no members and not assessed."""
    year = Assessing(longcheng, "member_year", YEAR, TOWN)
    assert "2个考核对象" in year.begin()
    for name, points in (("王格员", 80), ("周格员", 50)):
        year.judge(name, "工作纪律", "centre", points)
    assert year.scores("王格员") == {
        "信息掌握": "75.0", "走访服务": "75.0", "问题办结": "50.0", "按期办理": None, "群众满意": "100.0", "工作纪律": "80.0",
    }  # fmt: skip
    assert (year.result("王格员"), year.result("周格员")) == (("74.2", "pass"), ("9.1", "fail"))
    year.settle(("王格员", "周格员"), "孙书记", "周文员")
    assert year.propose() == {("grade", "周格员"): "约谈帮促，长期不适应工作的按规定辞退"}
    with longcheng.acting("陈镇长"):
        row = year.proposal("grade", "周格员")
        longcheng.accepted(f"/proposalview/decide/{row.id}", {"accept": "y", "note": "先谈一次"})
    sheet, report = year.sheets("王格员"), flat(year.report())
    assert all(words in sheet for words in ("74.2", "合格", "无数据", "孙书记", "周文员"))
    assert all(words in report for words in ("网格员年终考核", "74.2", "9.1", "已采纳", "陈镇长：先谈一次"))
    line = line_of(year.book()["网格员年终考核得分表"], "王格员")
    assert line[3:11] == [75, 75, 50, "无数据", 100, 80, 74.2, "合格"]


def test_grids_in_figures(longcheng: Loop) -> None:
    """东: 75 × 30 % + 75 × 30 % + 50 × 25 % + 100 × 15 % = 72.5; 西: nothing of 60 %."""
    year = Assessing(longcheng, "grid_year", YEAR, COMMUNITY)
    year.begin()
    assert (year.result("东网格"), year.result("西网格")) == (("72.5", "pass"), ("0.0", "fail"))
    year.settle(("东网格", "西网格"), "孙书记", "周文员")
    assert year.propose() == {}
    sheet, report = year.sheets("东网格", "西网格"), flat(year.report())
    assert all(words in sheet for words in ("东网格", "72.5", "西网格", "不合格", "孙书记"))
    assert all(words in report for words in ("网格年终考核", "72.5", "东网格", "西网格"))


def test_who_stays_unfit_leaves_after_a_talk(longcheng: Loop) -> None:
    """Without a success between; a head is not held against that rule but answers for misconduct."""
    for task in ("半年考核", "年终考核"):
        note_failure(longcheng, "unfit", "周格员", task)
    note_failure(longcheng, "unfit", "王格员", "春季培训")
    note_failure(longcheng, "unfit", "王格员", "夏季培训", outcome="y")
    note_failure(longcheng, "unfit", "王格员", "秋季培训")
    note_failure(longcheng, "misconduct", "孙书记", "截留补贴")
    assert measures(longcheng) == {
        "半年考核": "约谈帮促", "年终考核": "按规定辞退", "春季培训": "约谈帮促", "秋季培训": "约谈帮促", "截留补贴": "依纪依规严肃处理",
    }  # fmt: skip
    assert "不担任" in refuse_failure(longcheng, "unfit", "孙书记", "年终考核")
