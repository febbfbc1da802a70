"""大路乡 assesses its members by figures, by what residents say and by what the village says; the subsidy, or another member, follows if
somebody so decides. Every score is worked out by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.foundation.clock import today
from tests.stories.assessing import Assessing, flat, line_of
from tests.stories.duties import measures, note_failure, refuse_failure
from tests.stories.loop import Loop

TOWN, VILLAGE = "341323118", "341323118209"
YEAR = str(today().year)
MEMBERS = ("王格员", "刘格员", "陈格员")


@pytest.fixture
def dalu(story: Callable[[str], Loop]) -> Loop:
    """Three hamlets: 王 keeps two records of three and closed one matter of two; 刘 has nothing to show; 陈 all there is."""
    township = story("dalu")
    grids = [township.add_grid("grid", VILLAGE, f"{name}庄") for name in "前后西"]
    township.appoint("李委员", "head", VILLAGE)
    township.appoint("张乡长", "leader", TOWN)
    for name, grid in zip(MEMBERS, grids, strict=True):
        township.appoint(name, "member", grid)
    homes = [
        township.add_household(grids[n], head, phone=phone)
        for n, head, phone in (
            (0, "杨一", "13812340001"), (0, "朱二", "13812340002"), (0, "秦三", ""), (1, "尤四", ""), (2, "许五", "13812340005"),
        )
    ]  # fmt: skip
    with township.acting("王格员"):
        township.visit(homes[0], issues=[("errands", "代办社保", "已代办"), ("disputes", "两家争水")])
    errand = township.issue("代办社保")
    township.step(errand, "revisit", satisfaction="satisfied")
    township.step(errand, "close")
    return township


def judged(year: Assessing) -> None:
    """Rounds checked on the spot, which stay whatever residents say of another item; then the centre, residents and the village."""
    rows = zip(MEMBERS, (100, 50, 100), (80, 40, 95), (4, 5, 10), (90, 40, 90), (60, 30, 100), strict=True)
    for name, discipline, residents, people, village, rounds in rows:
        year.enter(name, "巡查走访", rounds)
        year.judge(name, "保密和纪律", "centre", discipline)
        with year.story.acting("李委员"):
            year.judge(name, "群众满意度", "residents", residents, people=people, method="群众评价")
            year.judge(name, "村干部评价", "village", village, method="村干部评价")


def test_members_in_figures_and_in_what_people_say(dalu: Loop) -> None:
    """王: 60 × 15 % + 66.7 × 15 % + 50 × 20 % + 84 × 25 % + 90 × 15 % + 100 × 10 % = 73.505, where 84 is (100 + 80 × 4) ÷ 5: one answer at a
    revisit, four who were asked. 刘: (30 × 15 + 0 × 15 + 40 × 25 + 40 × 15 + 50 × 10) ÷ 80 = 31.9, no matter having come up. 陈: (100 × 15 +
    100 × 15 + 95 × 25 + 90 × 15 + 100 × 10) ÷ 80 = 96.6."""
    year = Assessing(dalu, "member_year", YEAR, TOWN)
    year.begin()
    assert year.score("王格员", "巡查走访").numerator == 2, "网格员当天一次，村网格长当周一次"
    judged(year)
    assert year.scores("王格员") == {
        "巡查走访": "60.0", "信息采集": "66.7", "问题办结": "50.0", "群众满意度": "84.0", "村干部评价": "90.0", "保密和纪律": "100.0",
    }  # fmt: skip
    assert (year.scores("刘格员")["信息采集"], year.scores("刘格员")["问题办结"]) == ("0.0", None)
    assert [year.result(name) for name in MEMBERS] == [("73.5", "pass"), ("31.9", "fail"), ("96.6", "excellent")]
    with dalu.acting("李委员"):
        assert "您不能以" in year.refuse_judging("王格员", "保密和纪律", "centre", 100)


def test_the_subsidy_or_another_member_follows_when_somebody_decides(dalu: Loop) -> None:
    year = Assessing(dalu, "member_year", YEAR, TOWN)
    year.begin()
    judged(year)
    year.settle(MEMBERS, "李委员", "周文员")
    assert year.propose() == {("grade", "刘格员"): "调整网格员", ("grade", "陈格员"): "兑现补贴，优先续用"}
    with dalu.acting("张乡长"):
        row = year.proposal("grade", "刘格员")
        dalu.accepted(f"/proposalview/decide/{row.id}", {"accept": "n", "note": "刚接手，再看半年"})
    assert year.proposal("grade", "刘格员").state == "declined"
    sheet, report = year.sheets("王格员"), flat(year.report())
    assert all(words in sheet for words in ("73.5", "合格", "群众评80.0分", "群众评价，李委员代录", "按抽查核定"))
    assert all(
        words in report
        for words in ("网格员工作绩效考核", "31.9", "96.6", "兑现补贴，优先续用", "未采纳", "再看半年", "待决定")
    )
    line = line_of(year.book()["网格员工作绩效考核得分表"], "王格员")
    assert line[3:11] == [60, 66.7, 50, 84, 90, 100, 73.5, "合格"]


def test_members_and_heads_answer_for_failures_by_rules_of_their_own(dalu: Loop) -> None:
    """All failures count, also those with a success between."""
    for task, outcome in (("漏报矛盾一", "n"), ("按时上报", "y"), ("漏报矛盾二", "n")):
        note_failure(dalu, "member_failure", "刘格员", task, outcome=outcome)
    assert measures(dalu) == {"漏报矛盾一": "调整网格员", "漏报矛盾二": "造成恶劣影响或严重后果的，追究责任"}
    for task in ("积案一", "积案二", "积案三"):
        note_failure(dalu, "village_delay", "李委员", task)
    assert {task: said for task, said in measures(dalu).items() if "积案" in task} == {
        "积案一": "约谈", "积案二": "通报", "积案三": "重点管理",
    }  # fmt: skip
    assert "不担任" in refuse_failure(dalu, "village_delay", "刘格员", "积案四")
