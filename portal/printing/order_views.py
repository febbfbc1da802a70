"""The screen of large orders: all villages of an order together, each with its file."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import flash, jsonify, redirect, url_for
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from werkzeug.wrappers import Response

from portal.foundation.choices import Choice
from portal.foundation.database import db
from portal.grids.filters import Within
from portal.printing import orders
from portal.printing.asked import hand_on, order_of, running_app, sent_together, unqueued
from portal.printing.bundles import fetchable
from portal.printing.jobs import store_of
from portal.printing.models import PrintOrder
from portal.printing.progress import Progress, order_progress
from portal.printing.rules import OPEN_BATCH, BatchState, PrintKind
from portal.printing.steering_pages import DELETED, FILES_DELETED
from portal.web.interface import PortalInterface
from portal.web.views import PortalView


class PrintOrderView(PortalView):
    """Orders are placed on the screen of printing; here they are followed, steered and fetched village by village."""

    datamodel: Any = PortalInterface(PrintOrder)
    route_base = "/printorderview"
    base_permissions: Any = ("can_list", "can_show", "can_use")
    list_title, show_title = "分村印刷", "分村印刷"
    list_hint = "还没有分村印刷的订单。印全镇、全县的信件和联系卡，超过 5000 份时自动按村（社区）分成多个文件。"
    list_columns: ClassVar = ["title", "kind", "grid", "created_by", "created_at"]
    show_columns: ClassVar = ["title", "kind", "grid", "created_by", "created_at"]
    search_columns: ClassVar = ["title", "kind", "grid", "created_by", "created_at"]
    base_order = ("id", "desc")
    choices: ClassVar[dict[str, type[Choice]]] = {"kind": PrintKind}
    pickers: ClassVar[tuple[str, ...]] = ("grid",)
    own_filters: ClassVar[dict[str, list[Any]]] = {"grid": [Within]}
    list_template, show_template = "printing/list.html", "printing/order.html"
    label_columns: ClassVar = {
        "title": "印件", "kind": "种类", "grid": "网格", "created_by": "下单人", "created_at": "下单时间",
    }  # fmt: skip

    def _get_show_widget(self, pk: Any, item: PrintOrder, **arguments: Any) -> Any:
        """Adds the progress, the villages, and what may be done now."""
        widgets = super()._get_show_widget(pk, item, **arguments)
        states = {batch.state for batch in item.batches}
        return {
            **widgets, "progress": _progress(item), "order": item, "batches": item.batches,
            "fetchable": {batch.id for batch in item.batches if fetchable(batch)}, "printed": BatchState.READY in states,
            "failed": BatchState.FAILED in states, "paused": any(batch.paused_at for batch in item.batches),
            "running": any(batch.state in OPEN_BATCH and not batch.paused_at for batch in item.batches),
        }  # fmt: skip

    @expose("/progress/<string:pk>")
    @has_access
    @permission_name("show")
    def progress(self, pk: str) -> Response:
        """Polled each second by the page of an order."""
        response = jsonify(_progress(order_of(pk)).as_json())
        response.headers["Cache-Control"] = "no-store"
        return response

    @expose("/files/<string:pk>")
    @has_access
    @permission_name("show")
    def files(self, pk: str) -> Response:
        """All finished villages in one file."""
        return sent_together(order_of(pk))

    @expose("/pause/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("use")
    def pause(self, pk: str) -> Response:
        """Begin no further part of any village."""
        order_id = order_of(pk).id
        flash(f"已暂停 {orders.pause(db.session(), order_id)} 个文件，正在印的部分印完为止", "success")
        db.session.commit()
        return redirect(url_for("PrintOrderView.show", pk=order_id))

    @expose("/resume/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("use")
    def resume(self, pk: str) -> Response:
        """Go on with all villages."""
        order_id = order_of(pk).id
        orders.resume(db.session(), order_id)
        hand_on()
        return redirect(url_for("PrintOrderView.show", pk=order_id))

    @expose("/cancel/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("use")
    def cancel(self, pk: str) -> Response:
        """Stop what is not finished; finished villages keep their files."""
        order_id = order_of(pk).id
        flash(f"已取消 {orders.cancel(db.session(), order_id)} 个文件", "success")
        db.session.commit()
        return redirect(url_for("PrintOrderView.show", pk=order_id))

    @expose("/retry/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("use")
    def retry(self, pk: str) -> Response:
        """Begin again what failed."""
        order_id = order_of(pk).id
        found = orders.retry(db.session(), order_id)
        hand_on()
        flash(f"已重新开始 {found.number} 个文件", "success")
        for each in found.refused:
            flash(each, "warning")
        return redirect(url_for("PrintOrderView.show", pk=order_id))

    @expose("/remove/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("use")
    def remove(self, pk: str) -> Response:
        """Delete an order that has ended, or of what is printed the files."""
        order_id = order_of(pk).id
        gone = orders.delete(db.session(), order_id)
        db.session.commit()
        store = store_of(running_app())
        for batch_id in gone.batch_ids:
            store.remove_folder(str(batch_id))
        flash(DELETED if gone.wholly else FILES_DELETED, "success")
        return redirect(url_for("PrintOrderView.list") if gone.wholly else url_for("PrintOrderView.show", pk=order_id))


def _progress(order: PrintOrder) -> Progress:
    """Progress, or that the queue is away while all waits for it."""
    return unqueued(order_progress(db.session(), order))
