"""望江县 assesses its 网格信息员: by the township, with the bonus of 1,500 yuan a village shared out by score to the cent, and 十佳."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.foundation.clock import today
from portal.households.models import Household
from portal.issues.models import Issue
from tests.stories.assessing import Assessing, flat, line_of
from tests.stories.loop import Loop

COUNTY, TOWNSHIP = "340827", "340827109"
YEAR = str(today().year)
GUIDANCE, RECORDS = "汇总分流与指导", "信息采集"


@pytest.fixture
def wangjiang(story: Callable[[str], Loop]) -> Loop:
    """Three villages of a township with an informant each; the first keeps complete records, the second half, the third none."""
    tale = story("wangjiang")
    villages = [area.code for area in tale.plan.areas if area.code.startswith(TOWNSHIP) and len(area.code) == 12]
    tale.appoint("郑镇长", "township_head", TOWNSHIP)
    for name, village, phones in zip("甲乙丙", villages, ((1, 1), (1, 0), (0, 0)), strict=False):
        tale.appoint(f"{name}信息", "informant", village)
        group = tale.ladder(village)
        for number, phone in enumerate(phones):
            said = {"phone": f"1381234{number}00{phone}"} if phone else {}
            tale.add_household(group, f"{name}户{number}", **said)
    return tale


def settled(year: Assessing) -> None:
    """The centre judges the guidance; all say they have no objection; village and township sign."""
    for name, points in (("甲信息", 90), ("乙信息", 80), ("丙信息", 60)):
        year.judge(name, GUIDANCE, "centre", points)
    year.settle(("甲信息", "乙信息", "丙信息"), "王书记", "郑镇长")


def test_the_bonus_is_shared_out_by_score_to_the_cent(wangjiang: Loop) -> None:
    """Records and guidance count, 20 each: (100 + 90) ÷ 2 = 95, (50 + 80) ÷ 2 = 65, (0 + 60) ÷ 2 = 30. Of 1,500 × the villages of the
    township each gets 95, 65 and 30 of 190 parts; the cent that is left goes to the largest remainder."""
    year = Assessing(wangjiang, "informant_year", YEAR, TOWNSHIP)
    year.begin()
    settled(year)
    assert [year.result(name)[0] for name in ("甲信息", "乙信息", "丙信息")] == ["95.0", "65.0", "30.0"]
    said = year.propose()
    assert said["grade", "甲信息"] == "优先参评全县“十佳”网格员"
    assert said["grade", "丙信息"] == "不适应网格工作的，及时调整"
    villages = sum(area.code.startswith(TOWNSHIP) and len(area.code) == 12 for area in wangjiang.plan.areas)
    pool = 150_000 * villages
    exact = {name: Decimal(pool * points) / 190 for name, points in (("甲信息", 95), ("乙信息", 65), ("丙信息", 30))}
    cents = {name: int(share) for name, share in exact.items()}
    for name in sorted(exact, key=lambda each: cents[each] - exact[each])[: pool - sum(cents.values())]:
        cents[name] += 1
    assert sum(cents.values()) == pool
    assert year.amounts() == {name: Decimal(share) / 100 for name, share in cents.items()}
    rows = year.book()["奖金分配表"]
    assert [line_of(rows, name)[4] for name in cents] == [share / 100 for share in cents.values()]
    assert line_of(rows, "合计")[4] == pool / 100
    report = flat(year.report())
    assert all(f"{share // 100}.{share % 100:02}" in report for share in cents.values())
    assert "不平均分配" in report
    assert year.propose().keys() == said.keys()
    sheet = year.sheets("甲信息")
    assert all(
        words in sheet for words in ("网格信息员年度绩效考核表", "95", "优秀", "网格中心评90.0分", "王书记", "郑镇长")
    )
    listed = {row[3]: row[7:9] for row in wangjiang.table("assessment_result", period=YEAR, grid=TOWNSHIP)}
    assert listed == {"甲信息": [95, "优秀"], "乙信息": [65, "合格"], "丙信息": [30, "不合格"]}


def test_equal_scores_share_no_bonus(wangjiang: Loop) -> None:
    """An equal share would be what the plan forbids: whoever scored the same is looked at again."""
    year = Assessing(wangjiang, "informant_year", YEAR, TOWNSHIP)
    year.begin()
    for name, points in (("甲信息", 60), ("乙信息", 60), ("丙信息", 60)):
        year.judge(name, GUIDANCE, "centre", points)
        score = year.score(name, RECORDS)
        wangjiang.accepted(f"/scoreview/edit/{score.id}", {"score": "50", "note": "抽查"})
    year.settle(("甲信息", "乙信息", "丙信息"), "王书记", "郑镇长")
    assert "平均分配" in year.refused_proposals()
    assert year.amounts() == {}


def test_the_ten_best_are_proposed_and_chosen_by_people(wangjiang: Loop) -> None:
    """Two passed, so two stand for the ten places; whoever failed does not. The county names one of them, not the other."""
    award = next(each for each in wangjiang.plan.awards if each.key == "top_ten")
    assert (award.number, award.scheme) == (10, "informant_year")
    year = Assessing(wangjiang, "informant_year", YEAR, COUNTY)
    year.begin()
    settled(year)
    assert {name for kind, name in year.propose() if kind == "award"} == {"甲信息", "乙信息"}
    wangjiang.appoint("高县长", "county_leader", COUNTY)
    with wangjiang.acting("高县长"):
        for name, accept, note in (("甲信息", "y", "成绩突出"), ("乙信息", "n", "明年再评")):
            row = year.proposal("award", name)
            wangjiang.accepted(f"/proposalview/decide/{row.id}", {"accept": accept, "note": note})
    report = flat(year.report())
    assert all(words in report for words in ("十佳", "高县长：成绩突出", "已采纳", "高县长：明年再评", "未采纳"))


def matters(wangjiang: Loop) -> list[Issue]:
    """Of four matters told in the first village one is closed, one solved, one explained and one open; the other home was not visited. In
    the second village nobody did anything."""
    first, second = (f"{wangjiang.member(name).grid.code}0101" for name in ("甲信息", "乙信息"))
    wangjiang.appoint("褚组长", "member", first)
    wangjiang.appoint("秦组长", "member", second)
    home = next(each for each in wangjiang.session.scalars(select(Household)) if each.head_name == "甲户0")
    told = [
        ("disputes", "界址不清", "当场量清"),
        ("customs", "随礼太重"),
        ("insurance", "医保怎么交"),
        ("housing", "屋顶漏雨"),
    ]
    with wangjiang.acting("褚组长"):
        wangjiang.visit(home.id, satisfaction="satisfied", issues=told)
    border, gifts, insurance, roof = (wangjiang.issue(each[1]) for each in told)
    wangjiang.step(border, "revisit", satisfaction="neutral")
    wangjiang.step(border, "close")
    wangjiang.step(gifts, "handle", note="村规民约写明标准", outcome="solved")
    wangjiang.step(insurance, "handle", note="已说明缴费办法", outcome="explained")
    return [border, gifts, insurance, roof]


def test_members_of_groups_by_homes_rounds_and_matters(wangjiang: Loop) -> None:
    """褚: 100 × 30 % + 50 × 30 % + 25 × 20 % + 100 × 20 % = 70; 秦: (50 × 30 + 0 × 30) ÷ 60 = 25."""
    matters(wangjiang)
    year = Assessing(wangjiang, "member_year", YEAR, TOWNSHIP)
    year.begin()
    assert year.scores("褚组长") == {"信息采集": "100.0", "走访服务": "50.0", "问题办结": "25.0", "群众满意": "100.0"}
    assert (year.result("褚组长"), year.result("秦组长")) == (("70.0", "pass"), ("25.0", "fail"))
    year.settle(("褚组长", "秦组长"), "王书记", "郑镇长")
    assert year.propose() == {("grade", "秦组长"): "及时调整"}
    assert wangjiang.table("assessment_result", period=YEAR) == [], "只列网格信息员"
    sheet = year.sheets("秦组长")
    assert all(words in sheet for words in ("四级网格员年度评价表", "25", "不合格", "无数据"))


def test_villages_by_the_three_rates_of_what_was_due(wangjiang: Loop) -> None:
    """2 ÷ 4 × 40 % + 3 ÷ 4 × 30 % + 90 × 30 % = 69.5, the last as it was checked on the spot."""
    issues = matters(wangjiang)
    for issue in issues:
        wangjiang.earlier(issue, 30)
    due = wangjiang.session.get_one(Issue, issues[0].id).due_on
    village = wangjiang.member("甲信息").grid.name
    year = Assessing(wangjiang, "grid_year", f"{due:%Y}", TOWNSHIP)
    year.begin()
    year.enter(village, "满意率", 90)
    assert year.scores(village) == {"解决率": "50.0", "反馈率": "75.0", "满意率": "90.0"}
    year.settle([village], "钱综治", "郑镇长")
    assert year.result(village) == ("69.5", "pass")
    sheet = year.sheets(village)
    assert all(
        words in sheet for words in ("网格化工作年度考核表", "69.5", "合格", "到期诉求数4，其中已解决诉求数2", "郑镇长")
    )
