"""泥溪镇 on paper: its cells under their villages, with households, people and informants."""

from __future__ import annotations

from collections.abc import Callable

from portal.grids.models import Grid
from tests.stories.records import Records
from tests.stories.story import Story


def test_nixi_lists_its_cells_under_their_villages(story: Callable[[str], Story]) -> None:
    nixi = story("nixi")
    village = "511921115201"
    cell = nixi.ladder(village)
    above = nixi.session.get_one(Grid, nixi.grid(cell).parent_id)
    other = nixi.add_grid("cell", above.code, "小学单元格")
    nixi.appoint("卫信息", "informant", cell)
    home = nixi.add_household(cell, "张大山")
    nixi.add_resident(home, "张小妹")
    nixi.add_household(cell, "李小河")
    records = Records(nixi)
    rows = records.table("information_statistics")
    place = nixi.grid(village).name
    assert rows[2][8:10] == ["单元格信息员", ""]
    assert rows[4][0] == place
    first, second = rows[5:7]
    assert first[:4] == [1, place, above.name, nixi.grid(cell).name]
    assert first[6:9] == [2, 1, "卫信息"]
    assert second[3] == nixi.grid(other).name
    assert second[6:10] == [0, 0, "", ""]
    assert rows[7][6:8] == [2, 1]
    assert "审核人：" in rows[-1][0]
    text = "".join(records.paper("information_statistics"))
    assert all(
        words in text for words in ("泥溪镇网格化服务管理信息统计表", "小学单元格", "卫信息", "合计", "审核人：")
    )
