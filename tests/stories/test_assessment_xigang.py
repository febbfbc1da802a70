"""西岗镇 assesses: villages by the three rates and by whether their records were true, people by what they did; false reports are
dealt with. Every score is worked out by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.campaigns.models import Campaign
from portal.foundation.clock import today
from tests.stories.assessing import Assessing, flat, line_of
from tests.stories.duties import measures, note_failure, refuse_failure
from tests.stories.loop import Loop

TOWN, VILLAGE, OTHER = "370481106", "370481106200", "370481106201"
YEAR = str(today().year)


@pytest.fixture
def xigang(story: Callable[[str], Loop]) -> Loop:
    """Two villages of a squadron. In the first, of four homes and a shop two homes and the shop were visited and one home telephoned; of
    three issues two were struck off, both after a revisit. In the second nobody went to the one home."""
    tale = story("xigang")
    squadron = tale.add_grid("squadron", TOWN, "第一中队")
    tale.move(VILLAGE, squadron)
    tale.move(OTHER, squadron)
    area, other = tale.ladder(VILLAGE), tale.ladder(OTHER)
    for name, role, grid in (
        ("孙中队", "squadron_leader", squadron), ("冯组长", "reviewer", TOWN), ("李书记", "head", VILLAGE), ("王委员", "cadre", area),
        ("赵格员", "member", area), ("钱格员", "member", other),
    ):  # fmt: skip
        tale.appoint(name, role, grid)
    one, two, three = (tale.add_household(area, f"{name}一", phone=f"1390000100{n}") for n, name in enumerate("杨朱秦"))
    for grid, head in ((area, "尤四"), (other, "许五")):
        tale.add_household(grid, head)
    shop = tale.add_establishment(area, "便民超市", "shop")
    tale.open_campaign("archive", TOWN)
    with tale.acting("赵格员"):
        issues = [
            ("fire_hazards", "插座松动", "当场拧紧"),
            ("disputes", "宅基地界址不清"),
            ("buildings", "东屋墙体开裂"),
        ]
        tale.visit(one, satisfaction="satisfied", issues=issues)
        tale.visit(two)
        tale.visit(shop, unit=True)
        tale.nobody_home(three)
        tale.visit(three, "phone", satisfaction="dissatisfied")
    spot, border = tale.issue("插座松动"), tale.issue("宅基地界址不清")
    tale.step(spot, "revisit", satisfaction="neutral")
    tale.step(spot, "close")
    for step in ("merge", "review", "assign"):
        tale.step(border, step)
    tale.settle(border, "立了界桩")
    return tale


def test_villages_are_assessed_by_the_three_rates_and_by_the_truth_of_their_records(xigang: Loop) -> None:
    """3 ÷ 5 × 30 % + 2 ÷ 3 × 30 % + 2 ÷ 2 × 20 % + 80 × 20 % = 74; without issues (0 × 30 + 50 × 20) ÷ 50 = 20."""
    year = Assessing(xigang, "grid_year", YEAR, "37048110601")
    assert "2个考核对象" in year.begin()
    for village, points in (("东王庄村", 80), ("西孙庄村", 50)):
        year.judge(village, "记录真实", "centre", points, method="抽查核实")
    assert year.scores("东王庄村") == {
        "入户走访率": "60.0",
        "问题办结率": "66.7",
        "回访反馈率": "100.0",
        "记录真实": "80.0",
    }
    assert year.scores("西孙庄村") == {"入户走访率": "0.0", "问题办结率": None, "回访反馈率": None, "记录真实": "50.0"}
    assert (year.result("东王庄村"), year.result("西孙庄村")) == (("74.0", "pass"), ("20.0", "fail"))
    year.tell("东王庄村", "西孙庄村")
    for village in ("东王庄村", "西孙庄村"):
        year.reply(village, "没有意见")
        with xigang.acting("孙中队"):
            year.sign(village, "孙中队")
        with xigang.acting("冯组长"):
            year.sign(village, "冯组长")
    assert year.propose() == {("grade", "西孙庄村"): "约谈帮促"}
    sheet, report = year.sheets("东王庄村"), flat(year.report())
    counted = "应走访对象数5，其中已入户走访对象数3"
    assert all(words in sheet for words in ("村居网格绩效考核", counted, "孙中队", "冯组长", "74", "合格"))
    assert all(words in report for words in ("74.0", "20.0", "约谈帮促", "第一中队"))


def test_a_year_of_the_people_who_go_from_door_to_door(xigang: Loop) -> None:
    """Three of four homes are on record with a phone, three were reached: 75 × 25 % + 75 × 30 % + 66.7 × 20 %; of four answers, two at
    the door and two afterwards, three were good: 75 × 25 %. Together 73.3; the cadre of the same area has the same."""
    year = Assessing(xigang, "member_year", YEAR, VILLAGE)
    year.begin()
    scores = {"登记台账": "75.0", "走访到位": "75.0", "问题办结": "66.7", "群众满意": "75.0"}
    assert (year.scores("赵格员"), year.scores("王委员")) == (scores, scores)
    assert (year.result("赵格员"), year.result("王委员")) == (("73.3", "pass"), ("73.3", "pass"))
    year.tell("赵格员")
    with xigang.acting("赵格员"):
        year.appeal("赵格员", "走访到位", "尤四一家都在外地，托邻居带了话")
    year.uphold("赵格员", "邻居证实，算已联系", "走访到位", 90)
    assert year.result("赵格员") == ("77.8", "pass")
    year.reply("赵格员", "没有意见")
    year.sign("赵格员", "李书记", "孙中队", "冯组长")
    sheet, page, book = year.sheets("赵格员"), year.page("赵格员"), year.book()
    assert all(
        words in sheet for words in ("走访调查人员年终考核", "77.8", "邻居证实，算已联系", "李书记", "孙中队", "冯组长")
    )
    assert "75.0→90.0" in page
    assert line_of(book["走访调查人员年终考核得分表"], "赵格员")[3:9] == [75, 90, 66.7, 75, 77.8, "合格"]


def test_a_visit_that_was_made_up_is_found_by_the_draw_and_dealt_with(xigang: Loop) -> None:
    """The plan names those who answer for it: the leader of the squadron, the head, the member; not the cadre."""
    sample = xigang.draw(xigang.newest(Campaign), "spot_check", VILLAGE, "b2")
    checked = {"result": "differs", "note": "家里说没人来过"}
    xigang.accepted(f"/sampleview/check/{sample.items[0].id}", checked)
    assert "家里说没人来过" in xigang.page(f"/sampleview/show/{sample.id}")
    note_failure(xigang, "false_reports", "赵格员", "入户走访记录")
    assert measures(xigang) == {"入户走访记录": "核实后严肃处理；情节严重的依规依纪给予处分"}
    assert "不担任" in refuse_failure(xigang, "false_reports", "王委员", "入户走访记录")
