"""下八庙镇 assesses its members by their records and rounds, by the village, by the police and by residents; who does not suit is let go,
and who lets things slide answers for it. Every score is worked out by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

import pytest

from portal.foundation.clock import today
from tests.stories.assessing import Assessing, flat, line_of
from tests.stories.duties import measures, note_failure, refuse_failure
from tests.stories.loop import Loop

TOWN, FULL, VILLAGE = "511903107", "511903107001", "511903107200"
YEAR = str(today().year)
ROUNDS, POLICE, RESIDENTS = "走访和民意收集", "派出所等单位意见", "居民满意度"


@pytest.fixture
def xiabamiao(story: Callable[[str], Loop]) -> Loop:
    """王, part-time, keeps complete records of two homes and was in his grid this week; one of two matters was closed, and both who were
    asked were content. 李, full-time, has one home without a phone and did nothing."""
    tale = story("xiabamiao")
    part, full = tale.ladder(VILLAGE), tale.ladder(FULL)
    for name, role, grid in (
        ("罗主任", "leader", TOWN), ("孙支书", "head", VILLAGE), ("何主任", "head", FULL), ("王兼职", "member", part), ("李专职", "member", full),
        ("门卫老张", "helper", part),
    ):  # fmt: skip
        tale.appoint(name, role, grid)
    homes = [tale.add_household(part, head, phone=f"1390000400{n}") for n, head in enumerate(("杨一", "朱二"))]
    tale.add_household(full, "秦三")
    with tale.acting("王兼职"):
        issues = [("food_and_drugs", "药店卖过期药"), ("disputes", "院坝边界争执")]
        tale.visit(homes[0], satisfaction="satisfied", issues=issues)
    drugs = tale.issue("药店卖过期药")
    tale.step(drugs, "assign", department="food_safety")
    tale.step(drugs, "accept")
    tale.settle(drugs, "已查处下架")
    return tale


def judged(year: Assessing) -> None:
    """The village on everyday work, the police on help given, residents who were asked."""
    for name, village, police, people, opinion in (("王兼职", 80, 90, 8, 70), ("李专职", 50, 40, 5, 50)):
        year.judge(name, "日常表现", "village", village, method="查看记录")
        year.judge(name, POLICE, "police", police, method="单位意见")
        year.judge(name, RESIDENTS, "residents", opinion, people=people, method="居民评价")


def weeks() -> tuple[int, int]:
    """The weeks of this year, from Monday, that have begun and end in it; and 1 if this week is one of them."""
    days = (dt.date(today().year, 1, 1) + dt.timedelta(days=n) for n in range(366))
    begun = [
        day
        for day in days
        if day.weekday() == 0 and day <= today() and (day + dt.timedelta(days=6)).year == today().year
    ]
    return len(begun), int(today() - dt.timedelta(days=today().weekday()) in begun)


def tenths(value: Decimal) -> Decimal:
    """To one decimal, halves up."""
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def test_records_rounds_village_police_and_residents_make_the_result(xiabamiao: Loop) -> None:
    """王: in one week of all; 100 × 15 % for the records, 50 × 20 % for one matter of two, 80 × 15 %, 90 × 15 %, and (2 × 100 + 8 × 70) ÷
    10 = 76 × 20 %. 李: nothing was told to him, so (50 × 15 + 40 × 15 + 50 × 20) ÷ 80 = 29.4."""
    year = Assessing(xiabamiao, "member_year", YEAR, TOWN)
    assert "2个考核对象" in year.begin()
    judged(year)
    due, done = weeks()
    rounds = tenths(Decimal(100 * done) / due)
    assert year.scores("王兼职") == {
        "基础信息": "100.0", ROUNDS: f"{rounds}", "事件办理": "50.0", "日常表现": "80.0", POLICE: "90.0", RESIDENTS: "76.0",
    }  # fmt: skip
    assert year.result("王兼职")[0] == f"{tenths((1500 + rounds * 15 + 1000 + 1200 + 1350 + 1520) / 100)}"
    lost = {"基础信息": "0.0", ROUNDS: "0.0", "事件办理": None, "日常表现": "50.0", POLICE: "40.0", RESIDENTS: "50.0"}
    assert year.scores("李专职") == lost
    assert year.result("李专职") == ("29.4", "fail")
    assert "由派出所评分" in year.refuse_judging("王兼职", POLICE, "village", 100)


def test_who_does_not_suit_is_let_go_by_the_head_of_the_centre(xiabamiao: Loop) -> None:
    """With 90 for the rounds: (1500 + 1350 + 1000 + 1200 + 1350 + 1520) ÷ 100 = 79.2, which the plan calls 称职."""
    year = Assessing(xiabamiao, "member_year", YEAR, TOWN)
    year.begin()
    judged(year)
    year.tell("王兼职")
    with xiabamiao.acting("王兼职"):
        year.appeal("王兼职", ROUNDS, "每周都在村里走，只记了这一次")
    year.uphold("王兼职", "村里证明属实", ROUNDS, 90)
    year.reply("王兼职", "没有意见")
    with xiabamiao.acting("孙支书"):
        year.sign("王兼职", "孙支书")
    with xiabamiao.acting("罗主任"):
        year.sign("王兼职", "罗主任")
    year.settle(["李专职"], "何主任", "罗主任")
    assert year.result("王兼职") == ("79.2", "pass")
    assert year.propose() == {("grade", "李专职"): "依法依规解聘"}
    with xiabamiao.acting("罗主任"):
        row = year.proposal("grade", "李专职")
        xiabamiao.accepted(f"/proposalview/decide/{row.id}", {"accept": "y", "note": "多次提醒没有改进"})
    sheet, report, book = year.sheets("王兼职"), flat(year.report()), year.book()
    said = ("网格管理员绩效考核表", "79.2", "称职", "派出所评90.0分", "村里证明属实", "孙支书", "罗主任")
    assert all(words in sheet for words in said)
    assert all(
        words in report for words in ("79.2", "29.4", "称职", "不称职", "依法依规解聘", "罗主任：多次提醒没有改进")
    )
    assert line_of(book["考核结果汇总表"], "王兼职")[5:7] == [79.2, "称职"]


def test_who_lets_things_slide_answers_for_it(xiabamiao: Loop) -> None:
    """Heads and members, not those who help them of their own will."""
    note_failure(xiabamiao, "failure", "李专职", "护路巡线")
    assert measures(xiabamiao) == {"护路巡线": "按有关规定依法严肃追究责任"}
    assert "不担任" in refuse_failure(xiabamiao, "failure", "门卫老张", "护路巡线")
