"""原州区 on paper: the board for public places."""

from __future__ import annotations

from collections.abc import Callable

from tests.stories.loop import Loop
from tests.stories.paper import paper

COMMUNITY = "640402001001"


def test_members_and_services_are_posted_in_public_places(story: Callable[[str], Loop]) -> None:
    yuanzhou = story("yuanzhou")
    grid = yuanzhou.ladder(COMMUNITY)
    yuanzhou.appoint("马格员", "member", grid)
    (board,) = paper(yuanzhou, "boards", COMMUNITY)
    assert all(
        words in board for words in ("服务公示", "马格员", "基础信息采集、社情民意联络", "倡导文明新风、组织文体活动")
    )
