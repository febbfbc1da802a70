"""华阳街道 assesses: by figures, by 查、访、问、看、听 and by residents who were asked; a failed year ends the contract, if somebody so
decides. Every score is worked out by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.foundation.clock import today
from tests.stories.assessing import Assessing, flat, line_of
from tests.stories.loop import Loop

TOWN, PILOT = "510116003", "510116003001"
YEAR = str(today().year)
QUARTER = f"{YEAR}Q{(today().month + 2) // 3}"
BY_HEAD = ("隐患和突发事件", "例会和工作会商", "保密", "关心困难群众")


@pytest.fixture
def huayang(story: Callable[[str], Loop]) -> Loop:
    """One community with two members: 郑 met one of two homes and settled one of two matters, 钱 met nobody."""
    tale = story("huayang")
    first, second = (tale.add_grid("grid", PILOT, name) for name in ("滨河网格", "古街网格"))
    for name, role, grid in (
        ("孙主任", "leader", TOWN), ("赵书记", "head", PILOT), ("郑格员", "member", first), ("钱格员", "member", second),
    ):  # fmt: skip
        tale.appoint(name, role, grid)
    one, _two, _three = (
        tale.add_household(grid, head) for grid, head in ((first, "杨一"), (first, "朱二"), (second, "秦三"))
    )
    with tale.acting("郑格员"):
        tale.visit(one, issues=[("disputes", "楼上漏水", "当场说和"), ("employment", "想找工作")])
    return tale


def judged(year: Assessing) -> None:
    """The head looks, asks and listens; residents were asked in two rounds."""
    with year.story.acting("赵书记"):
        for name, points in (("郑格员", (90, 80, 100, 90)), ("钱格员", (50, 50, 50, 50))):
            for indicator, value in zip(BY_HEAD, points, strict=True):
                year.judge(name, indicator, "head", value)
        year.judge("郑格员", "服务态度", "residents", 85, people=20, method="听")
        year.judge("郑格员", "服务态度", "residents", 95, people=10, method="听")
        year.judge("郑格员", "群众测评", "residents", 80, people=30, method="问")
        year.judge("钱格员", "服务态度", "residents", 50, people=10)
        year.judge("钱格员", "群众测评", "residents", 40, people=10)


def test_the_year_by_figures_and_by_people(huayang: Loop) -> None:
    """郑: nothing was due yet, so one item does not count and the others make 88: (50 × 12 + 90 × 10 + 50 × 12 + 80 × 6 + 100 × 8 + 0 × 12 +
    88.3 × 8 + 90 × 8 + 80 × 12) ÷ 88, where 88.3 is (85 × 20 + 95 × 10) ÷ 30. 钱: nothing was told to her, so three items do not
    count: (0 × 12 + 50 × 40 + 40 × 12) ÷ 64."""
    year = Assessing(huayang, "member_year", YEAR, PILOT)
    assert "2个考核对象，其中2个还没有开始考核" in year.begin()
    judged(year)
    assert year.scores("郑格员") == {
        "掌握舆情、化解苗头": "50.0", "受理和限时反馈": None, "隐患和突发事件": "90.0", "走访巡查和民情记录": "50.0",
        "例会和工作会商": "80.0", "保密": "100.0", "群众问题的收集上报跟踪": "0.0", "服务态度": "88.3", "关心困难群众": "90.0",
        "群众测评": "80.0",
    }  # fmt: skip
    assert year.result("郑格员") == ("65.5", "pass")
    lacking = {name for name, score in year.scores("钱格员").items() if score is None}
    assert lacking == {"掌握舆情、化解苗头", "受理和限时反馈", "群众问题的收集上报跟踪"}
    assert year.scores("钱格员")["走访巡查和民情记录"] == "0.0"
    assert year.result("钱格员") == ("38.8", "fail")
    assert "由" in year.refuse_judging("郑格员", "走访巡查和民情记录", "head", 100)


def test_an_objection_that_is_right_is_corrected_before_anybody_signs(huayang: Loop) -> None:
    """60 instead of 50 for the rounds: 10 × 12 ÷ 88 points more."""
    year = Assessing(huayang, "member_year", YEAR, PILOT)
    year.begin()
    judged(year)
    year.tell("郑格员")
    assert "本人还没有表示意见" in year.refuse_signing("郑格员", "赵书记")
    with huayang.acting("郑格员"):
        assert "65.5" in year.page("郑格员")
        year.appeal("郑格员", "走访巡查和民情记录", "朱二家去过，没有记上")
    assert "1件申诉没有答复" in year.refuse_signing("郑格员", "赵书记")
    year.uphold("郑格员", "核实属实", "走访巡查和民情记录", 60)
    assert year.result("郑格员") == ("66.9", "pass")
    with huayang.acting("郑格员"):
        year.reply("郑格员", "没有意见")
    year.sign("郑格员", "赵书记", "孙主任")
    assert year.of("郑格员").state == "final"
    told = year.page("郑格员")
    assert all(
        words in told for words in ("本表已定稿", "更正", "50.0→60.0", "核实属实", "赵书记", "孙主任", "没有意见")
    )
    sheet = year.sheets("郑格员")
    assert all(
        words in sheet
        for words in (
            "66.9",
            "合格",
            "朱二家去过，没有记上",
            "核实属实",
            "赵书记",
            "由周文员代录",
            "内容不再变动",
        )
    )


def test_screen_sheet_and_workbook_say_the_same(huayang: Loop) -> None:
    year = Assessing(huayang, "member_year", YEAR, PILOT)
    year.begin()
    judged(year)
    page, sheet, book, report = year.page("郑格员"), year.sheets("郑格员"), year.book(), flat(year.report())
    line, whole = line_of(book["网格员年度考核得分表"], "郑格员"), line_of(book["考核结果汇总表"], "郑格员")
    scores = year.scores("郑格员")
    assert line[3:15] == [*("无数据" if score is None else float(score) for score in scores.values()), 65.5, "合格"]
    assert whole[5:7] == [65.5, "合格"]
    for score in scores.values():
        assert ("无数据" if score is None else f"{score}/100") in page
        assert ("无数据" if score is None else f"{float(score):g}") in sheet
        assert (score or "无数据") in report
    assert whole[8] == "10 项中 1 项无数据，总分按其余 9 项（权重 88%）折算"
    for text in (page, sheet, report, year.results()):
        assert "其余9项（权重88%）折算" in text
        assert "65.5" in text
        assert "合格" in text
    assert line_of(book["网格员年度考核得分表"], "钱格员")[3] == "无数据"
    assert huayang.table("year_result", period=YEAR) == []


def test_a_failed_year_ends_the_contract_only_when_somebody_decides(huayang: Loop) -> None:
    year = Assessing(huayang, "member_year", YEAR, TOWN)
    year.begin()
    judged(year)
    assert "2份考核没有定稿" in year.refused_proposals()
    year.tell("郑格员", "钱格员")
    for name in ("郑格员", "钱格员"):
        year.reply(name, "没有意见")
        year.sign(name, "赵书记", "孙主任")
    assert year.propose() == {("grade", "钱格员"): "一律解聘"}
    assert year.propose() == {("grade", "钱格员"): "一律解聘"}
    listed = {row[3]: row[4:6] for row in huayang.table("year_result", period=YEAR)}
    assert listed == {"郑格员": [65.5, "合格"], "钱格员": [38.8, "不合格"]}
    row = year.proposal("grade", "钱格员")
    decided = {"accept": "y", "note": "连续两个季度不合格"}
    assert huayang.client.post(f"/proposalview/decide/{row.id}", data=decided).status_code == 403
    with huayang.acting("孙主任"):
        huayang.accepted(f"/proposalview/decide/{row.id}", decided)
    assert (year.proposal("grade", "钱格员").state, huayang.member("钱格员").name) == ("accepted", "钱格员")
    report = year.report()
    assert "考核报告" in flat(report[:1])
    assert "目录" in flat(report[1:2])
    assert all(
        words in flat(report[2:]) for words in ("38.8", "不合格", "一律解聘", "已采纳", "孙主任：连续两个季度不合格")
    )
    with huayang.acting("郑格员"):
        assert huayang.client.get("/results/").status_code == 403
        assert "钱格员" not in huayang.page("/assessmentview/list/")


def test_a_quarter_is_counted_in_its_own_days(huayang: Loop) -> None:
    """Of the figures alone: (50 + 50 + 0) × 12 ÷ 36. Judged as in the year, the same result; its summary shows what was signed."""
    quarter = Assessing(huayang, "member_quarter", QUARTER, PILOT)
    quarter.begin()
    assert quarter.result("郑格员") == ("33.3", None)
    form = {"scheme": quarter.scheme, "period": YEAR, "grid": huayang.grid(PILOT).id, "do": "preview"}
    assert "季度" in huayang.refused("/assessmentview/opening", form)
    judged(quarter)
    quarter.settle(("郑格员", "钱格员"), "赵书记", "孙主任")
    assert quarter.propose() == {("grade", "钱格员"): "约谈帮促"}
    listed = {row[3]: row[4:6] for row in huayang.table("quarter_result", period=QUARTER)}
    assert listed == {"郑格员": [65.5, "合格"], "钱格员": [38.8, "不合格"]}
