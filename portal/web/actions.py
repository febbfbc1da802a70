"""Actions on rows. FAB looks the rows up without any filter and trusts the name; here both are checked."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request
from flask_appbuilder import ModelView
from flask_appbuilder.views import expose
from werkzeug.wrappers import Response

from portal.foundation.errors import BadParameter, Refusal
from portal.web.parameters import identity

MAX_ACTION_ROWS = 1000


class GuardedActions(ModelView):
    """An action runs on visible rows only, for those who hold its verb; a refusal becomes a message."""

    @expose("/action/<string:name>/<pk>", methods=["POST"])
    def action(self, name: str, pk: str) -> Response:
        """Run an action on one row of the show page."""
        return self._act(name, [pk], single=True)

    @expose("/action_post", methods=["POST"])
    def action_post(self) -> Response:
        """Run an action on the rows chosen in the list."""
        return self._act(request.form.get("action", ""), request.form.getlist("rowid"), single=False)

    def _act(self, name: str, pks: list[str], single: bool) -> Response:
        action = self._permitted_action(name, single)
        if len(pks) > MAX_ACTION_ROWS:
            raise BadParameter(f"一次最多处理 {MAX_ACTION_ROWS} 条")
        ids = list(dict.fromkeys(identity(pk) for pk in pks))
        if not ids:
            flash("请先勾选要处理的记录", "warning")
            return redirect(self.get_redirect())
        items = self.datamodel.get_many(ids, self._base_filters)
        if len(items) != len(ids):
            abort(404)
        try:
            answer: Response = action.func(items if action.multiple else items[0])
        except Refusal as refusal:
            self.datamodel.session.rollback()
            flash(refusal.message, "danger")
            return redirect(self.get_redirect())
        return answer

    def _permitted_action(self, name: str, single: bool) -> Any:
        action = self.actions.get(name)
        if action is None or not (action.single if single else action.multiple):
            raise BadParameter("没有这个操作")
        if not self.appbuilder.sm.has_access(self.get_action_permission_name(name), self.class_permission_name):
            abort(403)
        return action
