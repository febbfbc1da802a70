"""李楼乡 on paper: the leaflet on safety, one a village, with whom to ask there."""

from __future__ import annotations

from collections.abc import Callable

from tests.stories.loop import Loop
from tests.stories.paper import paper

TOWN, VILLAGE = "340302200", "340302200200"


def test_the_leaflet_on_safety_is_printed_for_every_village(story: Callable[[str], Loop]) -> None:
    lilou = story("lilou")
    lilou.appoint("孙网格长", "head", VILLAGE)
    villages = len([area for area in lilou.plan.areas if len(area.code) == 12])
    pages = paper(lilou, "leaflets", TOWN)
    assert len(pages) == villages
    assert all("李楼乡安全宣传明白纸" in page and "防盗防骗" in page for page in pages)
    assert sum("孙网格长" in page for page in pages) == 1
