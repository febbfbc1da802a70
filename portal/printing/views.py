"""The screen of printing: the check before printing, the order, live progress, the file."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import abort, current_app, flash, jsonify, redirect, request, url_for
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from markupsafe import Markup
from werkzeug.wrappers import Response

from portal.foundation import audit
from portal.foundation.choices import Choice
from portal.foundation.database import db
from portal.foundation.errors import BadParameter, OutOfScope, Refusal
from portal.grids.filters import Within
from portal.printing import orders, services, wanted
from portal.printing.asked import COVER, batch_of, hand_on, running_app, sent, unqueued
from portal.printing.bundles import fetchable
from portal.printing.covers import cover_name, has_cover
from portal.printing.finishing import finish_of, offered
from portal.printing.jobs import store_of
from portal.printing.kinds import Wish, kind_of
from portal.printing.models import PrintBatch
from portal.printing.new_pages import NEW
from portal.printing.preview import Preview
from portal.printing.progress import Progress, labels_of, progress_of
from portal.printing.reprint_pages import ReprintPages
from portal.printing.rules import OPEN_BATCH, REASON_LENGTH, BatchState, PrintKind
from portal.printing.steering_pages import SteeringPages
from portal.printing.worded import AGAIN_OF
from portal.web.formatters import shown
from portal.web.interface import PortalInterface
from portal.web.once import lead_to, take_once
from portal.web.reading import begin_writing, reading
from portal.web.views import PortalView

SHOWN_PROBLEMS, FEW_PROBLEMS = 200, 20


def _folded(sentences: str | None) -> Any:
    """What was found before printing; more than a few lines open on demand, or a large batch's page is nothing else."""
    count = len((sentences or "").splitlines())
    if count <= FEW_PROBLEMS:
        return sentences or "没有缺项"
    return Markup('<details class="print-fold"><summary>{} 条，点开查看</summary>{}</details>').format(count, sentences)


class PrintView(SteeringPages, ReprintPages, PortalView):
    """Batches: ordered from grids, households and assessments, followed and fetched here."""

    datamodel: Any = PortalInterface(PrintBatch)
    route_base = "/printview"
    base_permissions: Any = ("can_list", "can_show", "can_use")
    list_title, show_title = "印刷", "印件"
    list_hint = "还没有印件。请点菜单中的“新建印件”，或在网格、住户、网格员、考核页面勾选后选择“印……”。"
    list_columns: ClassVar = ["title", "kind", "grid", "total", "standing", "created_by", "created_at"]
    show_columns: ClassVar = [
        "title", "kind", "grid", "total", "pages", "standing", "created_by", "created_at", "finished_at", "reason",
        "kept", "missing",
    ]  # fmt: skip
    search_columns: ClassVar = ["title", "kind", "state", "created_by", "created_at", "grid"]
    base_order = ("id", "desc")
    choices: ClassVar[dict[str, type[Choice]]] = {"kind": PrintKind, "state": BatchState}
    pickers: ClassVar[tuple[str, ...]] = ("grid",)
    own_filters: ClassVar[dict[str, list[Any]]] = {"grid": [Within]}
    list_template, show_template = "printing/list.html", "printing/show.html"
    formatters_columns: ClassVar = {"missing": _folded}
    label_columns: ClassVar = {
        "title": "印件", "kind": "种类", "grid": "网格", "total": "份数", "pages": "页数", "state": "状态", "standing": "状态", "created_by": "下单人",
        "created_at": "下单时间", "finished_at": "结束时间", "missing": "印前检查", "reason": "再印的原因", "kept": "文件保留到",
    }  # fmt: skip

    def derive(self, items: list[PrintBatch]) -> dict[str, dict[int, Any]]:
        """The state in the words of the page of progress, and how long there are files."""
        days = current_app.config["PORTAL"].print_keep_days
        return {"standing": labels_of(db.session(), items), "kept": {one.id: _kept(one, days) for one in items}}

    # Ordering: first the check, then the order

    @expose("/check/<string:kind>/grid/<int:grid_id>")
    @has_access
    @permission_name("use")
    def check_grid(self, kind: str, grid_id: int) -> Any:
        """The check for a grid and all below it; when nothing comes of it, who asked on the page for new paper is led back there."""
        wish = Wish(grid_id, options=wanted.options())
        try:
            return self.checked(wanted.preview(kind, wish), wish, _back(kind, wish))
        except Refusal as refusal:
            if NEW not in request.args or isinstance(refusal, OutOfScope | BadParameter):
                raise
            flash(refusal.message, "danger")
        sent: dict[str, Any] = {wanted.OPTION + name: value for name, value in wish.options.items()}
        return redirect(url_for("NewPrintView.new", kind=kind, grid=grid_id, **sent))

    @expose("/check/<string:kind>", methods=["GET", "POST"])
    @has_access
    @permission_name("use")
    @reading
    def check_rows(self, kind: str) -> Any:
        """The check for chosen rows; another screen's action hands them on. Who comes back to it without rows chooses them anew."""
        wish = wanted.wish()
        back = _back(kind, wish)
        if request.method == "GET" and not wish.rows:
            flash("请重新勾选要印的内容", "warning")
            return redirect(back)
        return self.checked(wanted.preview(kind, wish), wish, back)

    def checked(
        self, preview: Preview, wish: Wish, back: str, reason: str = "", again_of: int | None = None, wrong: str = ""
    ) -> Any:
        """The page of a check, with a form that orders the same. `wrong`: what is wrong with the reason that was given."""
        fields: dict[str, list[Any]] = {"grid": [wish.grid_id]} if wish.grid_id else {"rowid": list(wish.rows)}
        fields |= {
            wanted.OPTION + name: [value] for name, value in wish.options.items() if name not in offered(preview.kind)
        }
        fields |= {"again_of": [again_of]} if again_of else {}
        return self.render_template(
            "printing/check.html", title="印前检查", preview=preview, fields=fields, back=back, shown=SHOWN_PROBLEMS, reason=reason,
            longest=REASON_LENGTH, few=FEW_PROBLEMS, offered=offered(preview.kind), asked=wish.options, wrong=wrong,
        )  # fmt: skip

    @expose("/order/<string:kind>", methods=["POST"])
    @has_access
    @permission_name("use")
    @reading
    def order(self, kind: str) -> Any:
        """Place the order that was checked; what changed meanwhile is checked again, and only the placing locks. Without the reason
        that is asked for the page comes back as it was filled."""
        preview = wanted.ordered(kind)
        store_of(running_app()).check_room(len(preview.subjects), kind_of(kind).item_bytes)
        begin_writing()
        try:
            return redirect(_placed(preview))
        except Refusal as refusal:
            if refusal.field != "reason":
                raise
            db.session.rollback()
            return self._asked_for_the_reason(preview, refusal.message), 422

    def _asked_for_the_reason(self, preview: Preview, wrong: str) -> Any:
        wish, before = wanted.wish(), request.form.get(AGAIN_OF)
        batch_id = batch_of(before).id if before else None
        back = url_for("PrintView.show", pk=batch_id) if batch_id else _back(preview.kind, wish)
        return self.checked(preview, wish, back, preview.reason or "", batch_id, wrong)

    # Following

    def _get_show_widget(self, pk: Any, item: PrintBatch, **arguments: Any) -> Any:
        """Adds the progress and what may be done now."""
        widgets = super()._get_show_widget(pk, item, **arguments)
        before = (item.options or {}).get(AGAIN_OF)
        return {
            **widgets, "progress": _progress(item), "batch": item, "is_open": item.state in OPEN_BATCH,
            "fetchable": fetchable(item), "may_steer": services.may_steer(db.session(), item),
            "erasable": item.state in (BatchState.FAILED, BatchState.CANCELLED) and not item.order_id,
            "by_door": has_cover(item), "finish": finish_of(item.options), "before": db.session.get(PrintBatch, before) if before else None,
        }  # fmt: skip

    @expose("/progress/<string:pk>")
    @has_access
    @permission_name("show")
    def progress(self, pk: str) -> Response:
        """Polled each second by the page of a batch."""
        response = jsonify(_progress(batch_of(pk)).as_json())
        response.headers["Cache-Control"] = "no-store"
        return response

    @expose("/file/<string:pk>")
    @has_access
    @permission_name("show")
    def file(self, pk: str) -> Response:
        """The finished PDF."""
        batch = _fetched(pk)
        return sent(batch, str(batch.output), f"{batch.total} 份")

    @expose("/cover/<string:pk>")
    @has_access
    @permission_name("show")
    def cover(self, pk: str) -> Response:
        """Its cover: counts by grid and what is missing."""
        batch = _fetched(pk)
        return sent(batch, cover_name(str(batch.output)), COVER)


def _placed(preview: Preview) -> str:
    """Where what was ordered is followed. Raises `Refusal` on `reason`."""
    mark, most, by = take_once(), current_app.config["PORTAL"].letters_per_chunk, audit.actor_now()[1]
    if preview.parts:
        order_id = orders.place_order(db.session(), preview, by, most).id
        address = lead_to(mark, url_for("PrintOrderView.show", pk=order_id))
        hand_on()
        return address
    batch_id = services.place(db.session(), preview, by, most).id
    address = lead_to(mark, url_for("PrintView.show", pk=batch_id))
    hand_on(batch_id)
    return address


def _back(kind: str, wish: Wish) -> str:
    """Where one came from: the grid, the table, or the list in which rows were chosen."""
    if wish.grid_id is None:
        lists = {PrintKind.ASSESSMENTS.value: "AssessmentView.list", PrintKind.BADGES.value: "MemberView.list"}
        return url_for(lists.get(kind, "HouseholdView.list"))
    table = wish.options.get("table") if kind == PrintKind.TABLES else None
    return (
        url_for("TableView.show", key=table, grid=wish.grid_id) if table else url_for("GridView.show", pk=wish.grid_id)
    )


def _fetched(pk: str) -> PrintBatch:
    """A batch whose files are there; 404 before it is ready and after it has expired."""
    batch = batch_of(pk)
    return batch if fetchable(batch) else abort(404)


def _kept(batch: PrintBatch, days: int) -> str:
    """Until when there is something to fetch."""
    if batch.state in OPEN_BATCH:
        return f"印好后 {days} 天"
    if not batch.output:
        return "没有文件"
    gone = "（已删除）" if batch.expired_at else ""
    return f"{shown(batch.expires_on)}{gone}" if batch.expires_on else ""


def _progress(batch: PrintBatch) -> Progress:
    """Progress, or that the queue is away while the batch waits for it."""
    return unqueued(progress_of(db.session(), batch))
