"""Ordering paper: a kind and an area are chosen here, then the check before printing says what will be printed."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from sqlalchemy import select

from portal.foundation.database import db
from portal.foundation.errors import BadParameter
from portal.grids.models import Grid, GridLevel
from portal.printing import wanted
from portal.printing.offers import ELSEWHERE, OFFERED, offers
from portal.printing.rules import PrintKind
from portal.web.parameters import identity
from reports.grid_maps import PAPERS

NEW = "new"
"""By this name the check is told that it was asked for here."""


class NewPrintView(BaseView):
    """The page on which paper is ordered."""

    route_base = "/newprintview"
    class_permission_name = "NewPrintView"
    default_view = "new"

    @expose("/new")
    @has_access
    @permission_name("use")
    def new(self) -> Any:
        """Ask for kind and area; when both are given, go on to the check, which leads back when nothing comes of it. `go`: the button
        was pressed."""
        kind, grid = request.args.get("kind", ""), request.args.get("grid", "")
        if "go" in request.args:
            if kind and grid:
                return self._on_to_the_check(kind, identity(grid))
            lacking = ["要印什么"] * (not kind) + ["给哪里印"] * (not grid)
            flash(f"请选择{'、'.join(lacking)}", "danger")
        session = db.session()
        chosen = session.get(Grid, identity(grid)) if grid else None
        return self.render_template(
            "printing/new.html", title="新建印件", offers=offers(session), top=chosen or _widest(), kind=kind, grid=chosen, elsewhere=ELSEWHERE,
            papers=PAPERS, paper=request.args.get("option-paper", ""), each=request.args.get("option-each", ""), maps=PrintKind.MAPS.value,
        )  # fmt: skip

    def _on_to_the_check(self, kind: str, grid_id: int) -> Any:
        if kind not in OFFERED:
            raise BadParameter("没有这种印件")
        options = {name: value for name, value in wanted.options().items() if value and kind == PrintKind.MAPS}
        sent: dict[str, Any] = {NEW: "y"} | {wanted.OPTION + name: value for name, value in options.items()}
        return redirect(url_for("PrintView.check_grid", kind=kind, grid_id=grid_id, **sent))


def _widest() -> Grid | None:
    """The widest grid that the person sees."""
    widest = select(Grid).join(Grid.level).order_by(GridLevel.rank, Grid.code).limit(1)
    found: Grid | None = db.session.scalars(widest).first()
    return found
