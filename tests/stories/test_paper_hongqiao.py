"""虹桥镇 on paper: the leaflet that visitors leave."""

from __future__ import annotations

from collections.abc import Callable

from tests.stories.loop import Loop
from tests.stories.paper import paper

VILLAGE = "430626106200"


def test_visitors_leave_a_leaflet(story: Callable[[str], Loop]) -> None:
    hongqiao = story("hongqiao")
    hongqiao.appoint("王书记", "head", VILLAGE)
    leaflet = "".join(paper(hongqiao, "leaflets", VILLAGE))
    assert all(words in leaflet for words in ("走访政策宣传单", "防汛和地质灾害", "保护孩子", "王书记"))
