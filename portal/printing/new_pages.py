"""Ordering paper: a kind and an area are chosen here, then the check before printing says what will be printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from sqlalchemy import select

from portal.foundation.database import db
from portal.foundation.errors import BadParameter, Refusal
from portal.grids.models import Grid, GridLevel
from portal.plans.current import profile_or_none
from portal.printing import wanted
from portal.printing.kinds import Wish
from portal.printing.rules import PrintKind
from portal.printing.worded import WORDINGS, approved_for
from portal.web.parameters import identity
from reports.grid_maps import PAPERS
from seeds.schema import Profile


@dataclass(frozen=True)
class Offer:
    """A kind that may be ordered for an area, in words, and whether there is a text for it."""

    kind: PrintKind
    said: str
    written: bool


_SAID = {
    PrintKind.LETTERS: "每户一封，A4，折好装左窗信封",
    PrintKind.CARDS: "每户一张，90×54 毫米，一张 A4 十张，带裁切线",
    PrintKind.BADGES: "区域内任职和走访的人每人一个，带照片和编号",
    PrintKind.LEAFLETS: "每村一份，A4，印本村联系人",
    PrintKind.BOARDS: "每个网格一块，A3，人员、职责、服务事项和位置小图",
    PrintKind.HANDBOOKS: "一本，A4 对折成 A5，带目录和通讯录",
    PrintKind.MAPS: "A4 到 A0，边界、住户、单位和走访进度",
}


class NewPrintView(BaseView):
    """The page on which paper is ordered."""

    route_base = "/newprintview"
    class_permission_name = "NewPrintView"
    default_view = "new"

    @expose("/new")
    @has_access
    @permission_name("use")
    def new(self) -> Any:
        """Ask for kind and area; when both are given and nothing stands against it, go on to the check."""
        kind, grid = request.args.get("kind", ""), request.args.get("grid", "")
        if kind and grid:
            try:
                return self._on_to_the_check(kind, identity(grid))
            except Refusal as refusal:
                flash(refusal.message, "danger")
        elif kind:
            flash("请选择范围", "danger")
        session = db.session()
        chosen = session.get(Grid, identity(grid)) if grid else None
        return self.render_template(
            "printing/new.html", title="新建印件", offers=_offers(profile_or_none(session), _top(chosen)), kind=kind, grid=chosen,
            papers=PAPERS, paper=request.args.get("option-paper", ""), each=request.args.get("option-each", ""), maps=PrintKind.MAPS.value,
        )  # fmt: skip

    def _on_to_the_check(self, kind: str, grid_id: int) -> Any:
        if kind not in _SAID:
            raise BadParameter("没有这种印件")
        options = {name: value for name, value in wanted.options().items() if value and kind == PrintKind.MAPS}
        wanted.preview(kind, Wish(grid_id, options=options))
        sent: dict[str, Any] = {wanted.OPTION + name: value for name, value in options.items()}
        return redirect(url_for("PrintView.check_grid", kind=kind, grid_id=grid_id, **sent))


def _top(chosen: Grid | None) -> Grid | None:
    """The chosen grid, else the widest that the person sees."""
    if chosen is not None:
        return chosen
    widest = select(Grid).join(Grid.level).order_by(GridLevel.rank, Grid.code).limit(1)
    found: Grid | None = db.session.scalars(widest).first()
    return found


def _offers(plan: Profile | None, grid: Grid | None) -> list[Offer]:
    return [Offer(kind, said, _is_written(plan, grid, kind)) for kind, said in _SAID.items()]


def _is_written(plan: Profile | None, grid: Grid | None, kind: PrintKind) -> bool:
    """Whether the plan, or the town itself, has a text for it."""
    if plan is not None and getattr(plan.texts, WORDINGS[kind]) is not None:
        return True
    return grid is not None and approved_for(db.session(), kind, grid.id) is not None
