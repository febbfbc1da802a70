"""龙城镇 on paper: the three ledgers with their signatures, and the list of those who work in the grids."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.foundation.clock import today
from tests.reports.papers import page_texts
from tests.stories.loop import Loop

COMMUNITY = "341322100002"
SIGNED = ("网格长：", "填报人：")


@pytest.fixture
def longcheng(story: Callable[[str], Loop]) -> Loop:
    """One grid with its people: a need solved at the door, a threat to petition, a left-behind old man, and somebody disabled."""
    town = story("longcheng")
    grid = town.add_grid("grid", COMMUNITY, "东网格")
    town.appoint("孙书记", "head", COMMUNITY)
    town.appoint("王格员", "member", grid)
    town.appoint("赵楼长", "helper", grid)
    home = town.add_household(grid, "杨一")
    town.add_resident(home, "杨爷爷", ("left_behind_elder",), birth_date="1940-01-01")
    town.add_resident(home, "杨小弟", ("disabled",), birth_date="1990-01-01")
    categories = town.plan.casework.categories
    groups = {each.code for each in categories if each.ledger == "stability"}
    stability = next(each for each in categories if each.parent in groups)
    with town.acting("王格员"):
        town.visit(home, issues=[("errands", "代办医保", "已代办"), (stability.code, "邻居扬言上访")])
    return town


def printed(town: Loop, key: str, **asked: str | int) -> str:
    """A table as it prints for whoever is signed in, without white space."""
    answer = town.client.get(f"/tables/{key}/pdf", query_string=asked)
    assert answer.status_code == 200, answer.text
    return "".join(page_texts(answer.data))


def test_livelihood_and_stability_print_apart(longcheng: Loop) -> None:
    month = f"{today():%Y-%m}"
    livelihood, stability = (printed(longcheng, f"{key}_ledger", period=month) for key in ("livelihood", "stability"))
    assert all(words in livelihood for words in ("龙城镇民生服务台账", "代办医保", "已解决", *SIGNED))
    assert all(words in stability for words in ("龙城镇社会稳定台账", "邻居扬言上访", *SIGNED))
    assert "扬言" not in livelihood
    assert "代办" not in stability


def test_those_in_sensitive_categories_stand_on_the_ledger_of_who_keeps_it(longcheng: Loop) -> None:
    """The plan has the head of the village fill it in; for the clerk of the town it leaves out what is sensitive."""
    place = longcheng.grid(COMMUNITY).id
    told = printed(longcheng, "hardship_ledger", grid=place)
    assert "杨爷爷" in told
    assert "杨小弟" not in told
    with longcheng.acting("孙书记"):
        kept = printed(longcheng, "hardship_ledger", grid=place)
        rows = longcheng.table("hardship_ledger", grid=COMMUNITY)
    assert all(words in kept for words in ("龙城镇困难群众台账", "杨爷爷", "杨小弟", "残疾人", *SIGNED))
    assert {row[3]: row[8] for row in rows if row[0] != "合计"} == {"杨爷爷": today(), "杨小弟": today()}


def test_the_list_of_who_works_in_the_grids(longcheng: Loop) -> None:
    rows = longcheng.table("member_list", grid=COMMUNITY)
    assert {row[3]: row[4] for row in rows} == {"孙书记": "网格长", "王格员": "网格员", "赵楼长": "楼栋长（信息员）"}
