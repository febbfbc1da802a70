"""The sheet of this concept."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.exchange.actors import Actor
from portal.exchange.declaration import SheetParts, Workbook
from portal.exchange.sheet import Sheet
from portal.grids.grid_part import GridPart


def _grids(session: Session, actor: Actor) -> SheetParts:
    part = GridPart(session, actor)
    notes = ("一行一个网格，上级写在下级前面。", "边界在地图上画，不在表里；已有的边界不受导入影响。")
    return SheetParts(Sheet("grids", "网格", part.fields, notes), (part,))


GRIDS = Workbook("grids", "网格", "GridView", "各级网格的层级、编码和名称", _grids, at_once=1, exports=("GridView",))
