"""卞桥镇 assesses its full-time and micro-grid members at the end of the year by figures and by inspection, and answers failures in a
row at a key task with a talk, a demotion and a dismissal, if somebody so decides. Every score is worked out by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.foundation.clock import today
from tests.stories.assessing import Assessing, flat, line_of
from tests.stories.duties import measure_after, measures, note_failure, refuse_failure
from tests.stories.loop import Loop

TOWN, VILLAGE = "371326105", "371326105202"
YEAR = str(today().year)


@pytest.fixture
def bianqiao(story: Callable[[str], Loop]) -> Loop:
    """Two micro-grids of a village: in 郑's two homes and two matters, one of them closed after it was checked; 钱's home was not seen."""
    town = story("bianqiao")
    district = town.add_grid("district", TOWN, "东部工作区")
    town.move(VILLAGE, district)
    east, west = (town.add_grid("micro", VILLAGE, f"村{side}微网格") for side in "东西")
    for name, role, grid in (
        ("孙书记", "town_head", TOWN), ("李区长", "district_head", district), ("赵支书", "head", VILLAGE), ("吴专职", "member", VILLAGE),
        ("郑微格", "micro_member", east), ("钱微格", "micro_member", west),
    ):  # fmt: skip
        town.appoint(name, role, grid)
    one = town.add_household(east, "杨一", phone="13812340001")
    town.add_household(east, "朱二")
    town.add_household(west, "秦三")
    with town.acting("郑微格"):
        town.visit(one, issues=[("quarrels", "为鸡争吵", "劝和了"), ("air", "秸秆焚烧")])
    quarrel = town.issue("为鸡争吵")
    with town.acting("吴专职"):
        town.step(quarrel, "check", satisfaction="satisfied")
    town.step(quarrel, "close")
    return town


def inspected(year: Assessing) -> None:
    """The rounds as the office found them, the key tasks as the inspection did."""
    for name, rounds, tasks in (("郑微格", 80, 90), ("钱微格", 20, 50), ("吴专职", 70, 100)):
        year.enter(name, "巡查走访", rounds)
        year.judge(name, "重点任务", "centre", tasks, method="督查")


def test_the_year_of_members_in_figures(bianqiao: Loop) -> None:
    """郑: 50 × 20 % + 80 × 25 % + 50 × 25 % + 100 × 15 % + 90 × 15 % = 71. 钱: nothing was told or closed, so two items do not count:
    (0 × 20 + 20 × 25 + 50 × 15) ÷ 60 = 20.8. 吴 has the whole village, one record of three: 33.3 × 20 % + 70 × 25 % + 50 × 25 %
    + 100 × 15 % + 100 × 15 % = 66.66."""
    year = Assessing(bianqiao, "member_year", YEAR, TOWN)
    assert "3个考核对象" in year.begin()
    assert year.score("郑微格", "巡查走访").numerator == 2, "一周一遍和每户半年一次各一次"
    inspected(year)
    assert year.scores("郑微格") == {
        "信息采集": "50.0", "巡查走访": "80.0", "事项办理": "50.0", "督促和验收": "100.0", "重点任务": "90.0",
    }  # fmt: skip
    assert {name for name, score in year.scores("钱微格").items() if score is None} == {"事项办理", "督促和验收"}
    assert year.scores("吴专职")["信息采集"] == "33.3"
    results = {name: year.result(name) for name in ("郑微格", "钱微格", "吴专职")}
    assert results == {"郑微格": ("71.0", "pass"), "钱微格": ("20.8", "fail"), "吴专职": ("66.7", "pass")}
    assert "由数据计分" in year.refuse_judging("郑微格", "事项办理", "centre", 100)


def test_who_failed_the_year_is_talked_to_when_somebody_so_decides(bianqiao: Loop) -> None:
    year = Assessing(bianqiao, "member_year", YEAR, TOWN)
    year.begin()
    inspected(year)
    year.settle(("郑微格", "钱微格", "吴专职"), "赵支书", "李区长", "周文员")
    assert year.propose() == {("grade", "钱微格"): "约谈帮促"}
    sheet, report = year.sheets("钱微格"), flat(year.report())
    assert all(words in sheet for words in ("20.8", "不合格", "无数据", "赵支书", "李区长", "内容不再变动"))
    assert all(words in report for words in ("网格员年终考核", "71.0", "20.8", "66.7", "约谈帮促", "待决定"))
    book = year.book()
    assert line_of(book["网格员年终考核得分表"], "郑微格")[3:10] == [50, 80, 50, 100, 90, 71, "合格"]
    assert line_of(book["考核结果汇总表"], "钱微格")[5:7] == [20.8, "不合格"]


def test_three_failures_in_a_row_go_from_a_talk_to_a_dismissal(bianqiao: Loop) -> None:
    """A success between begins a new row; what is not for one's role cannot be held against one."""
    for task in ("秸秆禁烧一", "秸秆禁烧二", "秸秆禁烧三"):
        note_failure(bianqiao, "key_tasks", "郑微格", task)
    assert measures(bianqiao) == {"秸秆禁烧一": "约谈", "秸秆禁烧二": "降职", "秸秆禁烧三": "免职"}
    note_failure(bianqiao, "key_tasks", "赵支书", "散煤清零一")
    note_failure(bianqiao, "key_tasks", "赵支书", "散煤清零二", outcome="y")
    note_failure(bianqiao, "key_tasks", "赵支书", "散煤清零三")
    assert {task: said for task, said in measures(bianqiao).items() if "散煤" in task} == {
        "散煤清零一": "约谈",
        "散煤清零三": "约谈",
    }
    assert "不担任" in refuse_failure(bianqiao, "key_tasks", "孙书记", "秸秆禁烧")
    address = f"/proposalview/decide/{measure_after(bianqiao, '秸秆禁烧三').id}"
    decided = {"accept": "y", "note": "党委研究决定"}
    assert bianqiao.client.post(address, data=decided).status_code == 403
    with bianqiao.acting("孙书记"):
        bianqiao.accepted(address, decided)
    assert measure_after(bianqiao, "秸秆禁烧三").state == "accepted"
    assert bianqiao.member("郑微格").name == "郑微格", "任免由人去办，系统不动"
