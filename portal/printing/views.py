"""The screen of printing: the check before printing, the order, live progress, the file."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import Flask, abort, current_app, flash, jsonify, redirect, send_file, url_for
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from werkzeug.wrappers import Response

from portal.foundation import audit
from portal.foundation.choices import Choice
from portal.foundation.database import apart, db
from portal.grids.filters import Within
from portal.jobs.queues import DOWN, BrokerDown, broker_of
from portal.printing import dispatch, services, wanted
from portal.printing.jobs import store_of
from portal.printing.kinds import Wish, kind_of
from portal.printing.models import PrintBatch
from portal.printing.preview import Preview
from portal.printing.progress import Progress, progress_of
from portal.printing.rules import OPEN_BATCH, BatchState, PrintKind
from portal.web.interface import PortalInterface
from portal.web.parameters import identity
from portal.web.reading import begin_writing, reading
from portal.web.views import PortalView

SHOWN_PROBLEMS = 200


class PrintView(PortalView):
    """Batches: ordered from grids, households and assessments, followed and fetched here."""

    datamodel: Any = PortalInterface(PrintBatch)
    route_base = "/printview"
    base_permissions: Any = ("can_list", "can_show", "can_use")
    list_title, show_title = "印刷", "印件"
    list_hint = "还没有印件。请在网格、住户或考核页面选择“印致群众一封信”“印服务联系卡”或“印考核表”。"
    list_columns: ClassVar = ["title", "kind", "grid", "total", "state", "created_by", "created_at"]
    show_columns: ClassVar = [
        "title", "kind", "grid", "total", "pages", "state", "created_by", "created_at", "finished_at", "missing",
    ]  # fmt: skip
    search_columns: ClassVar = ["title", "kind", "state", "created_by", "created_at", "grid"]
    base_order = ("id", "desc")
    choices: ClassVar[dict[str, type[Choice]]] = {"kind": PrintKind, "state": BatchState}
    pickers: ClassVar[tuple[str, ...]] = ("grid",)
    own_filters: ClassVar[dict[str, list[Any]]] = {"grid": [Within]}
    show_template = "printing/show.html"
    formatters_columns: ClassVar = {"missing": lambda sentences: sentences or "没有缺项"}
    label_columns: ClassVar = {
        "title": "印件", "kind": "种类", "grid": "网格", "total": "份数", "pages": "页数", "state": "状态", "created_by": "下单人",
        "created_at": "下单时间", "finished_at": "完成时间", "missing": "印前检查",
    }  # fmt: skip

    # Ordering: first the check, then the order

    @expose("/check/<string:kind>/grid/<int:grid_id>")
    @has_access
    @permission_name("use")
    def check_grid(self, kind: str, grid_id: int) -> Any:
        """The check for a grid and all below it."""
        wish = Wish(grid_id, options=wanted.options())
        return self._checked(wanted.preview(kind, wish), wish, url_for("GridView.show", pk=grid_id))

    @expose("/check/<string:kind>", methods=["POST"])
    @has_access
    @permission_name("use")
    @reading
    def check_rows(self, kind: str) -> Any:
        """The check for chosen rows; another screen's action hands them on."""
        wish = wanted.wish()
        back = url_for("AssessmentView.list" if kind == PrintKind.ASSESSMENTS else "HouseholdView.list")
        return self._checked(wanted.preview(kind, wish), wish, back)

    def _checked(self, preview: Preview, wish: Wish, back: str) -> Any:
        fields: dict[str, list[Any]] = {"grid": [wish.grid_id]} if wish.grid_id else {"rowid": list(wish.rows)}
        fields |= {wanted.OPTION + name: [value] for name, value in wish.options.items()}
        return self.render_template(
            "printing/check.html", title="印前检查", preview=preview, fields=fields, back=back, shown=SHOWN_PROBLEMS
        )

    @expose("/order/<string:kind>", methods=["POST"])
    @has_access
    @permission_name("use")
    @reading
    def order(self, kind: str) -> Response:
        """Place the order that was checked; what changed meanwhile is checked again, and only the placing locks."""
        preview = wanted.preview(kind, wanted.wish())
        by = audit.actor_now()[1]
        store_of(_app()).check_room(len(preview.subjects), kind_of(kind).item_bytes)
        begin_writing()
        batch_id = services.place(db.session(), preview, by, current_app.config["PORTAL"].letters_per_chunk).id
        return self._handed_on(batch_id)

    def _handed_on(self, batch_id: int) -> Response:
        """Commit, then queue; from here on this session must not read, or its transaction would lock out the queueing."""
        db.session.commit()
        try:
            dispatch.dispatch(broker_of(_app()), batch_id)
        except BrokerDown as down:
            flash(down.message, "warning")
        return redirect(url_for("PrintView.show", pk=batch_id))

    # Following

    def _get_show_widget(self, pk: Any, item: PrintBatch, **arguments: Any) -> Any:
        """Adds the progress and what may be done now."""
        widgets = super()._get_show_widget(pk, item, **arguments)
        return {**widgets, "progress": _progress(item), "batch": item, "is_open": item.state in OPEN_BATCH}

    @expose("/progress/<string:pk>")
    @has_access
    @permission_name("show")
    def progress(self, pk: str) -> Response:
        """Polled each second by the page of a batch."""
        response = jsonify(_progress(_batch(pk)).as_json())
        response.headers["Cache-Control"] = "no-store"
        return response

    @expose("/file/<string:pk>")
    @has_access
    @permission_name("show")
    def file(self, pk: str) -> Response:
        """The finished PDF; whoever fetches it is in the audit trail."""
        batch = _batch(pk)
        if batch.state != BatchState.READY or not batch.output:
            abort(404)
        label, output = f"{batch.title} {batch.total} 份", batch.output
        name = f"{batch.title}-{batch.created_at:%Y%m%d}-{batch.id}.pdf"
        store = store_of(_app())
        response = send_file(store.open(output), "application/pdf", as_attachment=True, download_name=name)
        response.content_length = store.size(output)
        db.session.close()  # no read transaction stays open while the file is sent
        with apart() as connection:
            audit.record(connection, audit.Deed.EXPORT, "print_batch", identity(pk), label)
        return response

    # Ending

    @expose("/cancel/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("use")
    def cancel(self, pk: str) -> Response:
        """Stop a batch."""
        batch_id = _batch(pk).id
        services.cancel(db.session(), batch_id)
        db.session.commit()
        flash("已取消", "success")
        return redirect(url_for("PrintView.show", pk=batch_id))

    @expose("/retry/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("use")
    def retry(self, pk: str) -> Response:
        """Begin again what failed."""
        batch_id = _batch(pk).id
        services.retry(db.session(), batch_id)
        return self._handed_on(batch_id)

    @expose("/remove/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("use")
    def remove(self, pk: str) -> Response:
        """Delete a batch that has ended, then its files."""
        batch_id = _batch(pk).id
        services.delete(db.session(), batch_id)
        db.session.commit()
        store_of(_app()).remove_folder(str(batch_id))
        flash("已删除", "success")
        return redirect(url_for("PrintView.list"))


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app


def _batch(pk: str) -> PrintBatch:
    batch: PrintBatch | None = db.session.get(PrintBatch, identity(pk))
    return batch or abort(404)


def _progress(batch: PrintBatch) -> Progress:
    """Progress, or that the queue is away while the batch waits for it."""
    progress = progress_of(db.session(), batch)
    if batch.state == BatchState.WAITING and not broker_of(_app()).answers():
        return progress.waiting_for(DOWN)
    return progress
