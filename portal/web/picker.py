"""The search behind remote pickers: scoped, at most 20 answers, for those who may list that table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, jsonify, request
from flask_appbuilder import BaseView
from flask_appbuilder.views import expose
from sqlalchemy import or_, select
from werkzeug.wrappers import Response

from portal.foundation.database import db
from portal.web.text import cleaned, plain

LIMIT = 20


@dataclass(frozen=True)
class PickerSource:
    """A table to pick from: its class, the text columns searched, and the screen whose `can_list` is needed."""

    model: Any
    columns: tuple[str, ...]
    screen: str
    condition: Any = None
    """Which rows are offered, as an SQL condition; all without one."""


class PickerView(BaseView):
    """`/picker/<table>?q=…` -> `{"results": [{"id", "text"}], "more": bool}`."""

    route_base = "/picker"
    class_permission_name = "PickerView"
    sources: dict[str, PickerSource] = {}

    @expose("/<string:table>")
    def search(self, table: str) -> Response:
        """Rows whose columns contain all words of `q`."""
        source = self.sources.get(table) or abort(404)
        if not self.appbuilder.sm.has_access("can_list", source.screen):
            abort(403)
        statement = select(source.model).order_by(source.model.id).limit(LIMIT + 1)
        if source.condition is not None:
            statement = statement.where(source.condition)
        for word in (cleaned("q", request.args.get("q", "")[:60]) or "").split():
            columns = [getattr(source.model, name) for name in source.columns]
            alike = {word, plain(word)}
            statement = statement.where(
                or_(*(column.contains(each, autoescape=True) for column in columns for each in alike))
            )
        rows: list[Any] = list(db.session.scalars(statement))
        results = [{"id": row.id, "text": str(row)} for row in rows[:LIMIT]]
        return jsonify(results=results, more=len(rows) > LIMIT)
