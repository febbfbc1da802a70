"""The sheet of this concept."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.exchange.actors import Actor
from portal.exchange.declaration import SheetParts, Workbook
from portal.exchange.sheet import Sheet
from portal.visits.visit_part import VisitPart


def _visits(session: Session, actor: Actor) -> SheetParts:
    part = VisitPart(session, actor)
    notes = (
        "一行一次走访；住户按网格和户号对上，单位按网格和名称对上。",
        "没有记录编号的，按住户（单位）、日期、方式和网格员对上已有的走访，不会重复。",
    )
    return SheetParts(Sheet("visits", "走访记录", part.fields, notes), (part,))


VISITS = Workbook("visits", "走访记录", "VisitView", "一行一次走访", _visits, exports=("VisitView",))
