"""Records as a workbook that can be changed and imported again: the rows of a list with its search, or all of them."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from flask import abort, current_app, request, send_file
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from werkzeug.wrappers import Response

from portal.exchange import exporting
from portal.exchange.actors import Actor, may_export
from portal.exchange.declaration import SheetParts, Workbook
from portal.exchange.source import sheet_version
from portal.exchange.template import write_records
from portal.exchange.uploading import own_actor, workbook_named
from portal.foundation import audit
from portal.foundation.clock import today
from portal.foundation.database import apart, db
from portal.foundation.errors import OutOfScope, Refusal
from portal.web.parameters import apply_search

MOST_RECORDS = 20_000
"""What a web process writes well within its time limit; the command line writes any number."""


class DownloadPages:
    """The part of the screen of imports that hands records out."""

    @expose("/export/<string:key>")
    @has_access
    @permission_name("use")
    def export(self, key: str) -> Response:
        """What the list shows with this search, or all. `full=y`: with identity numbers, for holders of `reveal`; both are logged."""
        workbook = workbook_named(key)
        if not may_export(own_actor(), workbook.exports):
            raise OutOfScope("您没有导出这张表的权限")
        actor = _wanting(own_actor(), request.args.get("full") == "y")
        made = workbook.make(db.session(), actor)
        view = _screen_of(workbook)
        ids = _ids(view, made)
        if len(ids) > MOST_RECORDS:
            raise Refusal(
                f"共 {len(ids)} 条，一次最多导出 {MOST_RECORDS} 条，请先用查询缩小范围；全部导出请系统管理员在服务器上执行 portal export"
            )
        file = io.BytesIO()
        count = write_records(file, made.sheet, sheet_version(db.session()), exporting.records(db.session(), made, ids))
        who = audit.actor_now()[:2]
        label = exporting.told(workbook, made, count, actor.full) + view.told_by_search()
        db.session.rollback()  # reading is over; the entry is written on its own
        with apart() as connection:
            audit.record(connection, audit.Deed.EXPORT, made.parts[0].table.name, None, label, actor=who)
        file.seek(0)
        name = f"{workbook.title}{today():%Y%m%d}.xlsx"
        answer: Response = send_file(file, as_attachment=True, download_name=name)
        return answer


def _wanting(actor: Actor, full: bool) -> Actor:
    if full and not actor.may("reveal", "ResidentView"):
        raise OutOfScope("您没有查看完整证件号码的权限")
    return replace(actor, full=full)


def _screen_of(workbook: Workbook) -> Any:
    views = current_app.extensions["appbuilder"].baseviews
    return next((each for each in views if type(each).__name__ == workbook.screen), None) or abort(404)


def _ids(view: Any, made: SheetParts) -> list[int]:
    """The records of the screen's list with the search of this request."""
    apply_search(view._filters, view._check_value)
    filters, model = view._filters.get_joined_filters(view._base_filters), made.parts[0].table.model
    query = filters.apply_all(db.session.query(model)).with_entities(model.id).order_by(model.id)
    return [identity for (identity,) in query]
