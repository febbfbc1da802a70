"""Grids beside the plan: which lie outside its rules for codes and sizes, and which of its areas have no grid yet."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import flash, redirect, url_for
from flask_appbuilder import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from werkzeug.wrappers import Response

from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.grids.fitting import Misfit, misfits, planned_numbers
from portal.grids.planting import missing_areas, plant_grids
from portal.plans.current import profile_in_force, profile_or_none
from portal.security.scope import scope_of, set_scope
from seeds.schema import Profile

SHOWN = 500


class GridPlanView(BaseView):
    """`/gridplanview/`: the report, and the button that makes the missing grids."""

    default_view = "show"
    base_permissions: ClassVar = ["can_use", "can_plant"]

    @expose("/")
    @has_access
    @permission_name("use")
    def show(self) -> str:
        """What does not fit, of the grids that the person sees."""
        profile = profile_or_none(db.session())
        found = _visible(profile) if profile else []
        parts = [
            ("编码不符合方案的网格", [each for each in found if each.what == "code"]),
            ("规模不在方案规定范围内的网格", [each for each in found if each.what == "size"]),
        ]  # fmt: skip
        page: Any = self.render_template(
            "grids/plan.html", title="网格与方案", profile=profile, parts=parts, shown=SHOWN, missing=_missing(profile),
            planned=planned_numbers(db.session(), profile),
            may_plant=self.appbuilder.sm.has_access("can_plant", "GridPlanView"), may_open=self.appbuilder.sm.has_access("can_show", "GridView"),
        )  # fmt: skip
        return str(page)

    @expose("/plant", methods=["POST"])
    @has_access
    @permission_name("plant")
    def plant(self) -> Response:
        """Make the grids that the plan lists and nobody has made yet. They are the town's, whoever presses the button."""
        session = db.session()
        scope = scope_of(session)
        set_scope(session, None)
        try:
            planted = plant_grids(session, profile_in_force(session))
            session.commit()
        finally:
            set_scope(session, scope)
        if planted.made:
            flash(f"新建了 {len(planted.made)} 个网格，原有 {planted.kept} 个没有改动", "success")
        else:
            flash(f"方案列出的 {planted.kept} 个网格都已建好，没有改动", "info")
        return redirect(url_for("GridPlanView.show"))


def _visible(profile: Profile) -> list[Misfit]:
    """In the person's scope; system administrators see no grids."""
    scope = scope_of(db.session())
    tops = ("/",) if scope is None else scope.paths
    return [each for top in tops for each in misfits(db.session(), profile, top)]


def _missing(profile: Profile | None) -> list[str]:
    try:
        return missing_areas(db.session(), profile) if profile else []
    except Refusal:
        return []
