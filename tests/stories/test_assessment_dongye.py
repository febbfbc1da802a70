"""东冶镇 assesses members, grids and villages by matters solved and people content; honours, dismissals and warnings follow if somebody
so decides. Every score is worked out by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.foundation.clock import today
from tests.stories.assessing import Assessing, flat, line_of
from tests.stories.duties import measures, note_failure
from tests.stories.loop import Loop

TOWN, VILLAGE, LAST = "140522109", "200", "231"
YEAR = str(today().year)
GOOD, POOR = "东冶一组", "孤山一组"


@pytest.fixture
def dongye(story: Callable[[str], Loop]) -> Loop:
    """Two villages with a grid each: in 李's both matters were solved and the record is complete; 周's one matter was explained only."""
    town = story("dongye")
    good, poor = town.add_grid("grid", VILLAGE, GOOD), town.add_grid("grid", LAST, POOR)
    for name, role, grid in (
        ("郝主任", "leader", TOWN), ("孙支书", "head", VILLAGE), ("钱支书", "head", LAST), ("李格员", "member", good), ("周格员", "member", poor),
    ):  # fmt: skip
        town.appoint(name, role, grid)
    one = town.add_household(good, "杨一", phone="13812340001")
    two = town.add_household(poor, "尤四")
    with town.acting("李格员"):
        town.visit(one, issues=[("petition", "多年信访"), ("fire", "柴草挨着灶台", "搬开了")])
        petition = town.issue("多年信访")
        town.step(petition, "pass_up")
    town.step(petition, "assign", department="safety_office")
    town.settle(petition, "县里已答复")
    with town.acting("周格员"):
        town.visit(two, issues=[("fire", "线路老化")])
    town.step(town.issue("线路老化"), "handle", note="暂无改造资金，已说明", outcome="explained")
    return town


def judged(year: Assessing) -> None:
    """Residents asked, the attitude judged by the head of the village, walks checked on the spot."""
    rows = (("李格员", "孙支书", 94, 10, 80, 90), ("周格员", "钱支书", 50, 2, 60, 40))
    for name, head, residents, people, conduct, walks in rows:
        with year.story.acting(head):
            year.judge(name, "群众满意", "residents", residents, people=people, method="群众评价")
            year.judge(name, "工作态度", "head", conduct, method="村级评议")
        year.enter(name, "每周走访", walks)


def test_members_by_what_was_solved_and_what_people_say(dongye: Loop) -> None:
    """李: 100 × 30 % + 94.5 × 30 % + 90 × 20 % + 100 × 10 % + 80 × 10 % = 94.35, halves up 94.4, where 94.5 is (100 + 94 × 10) ÷ 11.
    周: 0 × 30 % + 50 × 30 % + 40 × 20 % + 0 × 10 % + 60 × 10 % = 29; explained is not solved."""
    year = Assessing(dongye, "member_year", YEAR, TOWN)
    year.begin()
    assert year.score("李格员", "每周走访").numerator == 1
    judged(year)
    assert year.scores("李格员") == {
        "问题解决": "100.0", "群众满意": "94.5", "每周走访": "90.0", "信息采集": "100.0", "工作态度": "80.0",
    }  # fmt: skip
    assert year.scores("周格员")["问题解决"] == "0.0"
    assert (year.result("李格员"), year.result("周格员")) == (("94.4", "excellent"), ("29.0", "fail"))


def test_the_best_member_is_honoured_and_who_is_not_up_to_it_is_replaced(dongye: Loop) -> None:
    year = Assessing(dongye, "member_year", YEAR, TOWN)
    year.begin()
    judged(year)
    year.settle(["李格员"], "孙支书", "郝主任")
    year.settle(["周格员"], "钱支书", "郝主任")
    said = year.propose()
    assert said == {
        ("grade", "李格员"): "按规定给予绩效报酬和荣誉奖励", ("grade", "周格员"): "撤换或解聘",
        ("award", "李格员"): "优秀网格员，表彰奖励并宣传事迹",
    }  # fmt: skip
    with dongye.acting("郝主任"):
        row = year.proposal("award", "李格员")
        dongye.accepted(f"/proposalview/decide/{row.id}", {"accept": "y", "note": "事迹属实"})
    sheet, report = year.sheets("周格员"), flat(year.report())
    assert all(words in sheet for words in ("不称职", "29", "钱支书", "郝主任", "按抽查核定"))
    assert all(
        words in report
        for words in ("94.4", "29.0", "撤换或解聘", "优秀网格员", "已采纳", "郝主任：事迹属实", "待决定")
    )
    line = line_of(year.book()["网格员年度考核得分表"], "李格员")
    assert line[3:10] == [100, 94.5, 90, 100, 80, 94.4, "优秀"]


def test_grids_and_villages_are_assessed_too(dongye: Loop) -> None:
    """The first grid has all it can: 100; the second nothing, and nobody was asked: 0 of 60 %. Its village (0 × 30 + 0 × 15 + 40 × 25) ÷ 70 =
    14.3; the first 100 × 75 % + 90 × 25 % = 97.5, and is honoured."""
    grids = Assessing(dongye, "grid_year", YEAR, TOWN)
    grids.begin()
    assert (grids.result(GOOD), grids.result(POOR)) == (("100.0", "excellent"), ("0.0", "fail"))
    grids.settle([GOOD], "孙支书", "郝主任")
    grids.settle([POOR], "钱支书", "郝主任")
    assert grids.propose() == {("grade", POOR): "限期整改"}
    assert all(words in grids.sheets(GOOD) for words in (GOOD, "100", "优秀", "孙支书"))
    village = {code: Assessing(dongye, "village_year", YEAR, code) for code in (VILLAGE, LAST)}
    for (code, one), points in zip(village.items(), (90, 40), strict=True):
        one.begin()
        one.judge(dongye.grid(code).name, "组织推进", "centre", points, method="实地检查")
        one.settle([dongye.grid(code).name], "周文员", "郝主任")
    assert village[VILLAGE].result("东冶村") == ("97.5", "excellent")
    assert village[LAST].result("孤山村") == ("14.3", "fail")
    assert village[VILLAGE].propose()["award", "东冶村"] == "全科网格工作先进村，镇党委表彰"
    assert village[LAST].propose()["grade", "孤山村"] == "通报"
    assert all(words in village[VILLAGE].sheets("东冶村") for words in ("东冶村", "97.5", "郝主任"))


def test_a_village_that_neglects_its_grids_is_pressed_harder_each_time(dongye: Loop) -> None:
    for task in ("一季度", "二季度", "三季度", "四季度"):
        note_failure(dongye, "neglect", "钱支书", task)
    assert list(measures(dongye).values()) == ["通报", "约谈", "挂牌督办", "一票否决"]
