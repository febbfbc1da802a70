"""华阳街道 on paper: how its communities are divided into grids, and what was asked for and became of it."""

from __future__ import annotations

from collections.abc import Callable

from portal.foundation.clock import today
from tests.stories.loop import Loop
from tests.stories.records import Records

PILOT = "510116003001"


def test_grids_print_as_a_table_and_matters_are_listed(story: Callable[[str], Loop]) -> None:
    tale = story("huayang")
    grid = tale.add_grid("grid", PILOT, "滨河网格", x_bounds="东至滨河路，西至古街", x_estates="3")
    tale.appoint("郑格员", "member", grid)
    home = tale.add_household(grid, "杨一")
    with tale.acting("郑格员"):
        tale.visit(home, issues=[("errands", "代办老年证")])
    records = Records(tale)
    text = "".join(records.paper("grid_list"))
    divided = ("华阳街道网格划分情况表", "通济桥街社区", "滨河网格", "东至滨河路，西至古街", "郑格员", "街道中心主任：")
    assert all(words in text for words in divided)
    (row,) = tale.table("handling", period=f"{today():%Y-%m}")
    assert row[2:4] == ["通济桥街社区", "代办老年证"]


def test_what_cannot_be_done_says_why_and_every_answer_its_day(story: Callable[[str], Loop]) -> None:
    tale = story("huayang")
    home = tale.add_household(tale.add_grid("grid", PILOT, "滨河网格"), "杨一")
    for text, outcome in (("想要宅基地", "rejected"), ("想找工作", "solved")):
        tale.visit(home, issues=[("errands", text)])
        tale.step(tale.issue(text), "handle", note=f"{text}：已答复", outcome=outcome)
    told = {row[3]: row[6:9] for row in tale.table("handling", period=f"{today():%Y-%m}")}
    assert told["想要宅基地"] == ["不予受理", "想要宅基地：已答复", today()]
    assert told["想找工作"] == ["已解决", "", today()]
