"""下八庙镇 on paper: members by their real names, and the events that were routed and watched over."""

from __future__ import annotations

from collections.abc import Callable

from portal.foundation.clock import today
from tests.stories.loop import Loop
from tests.stories.records import Records

FULL, VILLAGE = "511903107001", "511903107200"


def test_members_and_events_print_as_tables(story: Callable[[str], Loop]) -> None:
    tale = story("xiabamiao")
    grid = tale.ladder(VILLAGE)
    tale.appoint("王兼职", "member", grid)
    tale.appoint("李专职", "member", tale.ladder(FULL))
    home = tale.add_household(grid, "韩山")
    with tale.acting("王兼职"):
        tale.visit(home, issues=[("food_and_drugs", "药店卖过期药")])
    tale.step(tale.issue("药店卖过期药"), "assign", department="food_safety")
    records = Records(tale)
    members = "".join(records.paper("member_list"))
    said = ("下八庙镇专兼职网格管理员实名登记表", "王兼职", "李专职", "石桥村", "黄桷树社区", "镇中心主任：")
    assert all(words in members for words in said)
    events = "".join(records.paper("event_list", period=f"{today():%Y-%m}"))
    routed = ("下八庙镇网格事件分流督办表", "药店卖过期药", "食品药品安全", "已分流，待签收", "填报人：")
    assert all(words in events for words in routed)
