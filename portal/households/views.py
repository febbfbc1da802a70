"""Screens of households, establishments and care categories."""

from __future__ import annotations

from typing import Any, ClassVar

from portal.foundation.choices import Choice
from portal.foundation.database import db
from portal.grids.filters import Within
from portal.households import services
from portal.households.models import CareCategory, Establishment, Household
from portal.households.rules import EstablishmentKind, HouseholdKind
from portal.web.interface import PortalInterface
from portal.web.print_actions import PrintsHouseholds
from portal.web.remarks import remark
from portal.web.views import PortalView

OUTSIDE = "已保存。定位点不在所属网格的边界内,请核对位置或网格"


def remark_place(item: Household | Establishment) -> None:
    """Say that a point lies outside its grid: boundaries are drawn by hand, so it may be right."""
    if services.lies_outside(db.session(), item.grid, item.location):
        remark(OUTSIDE)


class HouseholdView(PrintsHouseholds, PortalView):
    """Households."""

    datamodel: Any = PortalInterface(Household)
    list_title, show_title, add_title, edit_title = "住户", "住户", "登记住户", "修改住户"
    list_hint = "还没有住户。点“新增”登记第一户,再在住户页面登记居民。"
    list_columns: ClassVar = ["code", "head_name", "address", "phone", "kind", "grid", "walking_order"]
    show_columns: ClassVar = [
        "code",
        "head_name",
        "address",
        "phone",
        "kind",
        "grid",
        "walking_order",
        "place",
        "remark",
    ]
    add_columns: ClassVar = [
        "grid",
        "head_name",
        "address",
        "phone",
        "kind",
        "code",
        "walking_order",
        "location",
        "remark",
    ]
    edit_columns: ClassVar = add_columns
    search_columns: ClassVar = ["head_name", "address", "phone", "code", "kind", "grid"]
    base_order = ("id", "asc")
    choices: ClassVar[dict[str, type[Choice]]] = {"kind": HouseholdKind}
    pickers: ClassVar[tuple[str, ...]] = ("grid",)
    optional: ClassVar[tuple[str, ...]] = ("code", "walking_order")
    own_filters: ClassVar[dict[str, list[Any]]] = {"grid": [Within]}
    label_columns: ClassVar = {
        "code": "户号", "head_name": "户主", "address": "地址", "phone": "电话", "kind": "类别", "grid": "网格",
        "walking_order": "走访次序", "location": "位置", "place": "位置", "remark": "备注",
    }  # fmt: skip
    description_columns: ClassVar = {
        "code": "不填则自动编号", "walking_order": "信件按此次序印刷;不填则排在最后", "location": "在地图上点一下住处",
    }  # fmt: skip

    def derive(self, items: list[Any]) -> dict[str, dict[int, Any]]:
        """Whether the home is on the map; asked of one household only, on its page."""
        return {"place": {item.id: item.location for item in items}} if len(items) == 1 else {}

    def check(self, item: Household) -> None:
        """Numbering and the grid; a point outside the grid is only remarked upon."""
        services.check_household(db.session(), item)
        remark_place(item)

    def check_delete(self, item: Household) -> None:
        """No visit or issue may tell of it."""
        services.check_removal(db.session(), item)


class EstablishmentView(PortalView):
    """Establishments."""

    datamodel: Any = PortalInterface(Establishment)
    list_title, show_title, add_title, edit_title = "单位与经营业户", "单位与经营业户", "登记单位", "修改单位"
    list_hint = "还没有单位。点“新增”登记商铺、企业、学校、医院等。"
    list_columns: ClassVar = ["name", "kind", "address", "contact_name", "phone", "grid"]
    show_columns: ClassVar = [*list_columns, "remark"]
    add_columns: ClassVar = ["grid", "name", "kind", "address", "contact_name", "phone", "location", "remark"]
    edit_columns: ClassVar = add_columns
    search_columns: ClassVar = ["name", "kind", "address", "contact_name", "phone", "grid"]
    base_order = ("id", "asc")
    choices: ClassVar[dict[str, type[Choice]]] = {"kind": EstablishmentKind}
    pickers: ClassVar[tuple[str, ...]] = ("grid",)
    own_filters: ClassVar[dict[str, list[Any]]] = {"grid": [Within]}
    label_columns: ClassVar = {
        "name": "名称", "kind": "类别", "address": "地址", "contact_name": "联系人", "phone": "电话", "grid": "网格",
        "location": "位置", "remark": "备注",
    }  # fmt: skip

    def check(self, item: Establishment) -> None:
        """The grid is in use; a point outside it is only remarked upon."""
        services.check_place(db.session(), item)
        remark_place(item)


class CareCategoryView(PortalView):
    """Care categories, from the profile."""

    datamodel: Any = PortalInterface(CareCategory)
    list_title, show_title, add_title, edit_title = "关爱类别", "关爱类别", "新增关爱类别", "修改关爱类别"
    list_columns: ClassVar = ["group", "name", "code", "sensitive"]
    show_columns: ClassVar = list_columns
    add_columns: ClassVar = list_columns
    edit_columns: ClassVar = list_columns
    search_columns: ClassVar = ["name", "group"]
    base_order = ("code", "asc")
    label_columns: ClassVar = {"group": "大类", "name": "名称", "code": "代号", "sensitive": "敏感(仅授权人员可见)"}
