"""东冶镇 on paper: the board with the team 1+1+N, and the 全科网格分布图 with its table."""

from __future__ import annotations

from collections.abc import Callable

from tests.stories.loop import Loop
from tests.stories.paper import bounded, paper

VILLAGE = "200"


def test_board_and_map(story: Callable[[str], Loop]) -> None:
    dongye = story("dongye")
    grid = dongye.ladder(VILLAGE)
    dongye.appoint("孙支书", "head", VILLAGE)
    dongye.appoint("李格员", "member", grid)
    dongye.appoint("赵辅助", "helper", grid)
    bounded(dongye, VILLAGE, grid)
    (board,) = paper(dongye, "boards", VILLAGE)
    assert all(
        words in board for words in ("公示牌", "李格员", "赵辅助", "采集更新基础信息，每周走访一遍", "网格员职责")
    )
    (sheet,) = paper(dongye, "maps", VILLAGE)
    assert all(words in sheet for words in ("全科网格分布图", "李格员"))
