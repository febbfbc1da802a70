"""大路乡 on paper: leaflets, the board at every natural village, and the village map with its landmarks."""

from __future__ import annotations

from collections.abc import Callable

from shapely import Point

from portal.households.models import Establishment
from tests.stories.loop import Loop
from tests.stories.paper import SOUTH, STEP, WEST, bounded, paper

VILLAGE = "341323118209"


def test_leaflet_board_and_map_with_landmarks(story: Callable[[str], Loop]) -> None:
    dalu = story("dalu")
    grid = dalu.add_grid("grid", VILLAGE, "前庄网格", x_hamlets="前庄")
    dalu.appoint("李委员", "head", VILLAGE)
    dalu.appoint("王格员", "member", grid)
    bounded(dalu, VILLAGE, grid)
    school = dalu.session.get_one(Establishment, dalu.add_establishment(grid, "大路小学", "school"))
    school.location = Point(WEST + STEP / 2, SOUTH + STEP / 2)
    dalu.session.commit()

    leaflet = "".join(paper(dalu, "leaflets", VILLAGE))
    assert all(words in leaflet for words in ("村网格化服务管理明白纸", "网格是什么", "您的事怎么办", "李委员"))
    (board,) = paper(dalu, "boards", VILLAGE)
    assert all(
        words in board for words in ("前庄网格公示牌", "王格员", "李委员", "特殊人群帮教", "欢迎群众监督", "大路小学")
    )
    (sheet,) = paper(dalu, "maps", VILLAGE)
    assert all(words in sheet for words in ("网格平面图", "前庄网格", "大路小学", "学校", "王格员"))
