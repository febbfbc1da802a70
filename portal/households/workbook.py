"""The sheets of this concept."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.exchange.actors import Actor
from portal.exchange.declaration import SheetParts, Workbook, distinct
from portal.exchange.sheet import Sheet
from portal.households.household_part import HouseholdPart
from portal.households.resident_part import ResidentPart


def _households(session: Session, actor: Actor) -> SheetParts:
    outer, inner = HouseholdPart(session, actor), ResidentPart(session, actor)
    distinct(outer, inner)
    notes = (
        "一行一名居民；同一户的各行，户的各栏可以只填在第一行。",
        "没有居民的住户（如空户）也写一行，只填户的各栏。",
        "再次导入不会重复：有记录编号的按编号更新，没有的按网格和户号（没有户号的按户主和地址）、居民按身份证号或姓名对上。",
    )
    return SheetParts(
        Sheet("households", "住户与居民", (*outer.fields, *inner.fields), notes, outer="住户"), (outer, inner)
    )


HOUSEHOLDS = Workbook("households", "住户与居民", "HouseholdView", "一户多行，一行一名居民", _households)
