"""原州区 on paper: the board for public places, and the tables of its grids and of what they handled."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.foundation.clock import today
from tests.stories.loop import Loop
from tests.stories.paper import bounded, paper
from tests.stories.records import Records

COMMUNITY = "640402001001"


@pytest.fixture
def yuanzhou(story: Callable[[str], Loop]) -> Loop:
    """A community of two grids on the map, with its people and one matter settled."""
    tale = story("yuanzhou")
    east, west = (tale.add_grid("grid", COMMUNITY, name, x_bounds="中山街以东") for name in ("南寺巷东", "南寺巷西"))
    tale.appoint("李书记", "head", COMMUNITY)
    tale.appoint("马格员", "member", east)
    home = tale.add_household(east, "杨一")
    bounded(tale, COMMUNITY, west, east)
    with tale.acting("马格员"):
        tale.visit(home, issues=[("information", "电话换了", "已更正")])
    return tale


def test_members_and_services_are_posted_in_public_places(yuanzhou: Loop) -> None:
    east, west = paper(yuanzhou, "boards", COMMUNITY)
    services = ("基础信息采集、社情民意联络", "倡导文明新风、组织文体活动")
    assert all(words in east for words in ("南寺巷东服务公示", "马格员", "专职网格员", "本网格", *services))
    assert "马格员" not in west


def test_grids_with_their_bounds_and_what_was_handled_print_as_tables(yuanzhou: Loop) -> None:
    records = Records(yuanzhou)
    grids = "".join(records.paper("grid_list"))
    assert all(
        words in grids for words in ("原州区街道社区网格设置一览表", "南寺巷东", "中山街以东", "马格员", "制表人：")
    )
    files = "".join(records.paper("files", period=f"{today():%Y-%m}"))
    assert all(words in files for words in ("社区服务管理事项档案", "源头发现", "电话换了", "已更正", "社区书记："))
