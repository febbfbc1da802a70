"""Screens of households, establishments and care categories."""

from __future__ import annotations

from typing import Any, ClassVar

from portal.foundation.choices import Choice, Options
from portal.foundation.database import db
from portal.grids.filters import Within
from portal.households import forms, services
from portal.households.care_view import CareView
from portal.households.forms import CareField
from portal.households.models import CareCategory, Establishment, Household
from portal.households.move_pages import MovePages
from portal.households.round_actions import VisitsMany
from portal.households.rules import CareSubject, HouseholdKind
from portal.plans.vocabulary import ESTABLISHMENT_KINDS
from portal.visits import services as visits
from portal.visits.models import Visit
from portal.visits.rules import Satisfaction, VisitWay
from portal.web.fields import CODE, CODE_HINT
from portal.web.interface import PortalInterface
from portal.web.print_actions import PrintsHouseholds
from portal.web.remarks import remark
from portal.web.reveal import RevealingView
from portal.web.views import PortalView

OUTSIDE = "已保存。定位点不在所属网格的边界内，请核对位置或网格"


def visit_in_words(visit: Visit) -> str:
    """`2026-03-01 入户 · 满意`."""
    words = [f"{visit.visited_on} {VisitWay.label_of(visit.way)}"]
    return " · ".join([*words, Satisfaction.label_of(visit.satisfaction)] if visit.satisfaction else words)


def remark_place(item: Household | Establishment) -> None:
    """Say that a point lies outside its grid: boundaries are drawn by hand, so it may be right."""
    session = db.session()
    if services.lies_outside(session, item.grid, item.location):
        remark(OUTSIDE)
    level = services.better_level(session, item.grid) if isinstance(item, Household) else None
    if level is not None:
        remark(f"已保存。住户一般登记在{level}一级，“{item.grid.name}”是{item.grid.level.name}，请核对网格")


class HouseholdView(MovePages, VisitsMany, PrintsHouseholds, CareView):
    """Households."""

    datamodel: Any = PortalInterface(Household)
    revealed: ClassVar[tuple[str, ...]] = ()
    list_title, show_title, add_title, edit_title = "住户", "住户", "登记住户", "修改住户"
    list_hint = "还没有住户。点“新增”登记第一户，再在住户页面登记居民。"
    list_columns: ClassVar = [
        "code",
        "head_name",
        "address",
        "phone",
        "kind",
        "care_shown",
        "grid",
        "last_visit",
        "walking_order",
    ]
    list_end: ClassVar[tuple[str, ...]] = ("grid", "last_visit", "walking_order")
    show_template = "households/show.html"
    show_columns: ClassVar = [
        "code",
        "head_name",
        "address",
        "phone",
        "kind",
        "care_shown",
        "grid",
        "last_visit",
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
        "care",
        "code",
        "walking_order",
        "location",
        "remark",
    ]
    edit_columns: ClassVar = add_columns
    search_columns: ClassVar = ["head_name", "address", "phone", "code", "kind", "grid", "care"]
    base_order = ("id", "asc")
    loads: ClassVar[tuple[str, ...]] = ("care",)
    choices: ClassVar[dict[str, type[Choice]]] = {"kind": HouseholdKind}
    pickers: ClassVar[tuple[str, ...]] = ("grid",)
    optional: ClassVar[tuple[str, ...]] = ("code", "walking_order")
    own_filters: ClassVar[dict[str, list[Any]]] = {"grid": [Within]}
    label_columns: ClassVar = {
        "code": "户号", "head_name": "户主", "address": "地址", "phone": "电话", "kind": "类别", "grid": "网格",
        "walking_order": "走访次序", "location": "位置", "place": "位置", "remark": "备注", "last_visit": "上次走访",
        "care": "关爱类别", "care_shown": "关爱类别",
    }  # fmt: skip
    description_columns: ClassVar = {
        "head_name": "除空户外必填", "code": "不填则按网格自动编号（001、002…）；同一网格内不能重复",
        "walking_order": forms.WALK, "location": "在地图上点一下住处",
    }  # fmt: skip
    add_form_extra_fields: ClassVar = {**forms.household_fields(), "care": CareField(datamodel, CareSubject.HOUSEHOLD)}
    edit_form_extra_fields: ClassVar = add_form_extra_fields
    search_form_extra_fields: ClassVar = {"care": CareField(datamodel, CareSubject.HOUSEHOLD, searching=True)}

    def derive(self, items: list[Any]) -> dict[str, dict[int, Any]]:
        """The last visit of every household; whether the home is on the map is asked of one only, on its page."""
        newest = visits.last_visits(db.session(), [item.id for item in items])
        called = {key: visit_in_words(visit) for key, visit in newest.items()}
        places = {"place": {item.id: item.location for item in items}} if len(items) == 1 else {}
        return {
            "care_shown": self.care_shown(items),
            "last_visit": {item.id: called.get(item.id, "尚未走访") for item in items},
            **places,
        }

    def _get_show_widget(self, pk: Any, item: Household, **arguments: Any) -> Any:
        """Adds the household itself, for the large buttons on top."""
        return {**super()._get_show_widget(pk, item, **arguments), "household": item}

    def check(self, item: Household) -> None:
        """Numbering and the grid; a point outside the grid is only remarked upon."""
        services.check_household(db.session(), item)
        self.check_care(item)
        remark_place(item)

    def check_delete(self, item: Household) -> None:
        """No visit or issue may tell of it."""
        services.check_removal(db.session(), item)


class EstablishmentView(RevealingView):
    """Establishments."""

    datamodel: Any = PortalInterface(Establishment)
    revealed: ClassVar[tuple[str, ...]] = ()
    list_title, show_title, add_title, edit_title = "单位与经营业户", "单位与经营业户", "登记单位", "修改单位"
    list_hint = "还没有单位。点“新增”登记商铺、企业、学校、医院等。"
    list_columns: ClassVar = ["name", "kind", "address", "contact_name", "phone", "grid"]
    list_end: ClassVar[tuple[str, ...]] = ("contact_name", "phone", "grid")
    show_columns: ClassVar = [*list_columns, "remark"]
    add_columns: ClassVar = ["grid", "name", "kind", "address", "contact_name", "phone", "location", "remark"]
    edit_columns: ClassVar = add_columns
    search_columns: ClassVar = ["name", "kind", "address", "contact_name", "phone", "grid"]
    base_order = ("id", "asc")
    choices: ClassVar[dict[str, Options]] = {"kind": ESTABLISHMENT_KINDS}
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
    list_columns: ClassVar = ["name", "group", "applies_to", "sensitive", "retired"]
    show_columns: ClassVar = [*list_columns, "code"]
    add_columns: ClassVar = show_columns
    edit_columns: ClassVar = show_columns
    search_columns: ClassVar = ["name", "group", "applies_to"]
    base_order = ("code", "asc")
    choices: ClassVar[dict[str, type[Choice]]] = {"applies_to": CareSubject}
    label_columns: ClassVar = {
        "group": "大类",
        "name": "名称",
        "code": CODE,
        "applies_to": "登记在",
        "sensitive": "敏感（仅授权人员可见）",
        "retired": "停用",
    }
    description_columns: ClassVar = {
        "code": CODE_HINT,
        "retired": "停用后不再给新的居民和住户，已有的不变",
        "applies_to": "个人：给居民；家庭：给整户",
    }
