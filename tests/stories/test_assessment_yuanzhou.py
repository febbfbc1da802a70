"""原州区 assesses: members by what they did and what residents say, so that good ones stay and are named; grids for acceptance in June.
Every score is worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

import pytest

from portal.foundation.clock import today
from tests.stories.assessing import Assessing, flat, line_of
from tests.stories.loop import Loop

SOUTH, COMMUNITY = "640402001", "640402001001"
YEAR, QUARTERS = str(today().year), (today().month + 2) // 3
VISITING = "入户走访"


@pytest.fixture
def yuanzhou(story: Callable[[str], Loop]) -> Loop:
    """Two grids of a community. 马 was at three of four homes, all on record; both matters told were closed, both homes content. 钱 went
    nowhere, and her one home is on record without a phone."""
    tale = story("yuanzhou")
    east, west = (tale.add_grid("grid", COMMUNITY, name) for name in ("南寺巷东", "南寺巷西"))
    for name, role, grid in (
        ("孙书记", "leader", SOUTH), ("李书记", "head", COMMUNITY), ("马格员", "member", east), ("钱格员", "member", west),
    ):  # fmt: skip
        tale.appoint(name, role, grid)
    homes = [tale.add_household(east, f"{name}一", phone=f"1390000300{n}") for n, name in enumerate("杨朱秦尤")]
    tale.add_household(west, "许五")
    with tale.acting("马格员"):
        tale.visit(homes[0], satisfaction="satisfied", issues=[("opinions", "楼道灯不亮"), ("errands", "代办老年证")])
        for home in homes[1:3]:
            tale.visit(home)
    with tale.acting("李书记"):
        tale.settle(tale.issue("楼道灯不亮"), "换了声控灯", satisfaction="neutral")
        tale.settle(tale.issue("代办老年证"), "证已送到家")
    return tale


def judged(year: Assessing) -> None:
    """The head of the community, and residents who were asked."""
    with year.story.acting("李书记"):
        for name, points, opinion in (("马格员", 90, 95), ("钱格员", 50, 40)):
            year.judge(name, "文明新风和自治服务", "head", points)
            year.judge(name, "居民评价", "residents", opinion, people=9, method="居民评价")


def tenths(value: Decimal) -> str:
    """To one decimal, halves up."""
    return f"{value.quantize(Decimal('0.1'), ROUND_HALF_UP)}"


def test_a_member_is_assessed_by_what_was_done_and_what_residents_say(yuanzhou: Loop) -> None:
    """馬: every home was due once a quarter, so 3 ÷ (4 × quarters); three answers were all good and nine residents gave 95, so
    (3 × 100 + 9 × 95) ÷ 12 = 96.3. Nothing was due yet, so “in time” does not count and the others make 90. 钱: (0 × 20 + 0 × 15 +
    40 × 25 + 50 × 10) ÷ 70 = 21.4."""
    year = Assessing(yuanzhou, "member_year", YEAR, COMMUNITY)
    year.begin()
    judged(year)
    walked = Decimal(tenths(Decimal(300) / (4 * QUARTERS)))
    assert year.scores("马格员") == {
        VISITING: f"{walked}", "基础信息": "100.0", "问题办结": "100.0", "按期办理": None, "居民评价": "96.3", "文明新风和自治服务": "90.0",
    }  # fmt: skip
    total = (walked * 20 + 100 * 15 + 100 * 20 + Decimal("96.3") * 25 + 90 * 10) / 90
    assert year.result("马格员")[0] == tenths(total)
    assert [year.scores("钱格员")[name] for name in (VISITING, "基础信息", "问题办结", "居民评价")] == [
        "0.0",
        "0.0",
        None,
        "40.0",
    ]
    assert year.result("钱格员") == ("21.4", "fail")


def test_good_members_stay_and_are_named_and_others_are_let_go_if_somebody_so_decides(yuanzhou: Loop) -> None:
    """With 95 for the rounds: (95 × 20 + 100 × 15 + 100 × 20 + 96.3 × 25 + 90 × 10) ÷ 90 = 96.8."""
    year = Assessing(yuanzhou, "member_year", YEAR, SOUTH)
    year.begin()
    judged(year)
    year.tell("马格员")
    with yuanzhou.acting("马格员"):
        year.appeal("马格员", VISITING, "纸质走访本上的没有录入")
    year.uphold("马格员", "走访本已核对", VISITING, 95)
    assert year.result("马格员") == ("96.8", "excellent")
    year.reply("马格员", "没有意见")
    year.sign("马格员", "李书记", "周文员")
    year.settle(["钱格员"], "李书记", "周文员")
    said = year.propose()
    assert said["grade", "马格员"] == "评优、续聘，兑现报酬"
    assert said["grade", "钱格员"] == "解聘"
    assert {name for kind, name in said if kind == "award"} == {"马格员"}
    row = year.proposal("award", "马格员")
    with yuanzhou.acting("孙书记"):
        yuanzhou.accepted(f"/proposalview/decide/{row.id}", {"accept": "y", "note": "居民评价好"})
    sheet, report, book = year.sheets("马格员"), flat(year.report()), year.book()
    assert all(words in sheet for words in ("网格员绩效考核表", "96.8", "优秀", "走访本已核对", "李书记", "周文员"))
    assert all(
        words in report for words in ("南关街道", "96.8", "21.4", "优秀网格员", "已采纳", "孙书记：居民评价好", "解聘")
    )
    assert line_of(book["考核结果汇总表"], "马格员")[5:7] == [96.8, "优秀"]


def test_grids_are_accepted_or_have_to_be_mended_first(yuanzhou: Loop) -> None:
    """100 × 40 % + 75 × 30 % + 100 × 30 % = 92.5; where nobody went and nothing was told, nothing but 0 for the rounds counts."""
    june = Assessing(yuanzhou, "grid_year", YEAR, COMMUNITY)
    assert "2个考核对象" in june.begin()
    assert june.scores("南寺巷东") == {"闭环办理": "100.0", "走访服务": "75.0", "居民满意": "100.0"}
    assert june.scores("南寺巷西") == {"闭环办理": None, "走访服务": "0.0", "居民满意": None}
    june.settle(("南寺巷东", "南寺巷西"), "李书记", "周文员")
    assert (june.result("南寺巷东"), june.result("南寺巷西")) == (("92.5", "excellent"), ("0.0", "fail"))
    assert june.propose() == {("grade", "南寺巷西"): "完善措施后再验收"}
    sheet, report = june.sheets("南寺巷东"), flat(june.report())
    assert all(words in sheet for words in ("网格验收评估", "92.5", "登记诉求数2，其中已销号诉求数2"))
    assert all(words in report for words in ("网格验收评估", "92.5", "无数据", "完善措施后再验收"))
