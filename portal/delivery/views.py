"""The screen of hand-overs: what reached whom, and taking back what was written down by mistake."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import flash, redirect
from flask_appbuilder.actions import action
from werkzeug.wrappers import Response

from portal.delivery.models import Delivery
from portal.delivery.rules import DeliveryWay, Paper
from portal.delivery.services import undo
from portal.delivery.ticking_pages import TickingPages
from portal.foundation.choices import Choice
from portal.foundation.database import db
from portal.web.interface import PortalInterface
from portal.web.views import PortalView


class DeliveryView(TickingPages, PortalView):
    """Hand-overs are ticked off, never typed."""

    datamodel: Any = PortalInterface(Delivery)
    base_permissions: Any = ["can_list", "can_show", "can_export", "can_tick"]
    list_title, show_title = "发放登记", "发放登记"
    list_hint = "还没有登记送达。点“登记送达”，按走访次序勾选信和联系卡已经送到的住户。"
    list_columns: ClassVar = ["household", "place", "kind", "delivered_on", "way", "recorded_by", "recorded_at"]
    show_columns: ClassVar = list_columns
    search_columns: ClassVar = ["household", "kind", "delivered_on", "way", "recorded_by"]
    base_order = ("delivered_on", "desc")
    list_template = "delivery/list.html"
    loads: ClassVar[tuple[str, ...]] = ("household.grid",)
    choices: ClassVar[dict[str, type[Choice]]] = {"kind": Paper, "way": DeliveryWay}
    pickers: ClassVar[tuple[str, ...]] = ("household",)
    label_columns: ClassVar = {
        "household": "住户", "place": "网格", "kind": "发放什么", "delivered_on": "送达日期", "way": "送达方式", "recorded_by": "登记人",
        "recorded_at": "登记时间", "households": "住户",
    }  # fmt: skip

    def derive(self, items: list[Delivery]) -> dict[str, dict[int, Any]]:
        """Where each household is."""
        return {"place": {item.id: item.household.grid.full_name for item in items}}

    @action("undo_delivery", "撤销登记", "确定撤销所选的送达登记吗？", "fa-undo")
    def undo_delivery(self, items: Any) -> Response:
        """Take back what is ticked, or the one on its page."""
        number = undo(db.session(), items if isinstance(items, list) else [items])
        db.session.commit()
        flash(f"已撤销 {number} 条送达登记", "success")
        return redirect(self.get_redirect())
