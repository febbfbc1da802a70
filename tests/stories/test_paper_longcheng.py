"""龙城镇 on paper: the notice board with its small map, the map of a community, the work handbook, and the list to tick off letters."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.foundation.clock import today
from tests.stories.loop import Loop
from tests.stories.paper import bounded, paper, refused_paper, tick_off_lists

COMMUNITY = "341322100002"


@pytest.fixture
def longcheng(story: Callable[[str], Loop]) -> Loop:
    """A community of two grids with its people, on the map."""
    town = story("longcheng")
    east, west = (town.add_grid("grid", COMMUNITY, f"{name}网格") for name in ("东", "西"))
    town.appoint("孙书记", "head", COMMUNITY)
    town.appoint("王格员", "member", east)
    town.appoint("赵楼长", "helper", east)
    town.appoint("周格员", "member", west)
    town.add_household(east, "杨一")
    bounded(town, COMMUNITY, west, east)
    return town


def test_a_board_shows_the_team_the_services_and_where_the_grid_lies(longcheng: Loop) -> None:
    east, west = paper(longcheng, "boards", COMMUNITY)
    assert "龙霄社区东网格公示图" in east
    assert all(
        words in east
        for words in ("孙书记", "王格员", "赵楼长", "户数1户", "本网格", "代办居民事务、关心困难家庭", "0557-5020000")
    )
    assert "周格员" not in east
    assert "周格员" in west


def test_the_map_of_a_community_names_its_grids_and_members(longcheng: Loop) -> None:
    (sheet,) = paper(longcheng, "maps", COMMUNITY)
    assert "龙霄社区网格公示图" in sheet
    assert all(words in sheet for words in ("东网格", "西网格", "王格员", "周格员"))


def test_the_handbook_has_contents_and_the_people_of_the_place(longcheng: Loop) -> None:
    book = "".join(paper(longcheng, "handbooks", COMMUNITY))
    chapters = (
        "网格怎么划",
        "人员和职责",
        "采集什么",
        "三本台账",
        "上门怎么做",
        "问题怎么办",
        "考核和纪律",
        "网格人员通讯录",
    )
    assert all(book.count(chapter) >= 2 for chapter in chapters), "目录和正文"
    assert all(name in book for name in ("孙书记", "王格员", "赵楼长", "周格员"))


def test_who_got_letter_and_card_is_ticked_off_and_counted(longcheng: Loop) -> None:
    home = longcheng.add_household(longcheng.grid(COMMUNITY + "001").code, "朱二")
    assert len(longcheng.letters(COMMUNITY)) == 2
    (sheet,) = tick_off_lists(longcheng)
    assert all(words in sheet for words in ("致群众一封信签收表", "东网格", "王格员", "杨一", "朱二"))
    with longcheng.acting("王格员"):
        for kind in ("letters", "cards"):
            ticks = {"kind": kind, "home": [home], "day": today(), "way": "hand"}
            longcheng.accepted("/deliveryview/ticking", ticks)
    assert longcheng.rate("letters")["合计"] == (1, 2, "50.0%")
    assert longcheng.rate("cards")["合计"] == (1, 2, "50.0%")


def test_what_the_plan_has_no_text_for_is_not_printed(longcheng: Loop) -> None:
    assert "方案里没有明白纸的文字" in refused_paper(longcheng, "leaflets", COMMUNITY)
