"""虹桥镇 looks back on the great visit: who visited thoroughly, solved in time and left people content is proposed as 最美走访者; who answers
for a village is not judged by their own signature. Every score is worked out by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.foundation.clock import today
from tests.stories.assessing import Assessing, flat, line_of
from tests.stories.loop import Loop

TOWN, VILLAGE = "430626106", "430626106200"
YEAR = str(today().year)
CADRES = ("王书记", "李办村")


@pytest.fixture
def hongqiao(story: Callable[[str], Loop]) -> Loop:
    """Two areas: 赵 met one home of two and solved one matter of two, another could only be explained; 周's home was met, and the party
    member who lives in that area, by 李."""
    town = story("hongqiao")
    upper, lower = (town.add_grid("area", VILLAGE, f"{side}屋片") for side in "上下")
    for name, role, grid in (
        ("刘书记", "leader", TOWN), ("王书记", "head", VILLAGE), ("李办村", "village_cadre", VILLAGE), ("赵委员", "member", upper),
        ("周线干", "line_cadre", lower),
    ):  # fmt: skip
        town.appoint(name, role, grid)
    homes = [
        town.add_household(area, head) for area, head in ((upper, "杨一"), (upper, "朱二"), (lower, "秦三"), (lower, "钱家"))
    ]  # fmt: skip
    member = town.add_resident(homes[3], "钱党员", ("party",), birth_date="1958-05-01")
    town.open_campaign("visits", TOWN)
    with town.acting("赵委员"):
        town.visit(homes[0], issues=[("electricity", "插座松动", "当场拧紧"), ("policy", "补贴能不能领")])
        town.nobody_home(homes[1])
        town.step(town.issue("补贴能不能领"), "handle", note="已解释补贴范围", outcome="explained")
    with town.acting("周线干"):
        town.visit(homes[2])
    with town.acting("李办村"):
        town.visit(homes[3], met=[member])
    town.step(town.issue("插座松动"), "revisit", satisfaction="satisfied")
    return town


def test_visitors_in_figures_and_the_finest_of_them(hongqiao: Loop) -> None:
    """赵: 50 × 35 % + 90 × 20 % + 50 × 25 % + 100 × 20 % = 68. 周 was told of nothing: (100 × 35 + 90 × 20) ÷ 55 = 96.4."""
    year = Assessing(hongqiao, "visitor_campaign", YEAR, TOWN)
    assert "2个考核对象" in year.begin()
    for name in ("赵委员", "周线干"):
        year.judge(name, "记录真实详细", "centre", 90)
    assert year.scores("赵委员") == {
        "走访扎实": "50.0", "记录真实详细": "90.0", "解决问题及时": "50.0", "群众反响": "100.0",
    }  # fmt: skip
    assert year.scores("周线干") == {
        "走访扎实": "100.0", "记录真实详细": "90.0", "解决问题及时": None, "群众反响": None,
    }  # fmt: skip
    assert (year.result("赵委员"), year.result("周线干")) == (("68.0", "pass"), ("96.4", "excellent"))
    year.settle(("赵委员", "周线干"), "王书记", "周文员")
    assert year.propose() == {("award", "周线干"): "最美走访者，总结表彰大会表彰"}
    with hongqiao.acting("刘书记"):
        row = year.proposal("award", "周线干")
        hongqiao.accepted(f"/proposalview/decide/{row.id}", {"accept": "y", "note": "村里上报，政法线已核实"})
    sheet, report = year.sheets("周线干"), flat(year.report())
    assert all(words in sheet for words in ("96.4", "优秀", "无数据", "王书记", "周文员"))
    assert all(
        words in report for words in ("走访工作评价", "68.0", "96.4", "最美走访者", "已采纳", "刘书记：村里上报")
    )
    book = year.book()
    assert line_of(book["走访工作评价得分表"], "赵委员")[3:9] == [50, 90, 50, 100, 68, "合格"]
    assert line_of(book["考核结果汇总表"], "周线干")[5:7] == [96.4, "优秀"]


def test_cadres_of_a_village_are_assessed_by_the_town(hongqiao: Loop) -> None:
    """Of four objects of the village three were met: 75 × 35 % + 50 × 25 % + 100 × 20 % = 58.75, and 20 % of 100 or of 80."""
    year = Assessing(hongqiao, "cadre_campaign", YEAR, TOWN)
    year.begin()
    for name, points in zip(CADRES, (100, 80), strict=True):
        year.judge(name, "记录真实详细", "centre", points)
    assert year.scores("王书记")["走访扎实"] == "75.0"
    assert [year.result(name) for name in CADRES] == [("78.8", "pass"), ("74.8", "pass")]
    with hongqiao.acting("王书记"):
        assert hongqiao.client.post(f"/assessmentview/action/tell/{year.of('王书记').id}").status_code in (302, 403)
    assert year.of("王书记").state == "draft"
    year.settle(CADRES, "周文员", "刘书记")
    assert all(year.of(name).state == "final" for name in CADRES)
    assert year.propose() == {}
    assert all(words in year.sheets("王书记") for words in ("78.8", "合格", "刘书记"))
