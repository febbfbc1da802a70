"""柴胡店镇 assesses its visitors by the great visit: reached, cleared, revisited, content, and with discipline; who did not go is talked
to, if somebody so decides. Every score is worked out by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.foundation.clock import today
from tests.stories.assessing import Assessing, flat, line_of
from tests.stories.duties import measure_after, measures, note_failure
from tests.stories.loop import Loop

TOWN, VILLAGE = "370481111", "370481111200"
YEAR = str(today().year)
VISITORS = ("孙走访", "李走访", "钱走访")


@pytest.fixture
def chaihudian(story: Callable[[str], Loop]) -> Loop:
    """Three areas under one branch. 孙 met a home and the school, another home was empty; of two problems one is closed. 李 met all,
    钱 nobody."""
    town = story("chaihudian")
    branch = town.add_grid("branch", TOWN, "第一党总支")
    town.move(VILLAGE, branch)
    areas = [town.add_grid("area", VILLAGE, f"村{side}") for side in "东西北"]
    town.appoint("赵总支", "branch_leader", branch)
    town.appoint("吴镇长", "leader", TOWN)
    for name, area in zip(VISITORS, areas, strict=True):
        town.appoint(name, "visitor", area)
    one, two, three, _four = (
        town.add_household(areas[n], head) for n, head in ((0, "杨一"), (0, "朱二"), (1, "秦三"), (2, "尤四"))
    )
    school = town.add_establishment(areas[0], "高桥小学", "school")
    campaign = town.open_campaign("visits", TOWN)
    for name, area in zip(VISITORS, areas, strict=True):
        town.pair(campaign, name, area)
    with town.acting("孙走访"):
        town.visit(one, issues=[("town_living", "路灯不亮"), ("city_medical", "转诊不便")])
        town.visit(school, unit=True)
        town.nobody_home(two)
    with town.acting("李走访"):
        town.visit(three)
    lamp = town.issue("路灯不亮")
    town.step(lamp, "classify")
    town.step(lamp, "assign")
    town.settle(lamp, "换了灯泡")
    return town


def disciplined(year: Assessing) -> None:
    """The centre judges how they kept discipline, one by a check that was not announced."""
    for name, points in zip(VISITORS, (80, 90, 60), strict=True):
        year.judge(name, "工作纪律", "centre", points, method="明察暗访")


def test_visitors_in_figures(chaihudian: Loop) -> None:
    """孙: 66.7 × 35 % + 50 × 25 % + 100 × 20 % + 100 × 10 % + 80 × 10 % = 73.845. 李 heard of no problem, so only two items count:
    (100 × 35 + 90 × 10) ÷ 45 = 97.8; 钱: (0 × 35 + 60 × 10) ÷ 45 = 13.3."""
    year = Assessing(chaihudian, "visitor_year", YEAR, TOWN)
    assert "3个考核对象" in year.begin()
    disciplined(year)
    assert year.scores("孙走访") == {
        "走访率": "66.7", "问题清零": "50.0", "全部回访": "100.0", "群众满意": "100.0", "工作纪律": "80.0",
    }  # fmt: skip
    assert year.scores("李走访") == {
        "走访率": "100.0", "问题清零": None, "全部回访": None, "群众满意": None, "工作纪律": "90.0",
    }  # fmt: skip
    results = [year.result(name) for name in VISITORS]
    assert results == [("73.8", "pass"), ("97.8", "excellent"), ("13.3", "fail")]
    assert "应走访对象数3，其中已入户走访对象数2" in year.page("孙走访")


def test_told_objected_to_signed_and_what_follows(chaihudian: Loop) -> None:
    """钱 objects without reason, and the score stays; the branch and the centre sign; the leader talks to 钱."""
    year = Assessing(chaihudian, "visitor_year", YEAR, TOWN)
    year.begin()
    disciplined(year)
    year.settle(VISITORS[:2], "赵总支", "周文员")
    year.tell("钱走访")
    with chaihudian.acting("钱走访"):
        year.appeal("钱走访", "走访率", "尤四家锁着门")
    year.reject("钱走访", "锁着门的也没有登记，不予调整")
    year.reply("钱走访", "没有意见")
    year.sign("钱走访", "赵总支", "周文员")
    assert year.result("钱走访") == ("13.3", "fail")
    assert year.propose() == {("grade", "钱走访"): "约谈帮促"}
    with chaihudian.acting("吴镇长"):
        row = year.proposal("grade", "钱走访")
        chaihudian.accepted(f"/proposalview/decide/{row.id}", {"accept": "y", "note": "本周内谈"})
    sheet, report = year.sheets("钱走访"), flat(year.report())
    assert all(words in sheet for words in ("13.3", "不合格", "尤四家锁着门", "不予调整", "赵总支"))
    assert all(words in report for words in ("走访人员年终考核", "73.8", "97.8", "13.3", "已采纳", "吴镇长：本周内谈"))
    book = year.book()
    assert line_of(book["走访人员年终考核得分表"], "孙走访")[3:10] == [66.7, 50, 100, 100, 80, 73.8, "合格"]
    assert line_of(book["走访人员年终考核得分表"], "李走访")[3:7] == [100, "无数据", "无数据", "无数据"]


def test_who_brings_nothing_about_is_held_responsible(chaihudian: Loop) -> None:
    note_failure(chaihudian, "no_effect", "钱走访", "走访排查阶段一户未访")
    assert measures(chaihudian) == {"走访排查阶段一户未访": "严肃追究相关责任人的责任"}
    said = measure_after(chaihudian, "走访排查阶段一户未访").basis["rule"]
    assert said == "工作开展不力、没有达到预期效果，累计 1 次：严肃追究相关责任人的责任"
