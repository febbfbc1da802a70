"""大路乡 on paper: how villages are divided into grids, and the list of members that is posted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.stories.records import Records
from tests.stories.story import Story

VILLAGE = "341323118209"


@pytest.fixture
def records(story: Callable[[str], Story]) -> Records:
    """A hamlet with its map posted, a member and one home of two people."""
    township = story("dalu")
    hamlet = township.add_grid("grid", VILLAGE, "前庄网格", x_hamlets="前庄", x_map_posted="y")
    township.appoint("李委员", "head", VILLAGE)
    township.appoint("王格员", "member", hamlet)
    home = township.add_household(hamlet, "杨一")
    for name in ("杨一", "杨小妹"):
        township.add_resident(home, name)
    return Records(township)


def test_grids_are_listed_with_their_hamlets_and_whoever_walks_them(records: Records) -> None:
    (row,) = [row for row in records.table("grid_list", grid=records.story.grid(VILLAGE).id) if row[0] == 1]
    assert row[1:8] == ["大路村", "前庄网格", f"{VILLAGE}001", "前庄", 1, 2, "王格员"]
    assert str(row[8]).startswith("139")
    assert row[9] == "是"
    text = "".join(records.paper("grid_list"))
    assert all(words in text for words in ("大路乡村级网格划分情况表", "前庄网格", "合计", "村网格长：", "乡网格长："))


def test_members_are_posted_with_their_duties(records: Records) -> None:
    rows = records.table("member_list", grid=records.story.grid(VILLAGE).id)
    posted = {row[3]: row for row in rows if isinstance(row[0], int)}
    assert (posted["王格员"][4], posted["李委员"][4]) == ("网格员", "村网格长")
    assert "社情民意收集" in posted["王格员"][6]
    text = "".join(records.paper("member_list"))
    assert all(
        words in text for words in ("大路乡网格员公示名册", "王格员", "社情民意收集", "李委员", "每周至少巡查一次")
    )
