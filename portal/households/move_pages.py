"""The page on which chosen households are moved to another grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, url_for
from flask_appbuilder.actions import action
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.views import expose
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from portal.foundation.constraints import refusal_for
from portal.foundation.database import db
from portal.foundation.errors import BadParameter, OutOfScope, Refusal
from portal.households.models import Household
from portal.households.moving import move_households
from portal.web.interface import PortalInterface
from portal.web.parameters import MAX_PAGE_SIZE, identity
from portal.web.relation_fields import PickerField
from portal.web.views import show_refusal

VERB = "move"


class _TargetField(PickerField):
    def search_url(self) -> str:
        """Only grids that are visited and in use."""
        return url_for("PickerView.search", table="visited_grid")


class _MoveForm(DynamicForm):
    grid = _TargetField(
        label="调整到", interface=PortalInterface(Household), relation="grid", required=True,
        description="只列出启用的、在此层级走访的网格。户号在新网格内重复的自动另编，走访次序接在最后",
    )  # fmt: skip


class MovePages:
    """The part of the screen of households that moves them."""

    appbuilder: Any
    datamodel: Any
    _base_filters: Any
    render_template: Any

    @action(VERB, "调整网格", "", "fa-exchange")
    def move(self, items: Sequence[Household] | Household) -> Response:
        """Ask for the new grid of all chosen households."""
        chosen = [items] if isinstance(items, Household) else items
        return redirect(url_for("HouseholdView.move_to", pks=",".join(str(each.id) for each in chosen)))

    @expose("/move/<string:pks>", methods=["GET", "POST"])
    def move_to(self, pks: str) -> Any:
        """Show the form, or move; for holders of the action's verb. `pks`: ids with commas."""
        if not self.appbuilder.sm.has_access(VERB, "HouseholdView"):
            raise OutOfScope("您没有“调整网格”的权限")
        households, form = self._chosen(pks), _MoveForm()
        if form.is_submitted() and form.validate() and _moved(households, form):
            return redirect(url_for("HouseholdView.list", _flt_0_grid=form.grid.data.id))
        page = self.render_template("households/move.html", households=households, form=form, title="调整网格")
        return page, 422 if form.is_submitted() else 200

    def _chosen(self, pks: str) -> list[Household]:
        ids = [identity(text) for text in dict.fromkeys(pks.split(","))]
        if len(ids) > MAX_PAGE_SIZE:
            raise BadParameter(f"一次最多调整 {MAX_PAGE_SIZE} 户")
        found: list[Household] = self.datamodel.get_many(ids, self._base_filters)
        return found if len(found) == len(ids) else abort(404)


def _moved(households: list[Household], form: _MoveForm) -> bool:
    target = form.grid.data
    try:
        outside = move_households(db.session(), households, target)
        db.session.commit()
    except (Refusal, SQLAlchemyError) as error:
        db.session.rollback()
        refusal = error if isinstance(error, Refusal) else refusal_for(error)
        if refusal is None:
            raise
        show_refusal(form, refusal)
        return False
    flash(f"已将 {len(households)} 户调整到“{target.name}”", "success")
    if outside:
        flash(f"其中 {outside} 户的定位点不在“{target.name}”的边界内，请核对位置", "warning")
    return True
