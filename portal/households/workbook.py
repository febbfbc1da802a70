"""The sheets of this concept."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.exchange.actors import Actor
from portal.exchange.declaration import SheetParts, Workbook
from portal.exchange.grouping import distinct
from portal.exchange.sheet import Sheet
from portal.households.care_part import CareCategoryPart
from portal.households.establishment_part import EstablishmentPart
from portal.households.household_part import HouseholdPart
from portal.households.resident_part import ResidentPart


def _households(session: Session, actor: Actor) -> SheetParts:
    outer, inner = HouseholdPart(session, actor), ResidentPart(session, actor)
    distinct(outer, inner)
    notes = (
        "一行一名居民；同一户的各行，户的各栏可以只填在第一行。",
        "没有居民的住户（如空户）也写一行，只填户的各栏。",
        "从表里删去一行，不会删除已有的住户或居民。",
        "再次导入不会重复：有记录编号的按编号更新，没有的按网格和户号（没有户号的按户主和地址）、居民按身份证号或姓名对上。",
    )
    sheet = Sheet("households", "住户与居民", (*outer.fields, *inner.fields), notes, outer="住户")
    return SheetParts(sheet, (outer, inner), outer.care.sensitive or inner.care.sensitive)


HOUSEHOLDS = Workbook(
    "households", "住户与居民", "HouseholdView", "一户多行，一行一名居民", _households,
    exports=("HouseholdView", "ResidentView"),
)  # fmt: skip


def _establishments(session: Session, actor: Actor) -> SheetParts:
    part = EstablishmentPart(session, actor)
    notes = ("一行一家单位。没有记录编号的，按网格和名称对上已有的单位。",)
    return SheetParts(Sheet("establishments", "单位与经营业户", part.fields, notes), (part,))


def _care_categories(session: Session, actor: Actor) -> SheetParts:
    part = CareCategoryPart(session, actor)
    return SheetParts(
        Sheet("care_categories", "关爱类别", part.fields, ("没有记录编号的，按代号对上已有的类别。",)), (part,)
    )


ESTABLISHMENTS = Workbook(
    "establishments",
    "单位与经营业户",
    "EstablishmentView",
    "商铺、企业、学校、医院等",
    _establishments,
    exports=("EstablishmentView",),
)
CARE_CATEGORIES = Workbook("care_categories", "关爱类别", "CareCategoryView", "困难群众、特殊人群等", _care_categories)
