"""The pages on which a sheet is chosen, its template fetched and a file uploaded."""

from __future__ import annotations

import io
from pathlib import PurePath
from typing import Any

from flask import abort, current_app, flash, redirect, request, send_file, url_for
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from portal.exchange import services
from portal.exchange.actors import VERB, Actor, actor_for, may_export, must_import
from portal.exchange.declaration import Workbook
from portal.exchange.dispatch import dispatch
from portal.exchange.rules import MAX_UPLOAD
from portal.exchange.source import sheet_version
from portal.exchange.template import write_template
from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.jobs.queues import BrokerDown, broker_of
from portal.security.scope import scope_of
from portal.web.reading import begin_writing, reading
from portal.web.writing import answer_with

ENDINGS = (".xlsx", ".xls", ".csv", ".txt", ".html", ".htm", ".et")
DOWN = "已经记下，但后台导入服务没有在运行；它恢复后会自动继续，不用再传一次。过一会儿还没有动静，请联系系统管理员"


def own_actor() -> Actor:
    """Who is signed in, as an actor."""
    session = db.session()
    return actor_for(session, current_user.id, scope_of(session))


def importable() -> list[Workbook]:
    """The sheets that the person may import."""
    from portal.navigation import sheets

    may = current_app.extensions["appbuilder"].sm.has_access
    return [each for each in sheets().values() if may(VERB, each.screen)]


def workbook_named(key: str) -> Workbook:
    """The sheet of this key, for who may import it; 404 when there is none. Raises `OutOfScope`."""
    from portal.navigation import sheets

    workbook = sheets().get(key) or abort(404)
    must_import(own_actor(), workbook.screen)
    return workbook


def hand_on(run_id: int) -> Response:
    """Commit, then queue; from here on this session must not read, or its transaction would lock out the queueing."""
    db.session.commit()
    try:
        dispatch(broker_of(current_app._get_current_object()), run_id)  # type: ignore[attr-defined]
    except BrokerDown:
        flash(DOWN, "warning")
    return redirect(url_for("ImportView.show", pk=run_id))


class UploadPages:
    """The part of the screen of imports that takes files."""

    render_template: Any

    @expose("/template/<string:key>")
    @has_access
    @permission_name("use")
    def template(self, key: str) -> Response:
        """An empty workbook to fill in."""
        workbook, file = workbook_named(key), io.BytesIO()
        made = workbook.make(db.session(), own_actor())
        write_template(file, made.sheet, sheet_version(db.session()))
        file.seek(0)
        answer: Response = send_file(file, as_attachment=True, download_name=f"{workbook.title}模板.xlsx")
        return answer

    @expose("/upload/<string:key>", methods=["GET", "POST"])
    @has_access
    @permission_name("use")
    @reading
    def upload(self, key: str) -> Any:
        """Choose a file, or take it and have it checked."""
        workbook = workbook_named(key)
        if request.method == "GET":
            return self._upload_page(workbook)
        try:
            return self._taken(workbook, request.files.get("file"))
        except Refusal as refusal:
            if refusal.status != Refusal.status:
                raise
            answer_with(422)
            return self._upload_page(workbook, refusal.message)

    def _taken(self, workbook: Workbook, file: FileStorage | None) -> Response:
        if file is None or not file.filename:
            raise Refusal("请选择要上传的文件", "file")
        name = PurePath(file.filename.replace("\\", "/")).name
        if PurePath(name).suffix.lower() not in ENDINGS:
            raise Refusal("只能上传 .xlsx、.xls 或 .csv 文件", "file")
        stored = services.keep_upload(file.stream)
        try:
            begin_writing()
            run_id = services.receive(db.session(), own_actor(), workbook, name, stored).id
            db.session.commit()
        except Exception:
            services.drop_upload(stored)
            raise
        return hand_on(run_id)

    def _upload_page(self, workbook: Workbook, problem: str = "") -> Any:
        made = workbook.make(db.session(), own_actor())
        return self.render_template(
            "exchange/upload.html", title=f"批量导入：{workbook.title}", workbook=workbook, sheet=made.sheet, problem=problem,
            largest=MAX_UPLOAD // 1024**2, exportable=may_export(own_actor(), workbook.exports),
        )  # fmt: skip
