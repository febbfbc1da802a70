"""李楼乡 on paper: what each village found and did in a month, and its clues."""

from __future__ import annotations

from collections.abc import Callable

from tests.stories.records import Records
from tests.stories.story import Story


def test_lilou_counts_what_each_village_found_in_a_month(story: Callable[[str], Story]) -> None:
    """Two units with a member each: three visits on two days in one unit; two disputes, one of them closed, one matter of order."""
    lilou = story("lilou")
    village = "340302200200"
    unit = lilou.ladder(village)
    lilou.add_grid("unit", village, "村西单元")
    lilou.appoint("赵单元", "member", unit, starts_on="2026-01-01")
    one, two = (lilou.add_household(unit, name) for name in ("张大山", "李小河"))
    made = Records(lilou)
    for home, on in ((one, 2), (two, 2), (one, 3)):
        made.visit(home, on, by="赵单元")
    leaf = {parent: _leaf(lilou, parent) for parent in ("disputes", "order")}
    made.issue(one, leaf["disputes"], "界址不清", 2, "赵单元", notes=[("handle", "已调解")], **made.closed(9))
    made.issue(two, leaf["disputes"], "排水纠纷", 3, "赵单元")
    made.issue(two, leaf["order"], "夜间噪声", 3, "赵单元")
    rows = made.table("monthly_summary", period="2026-03", grid=lilou.grid(village).id)
    assert rows[0][0] == "李楼乡网格化综合排查汇总统计表"
    assert "2026年3月" in str(rows[1])
    by_name = dict(zip(rows[3][2:], rows[4][2:], strict=True))
    found = {name: by_name[name] for name in by_name if name not in ("巡查达标率", "解决率")}
    assert found == {
        "单元网格数": 2, "网格员数": 1, "户数": 2, "走访次数": 3, "巡查次数": 2, "人口变动": 0, "环境卫生": 0, "矛盾纠纷": 2, "社会治安": 1,
        "公共安全": 0, "民生服务": 0, "合计": 3, "办结": 1, "未办结": 2,
    }  # fmt: skip
    assert by_name["解决率"] == "33.3%\n（1/3）"
    assert rows[5][0] == "合计"
    assert rows[5][10:17] == [2, 1, 0, 0, 3, 1, 2]
    assert made.story.page("/tables/monthly_summary?period=2026-02").count("33.3%") == 0
    clues = "".join(made.paper("monthly_clues", period="2026-03"))
    assert all(words in clues for words in ("村级网格问题线索月报表", "界址不清", "已调解", "夜间噪声", "村级网格长："))
    page = "".join(made.paper("monthly_summary", period="2026-03"))
    assert all(words in page for words in ("排查发现（件）", "33.3%（1/3）", "填表人：", "片区网格长："))


def _leaf(story: Story, key: str) -> str:
    """A category below this one, or itself: the column counts all below."""
    categories = story.plan.casework.categories
    return next((each.code for each in categories if each.parent == key), key)
