"""李楼乡 assesses members by the quarter, heads and grids by the year, in figures; names the best, and counts failures at key tasks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

import pytest

from portal.foundation.clock import today
from seeds.sections.rates import MEASURES
from tests.stories.assessing import Assessing, flat
from tests.stories.duties import measures, note_failure, refuse_failure
from tests.stories.loop import Loop

TOWN, VILLAGE = "340302200", "340302200200"
YEAR = str(today().year)
QUARTER = f"{YEAR}Q{(today().month + 2) // 3}"
PATROLS, UNIT = "网格巡查频次", "第一单元网格"


@pytest.fixture
def lilou(story: Callable[[str], Loop]) -> Loop:
    """One unit of two homes in a district: one matter settled at the door, one by the township, and a satisfied revisit."""
    tale = story("lilou")
    district = tale.add_grid("district", TOWN, "东片区")
    tale.move(VILLAGE, district)
    unit = tale.ladder(VILLAGE)
    for name, role, grid in (
        ("孙总", "general_head", TOWN), ("李片", "district_head", district), ("赵书记", "head", VILLAGE), ("周单元", "member", unit),
    ):  # fmt: skip
        tale.appoint(name, role, grid)
    one, two = (tale.add_household(unit, head) for head in ("杨一", "朱二"))
    with tale.acting("周单元"):
        tale.visit(one, issues=[("cleaning", "门前堆柴", "当场清走")])
        tale.visit(two, issues=[("land", "承包地界不清")])
        land = tale.issue("承包地界不清")
        tale.step(land, "report_village")
    with tale.acting("赵书记"):
        tale.step(land, "report_district", note="涉及两个村")
    with tale.acting("李片"):
        tale.step(land, "report_town", note="请司法所到场丈量")
    tale.step(land, "assign", department="justice")
    tale.settle(land, "已丈量立界")
    return tale


def typed(field: Assessing, name: str, value: int) -> None:
    """The patrols as the office checked them on the spot."""
    score = field.score(name, PATROLS)
    field.story.accepted(f"/scoreview/edit/{score.id}", {"score": value, "note": "按抽查核定"})


def test_a_member_s_quarter_in_figures(lilou: Loop) -> None:
    """Two visits and a revisit of so many that were due; 85 × 20 % for what was found, both matters solved, the one answer satisfied."""
    quarter = Assessing(lilou, "member_quarter", QUARTER, TOWN)
    quarter.begin()
    with lilou.acting("赵书记"):
        quarter.judge("周单元", "问题发现", "village", 85)
    patrols = quarter.score("周单元", PATROLS)
    assert patrols.numerator == 3
    share = (Decimal(300) / (patrols.denominator or 1)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert quarter.scores("周单元") == {
        PATROLS: f"{share}",
        "问题发现": "85.0",
        "问题解决": "100.0",
        "群众满意度": "100.0",
    }
    total = (share * 30 + 85 * 20 + 100 * 25 + 100 * 25) / 100
    assert quarter.result("周单元")[0] == f"{total.quantize(Decimal('0.1'), ROUND_HALF_UP)}"
    told = quarter.page("周单元")
    assert f"其中{MEASURES['visits_done']}3" in told


def test_heads_are_assessed_by_the_year_and_sign_nothing_of_their_own(lilou: Loop) -> None:
    """赵: 80 × 25 % + 100 × 35 % + 70 × 15 % + 100 × 25 % = 90.5; 李: 60 instead of 80 for the clues, 85.5."""
    year = Assessing(lilou, "head_year", YEAR, TOWN)
    year.begin()
    for name, clues in (("赵书记", 80), ("李片", 60)):
        year.judge(name, "月报问题线索", "centre", clues)
        year.judge(name, "培训和分工", "centre", 70)
    assert (year.result("赵书记"), year.result("李片")) == (("90.5", "excellent"), ("85.5", "good"))
    year.tell("赵书记")
    year.reply("赵书记", "没有意见")
    assert "不能给自己的考核签字" in year.refuse_signing("赵书记", "赵书记")
    year.sign("赵书记", "周文员", "孙总")
    year.settle(["李片"], "周文员", "孙总")
    assert year.propose() == {}
    sheet = year.sheets("赵书记")
    assert all(words in sheet for words in ("网格长年终考核表", "90.5", "优秀", "网格中心评80.0分", "周文员", "孙总"))


def test_the_best_of_the_year_are_named(lilou: Loop) -> None:
    """95 × 30 % + 85 × 20 % + 100 × 50 % = 95.5 for the member; 80 × 30 % + 100 × 70 % = 94 for the grid."""
    quarter, year = Assessing(lilou, "member_quarter", QUARTER, TOWN), Assessing(lilou, "grid_year", YEAR, TOWN)
    quarter.begin()
    quarter.judge("周单元", "问题发现", "village", 85)
    typed(quarter, "周单元", 95)
    year.begin()
    typed(year, UNIT, 80)
    assert (quarter.result("周单元"), year.result(UNIT)) == (("95.5", "excellent"), ("94.0", "excellent"))
    quarter.settle(["周单元"], "赵书记", "李片", "周文员")
    year.settle([UNIT], "赵书记", "李片", "周文员")
    assert quarter.propose() == {("grade", "周单元"): "表彰奖励，推荐“最美网格员”"}
    assert [row[2:6] for row in lilou.table("assessment_results", period=QUARTER)] == [
        ["周单元", "单元网格员", 95.5, "优秀"]
    ]
    mine = quarter.sheets("周单元")
    assert all(words in mine for words in ("单元网格员量化考核表", "95.5", "优秀", "按抽查核定", "赵书记", "李片"))
    best = quarter.propose(YEAR)
    assert best["award", "周单元"].startswith("最美网格员")
    said = year.propose()
    assert said["grade", UNIT] == "推荐“优秀网格”"
    assert said["award", UNIT].startswith("优秀网格")
    sheet, report = year.sheets(UNIT), flat(year.report())
    assert all(words in sheet for words in (UNIT, "94", "优秀", "按抽查核定", "李片"))
    assert all(words in report for words in ("网格年终考核", "94.0", "优秀网格", "最美网格员", "待决定"))


def test_failures_at_key_tasks_are_counted_and_cancelled_ones_are_not(lilou: Loop) -> None:
    """First failure 批评教育, second 诫勉谈话; without the first the second is the first."""
    failed = [note_failure(lilou, "duties", "周单元", task) for task in ("防溺水值守", "秸秆巡查")]
    assert measures(lilou) == {"防溺水值守": "批评教育", "秸秆巡查": "诫勉谈话"}
    lilou.accepted(f"/dutyfailureview/cancel/{failed[0]}", {"reason": "当天请假，已有人替班"})
    assert measures(lilou) == {"秸秆巡查": "批评教育"}
    shown = lilou.page("/dutyfailureview/list/")
    assert "已撤销" in shown
    assert "工作不力、责任落实不到位" in shown
    tomorrow = today() + dt.timedelta(days=1)
    assert "晚于今天" in refuse_failure(lilou, "duties", "周单元", "巡查", happened_on=tomorrow)
