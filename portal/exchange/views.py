"""The screen of imports: upload, check, confirm, follow, take back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, ClassVar

from flask import abort, current_app, flash, jsonify, redirect, send_file, url_for
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from sqlalchemy import select
from werkzeug.wrappers import Response

from portal.exchange import files, services
from portal.exchange.actors import VERB, must_import
from portal.exchange.downloading import DownloadPages
from portal.exchange.models import ImportFinding, ImportRow, ImportRun
from portal.exchange.progress import Progress, progress_of
from portal.exchange.rules import SHOWN_FINDINGS, UNDOABLE, WORKING, Change, Mark, RunState
from portal.exchange.uploading import DOWN, UploadPages, hand_on, importable, own_actor
from portal.foundation import audit
from portal.foundation.choices import Choice
from portal.foundation.database import apart, db
from portal.foundation.errors import OutOfScope
from portal.jobs.queues import broker_of
from portal.web.interface import PortalInterface
from portal.web.parameters import identity
from portal.web.views import PortalView

SHOWN_RECORDS = 50


class ImportView(UploadPages, DownloadPages, PortalView):
    """Imports: a file is checked first, and only what a person confirms goes in."""

    datamodel: Any = PortalInterface(ImportRun)
    route_base = "/importview"
    base_permissions: Any = ("can_list", "can_show", "can_use")
    list_title, show_title = "批量导入", "批量导入"
    list_hint = "还没有导入过。请在上方选择一张表，下载模板填好后上传。"
    list_template, show_template = "exchange/list.html", "exchange/show.html"
    list_columns: ClassVar = ["title", "file_name", "state", "new", "changed", "bad", "created_by", "created_at"]
    show_columns: ClassVar = [
        "title", "file_name", "state", "total", "new", "changed", "same", "bad", "warned", "created_by", "created_at",
        "finished_at",
    ]  # fmt: skip
    search_columns: ClassVar = ["file_name", "state", "created_by", "created_at"]
    base_order = ("id", "desc")
    choices: ClassVar[dict[str, type[Choice]]] = {"state": RunState}
    label_columns: ClassVar = {
        "title": "表", "file_name": "文件", "state": "状态", "total": "总行数", "new": "新增", "changed": "修改",
        "same": "未变化", "bad": "有错误", "warned": "有提醒", "created_by": "上传人", "created_at": "上传时间",
        "finished_at": "完成时间",
    }  # fmt: skip

    def derive(self, items: list[Any]) -> dict[str, dict[int, Any]]:
        """The sheet by its title."""
        from portal.navigation import sheets

        known = sheets()
        return {"title": {item.id: known[item.sheet].title if item.sheet in known else item.sheet for item in items}}

    def offered(self) -> Sequence[Any]:
        """The sheets on top of the list."""
        return importable()

    def _get_show_widget(self, pk: Any, item: ImportRun, **arguments: Any) -> Any:
        """Adds the progress, what may be done now, what was found and which records came of it."""
        widgets = super()._get_show_widget(pk, item, **arguments)
        more = {
            "run": item, "removable": services.removable(db.session(), item), "book": item.book and services.may_see_book(own_actor(), item),
            "progress": _progress(item), "may": self._may_import(item), "working": item.state in WORKING,
            "undoable": item.state in UNDOABLE and item.resume != RunState.CHECKING, "findings": _findings(item.id),
            "records": _records(item.id), "same_file": services.same_file(db.session(), item), "marks": Mark, "deeds": Change,
        }  # fmt: skip
        return {**widgets, **more}

    def _may_import(self, run: ImportRun) -> bool:
        from portal.navigation import sheets

        workbook = sheets().get(run.sheet)
        return workbook is not None and own_actor().may(VERB, workbook.screen)

    def _run(self, pk: str) -> ImportRun:
        """An import that the person sees and whose sheet they may import. Raises `OutOfScope`."""
        from portal.navigation import sheets

        run: ImportRun = db.session.get(ImportRun, identity(pk)) or abort(404)
        workbook = sheets().get(run.sheet) or abort(404)
        must_import(own_actor(), workbook.screen)
        return run

    @expose("/progress/<string:pk>")
    @has_access
    @permission_name("show")
    def progress(self, pk: str) -> Response:
        """Polled each second by the page of an import."""
        run: ImportRun = db.session.get(ImportRun, identity(pk)) or abort(404)
        response = jsonify(_progress(run).as_json())
        response.headers["Cache-Control"] = "no-store"
        return response

    @expose("/problems/<string:pk>")
    @has_access
    @permission_name("use")
    def problems(self, pk: str) -> Response:
        """The workbook of the rows that did not go in; whoever fetches it is in the audit trail."""
        run = self._run(pk)
        if not run.book:
            abort(404)
        if not services.may_see_book(own_actor(), run):
            raise OutOfScope("问题工作簿含完整证件号码，只有上传人或有权查看完整证件号码的人可以下载")
        label = f"问题工作簿“{run.file_name}”{run.bad} 行"
        content = io.BytesIO(b"".join(files.plain(run.book)))
        name = f"{run.file_name.rpartition('.')[0]}-问题行.xlsx"
        who = audit.actor_now()[:2]
        db.session.rollback()  # reading is over; the entry is written on its own
        with apart() as connection:
            audit.record(connection, audit.Deed.EXPORT, "import_run", identity(pk), label, actor=who)
        response: Response = send_file(content, as_attachment=True, download_name=name)
        return response

    @expose("/confirm/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("use")
    def confirm(self, pk: str) -> Response:
        """Have the good rows loaded."""
        run_id = self._run(pk).id
        services.confirm(db.session(), run_id, own_actor())
        return hand_on(run_id)

    @expose("/undo/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("use")
    def undo(self, pk: str) -> Response:
        """Take a whole import back."""
        run_id = self._run(pk).id
        services.undo(db.session(), run_id, own_actor())
        return hand_on(run_id)

    @expose("/retry/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("use")
    def retry(self, pk: str) -> Response:
        """Take up again what failed."""
        run_id = self._run(pk).id
        services.retry(db.session(), run_id, own_actor())
        return hand_on(run_id)

    @expose("/remove/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("use")
    def remove(self, pk: str) -> Response:
        """Forget an import of which nothing is stored."""
        names = services.remove(db.session(), self._run(pk).id)
        db.session.commit()
        for name in names:
            files.store().remove(name)
        flash("已删除这条导入记录", "success")
        return redirect(url_for("ImportView.list"))


def _findings(run_id: int) -> list[ImportFinding]:
    statement = select(ImportFinding).where(ImportFinding.run_id == run_id).order_by(ImportFinding.id)
    return list(db.session.scalars(statement.limit(SHOWN_FINDINGS)))


def _records(run_id: int) -> list[tuple[ImportRow, str]]:
    """The first records that came of an import, each with its page."""
    pages = {
        view.datamodel.obj.__tablename__: view for view in current_app.extensions["appbuilder"].baseviews
        if isinstance(view, PortalView)
    }  # fmt: skip
    statement = (
        select(ImportRow).where(ImportRow.run_id == run_id).order_by(ImportRow.row, ImportRow.id).limit(SHOWN_RECORDS)
    )
    rows = [(row, pages.get(row.table)) for row in db.session.scalars(statement)]
    return [(row, view.page_of(row.record_id) or "" if view is not None else "") for row, view in rows]


def _progress(run: ImportRun) -> Progress:
    """Progress, or that the queue is away while the import waits for it."""
    progress = progress_of(run)
    waits = progress.open and run.token is None
    if waits and not broker_of(current_app._get_current_object()).answers():  # type: ignore[attr-defined]
        return progress.waiting_for(DOWN)
    return progress
