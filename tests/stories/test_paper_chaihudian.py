"""柴胡店镇 on paper: badges for the visitors until the campaign ends, the leaflet of six topics, and the wall map of progress."""

from __future__ import annotations

from collections.abc import Callable

from tests.stories.loop import Loop
from tests.stories.paper import bounded, paper
from tests.stories.work import ago

TOWN, VILLAGE = "370481111", "370481111200"


def test_badges_leaflet_and_wall_map_of_the_great_visit(story: Callable[[str], Loop]) -> None:
    town = story("chaihudian")
    areas = [town.add_grid("area", VILLAGE, f"{name}片") for name in ("东", "西")]
    homes = [town.add_household(area, head) for area, head in zip(areas, ("杨一", "朱二"), strict=True)]
    for name, area in zip(("孙走访", "李走访"), areas, strict=True):
        town.appoint(name, "visitor", area)
    campaign = town.open_campaign("visits", TOWN)
    town.pair(campaign, "孙走访", areas[0])
    town.pair(campaign, "李走访", areas[1])

    badges = "".join(paper(town, "badges", VILLAGE))
    until = ago(-40)
    assert badges.count("联系服务群众大走访工作牌") == 2
    assert all(
        words in badges
        for words in ("孙走访", "李走访", f"至{until.year}年{until.month}月{until.day}日", "不就餐、不收礼")
    )
    assert f"{town.member('孙走访').number}" in badges

    leaflets = paper(town, "leaflets", VILLAGE)
    topics = ("居住环境", "社会治安", "基本医疗", "文体生活", "基础教育", "社会帮扶")
    assert all(topic in "".join(leaflets) for topic in topics)
    assert "柴胡店镇民生工作宣传明白纸" in leaflets[0]

    bounded(town, VILLAGE, *areas)
    with town.acting("孙走访"):
        town.visit(homes[0])
    (sheet,) = paper(town, "maps", VILLAGE, paper="A4")
    assert "柴胡店镇联系服务群众大走访挂图" in sheet
    assert all(words in sheet for words in ("走访进度", "东片", "西片", campaign.name))
