"""The part of the screen of printing by which single households of a batch are printed again, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import abort, request, url_for
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose

from portal.foundation.database import db
from portal.foundation.errors import Refusal, each_of, refuse_all
from portal.printing import reprints, wanted
from portal.printing.asked import batch_of
from portal.printing.covers import has_cover
from portal.printing.finishing import chosen
from portal.printing.kinds import Wish
from portal.printing.models import PrintBatch
from portal.printing.rules import REASON_LENGTH, reason_problem
from portal.printing.worded import as_before
from portal.web.reading import reading


class ReprintPages:
    """A form that names the households, then the usual check."""

    render_template: Any
    checked: Any

    @expose("/reprint/<string:pk>", methods=["GET", "POST"])
    @has_access
    @permission_name("use")
    @reading
    def reprint(self, pk: str) -> Any:
        """Ask whom and why; then check them."""
        batch = batch_of(pk)
        if not has_cover(batch):
            abort(404)
        if request.method == "GET":
            return self._form(batch)
        who, reason = request.form.get("who", ""), request.form.get("reason", "").strip()
        ids: list[int] = []
        try:
            words = reprints.words_of(who)
            refuse_all(
                lambda: ids.extend(reprints.households_of(db.session(), batch.id, words)),
                lambda: _refuse_reason(reason),
            )
        except Refusal as refusal:
            return self._form(batch, who, reason, {each.field: each.message for each in each_of(refusal)}), 422
        wish = Wish(rows=tuple(ids), options=dict.fromkeys(chosen(batch), "y"))
        back = url_for("PrintView.show", pk=batch.id)
        found = as_before(db.session(), wanted.preview(batch.kind, wish), batch)
        return self.checked(found, wish, back, reason, batch.id)

    def _form(
        self, batch: PrintBatch, who: str = "", reason: str = "", wrong: Mapping[str | None, str] = MappingProxyType({})
    ) -> Any:
        """`wrong`: what is wrong, by field."""
        return self.render_template(
            "printing/reprint.html",
            title="补印",
            batch=batch,
            who=who,
            reason=reason,
            wrong=wrong,
            longest=REASON_LENGTH,
        )


def _refuse_reason(reason: str) -> None:
    problem = reason_problem(1, reason)
    if problem:
        raise Refusal("请写明再印的原因" if not reason else problem, "reason")
