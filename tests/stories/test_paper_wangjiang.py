"""望江县 on paper: the grid map of a village with whoever is responsible for its areas."""

from __future__ import annotations

from collections.abc import Callable

from tests.stories.loop import Loop
from tests.stories.paper import bounded, paper

VILLAGE = "340827109200"


def test_the_map_of_a_village_names_its_areas(story: Callable[[str], Loop]) -> None:
    wangjiang = story("wangjiang")
    levels = [level.key for level in wangjiang.plan.levels]
    below = levels[levels.index(wangjiang.grid(VILLAGE).level.key) + 1]
    areas = [wangjiang.add_grid(below, VILLAGE, f"第{number}片区") for number in ("一", "二")]
    wangjiang.appoint("陈片干", "area_head", areas[0])
    bounded(wangjiang, VILLAGE, *areas)
    (sheet,) = paper(wangjiang, "maps", VILLAGE)
    assert all(words in sheet for words in ("网格分布图", "第一片区", "第二片区", "陈片干"))
