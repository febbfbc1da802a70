"""Screens of grids and levels."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import flash, g, redirect
from flask_appbuilder.actions import action
from werkzeug.wrappers import Response

from portal.foundation.choices import Options
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.grids import counts, naming, services
from portal.grids.filters import Within
from portal.grids.models import Grid, GridLevel
from portal.grids.rules import GridStatus
from portal.plans.vocabulary import GRID_KINDS
from portal.web.fields import CODE, CODE_HINT
from portal.web.interface import PortalInterface
from portal.web.print_actions import PrintsGrid
from portal.web.reveal import RevealingView
from portal.web.views import PortalView


class GridView(PrintsGrid, RevealingView):
    """The tree of grids."""

    datamodel: Any = PortalInterface(Grid)
    revealed: ClassVar[tuple[str, ...]] = ()
    list_title, show_title, add_title, edit_title = "网格", "网格", "新增网格", "修改网格"
    list_hint = "网格从最高一级开始，逐级往下新增。"
    list_columns: ClassVar = ["code", "name", "level", "kind", "parent", "households", "people", "area", "status"]
    list_end: ClassVar[tuple[str, ...]] = ("parent", "households", "people", "area", "status")
    show_columns: ClassVar = [
        "code", "name", "full_name", "level", "kind", "parent", "households", "people", "area", "status", "valid_from",
        "valid_to", "remark",
    ]  # fmt: skip
    add_columns: ClassVar = ["parent", "level", "code", "name", "kind", "valid_from", "boundary", "remark"]
    edit_columns: ClassVar = add_columns
    search_columns: ClassVar = ["name", "code", "parent", "level", "kind", "status"]
    base_order = ("path", "asc")
    choices: ClassVar[dict[str, Options]] = {"kind": GRID_KINDS, "status": GridStatus}
    pickers: ClassVar[tuple[str, ...]] = ("parent",)
    optional: ClassVar[tuple[str, ...]] = ("code",)
    own_filters: ClassVar[dict[str, list[Any]]] = {"parent": [Within]}
    label_columns: ClassVar = {
        "code": "编码", "name": "名称", "level": "层级", "kind": "类别", "parent": "上级网格", "status": "状态", "full_name": "全称",
        "valid_from": "启用日期", "valid_to": "停用日期", "boundary": "边界", "remark": "备注", "households": "户数", "people": "人数",
        "area": "面积（平方公里）",
    }  # fmt: skip
    description_columns: ClassVar = {
        "parent": "最高一级的网格不填", "code": "不填则按方案自动编号；新增后只有综治中心可以修改", "boundary": "应在上级网格之内，不与同级网格重叠",
    }  # fmt: skip

    def derive(self, items: list[Any]) -> dict[str, dict[int, Any]]:
        """Area, households, people and the grid above, for all grids of the page at once."""
        session = db.session()
        found = counts.households_and_people(session, items)
        return {
            "households": {grid_id: number for grid_id, (number, _) in found.items()},
            "people": {grid_id: number for grid_id, (_, number) in found.items()},
            "area": counts.areas_km2(session, items),
            "parent": naming.named(session, items, "parent"),
        }

    def check(self, item: Grid) -> None:
        """The rules of the tree and of boundaries; official codes and levels change only with those who make grids."""
        if item.id and not self.appbuilder.sm.has_access("can_add", self.class_permission_name):
            services.check_official(item)
        services.check_grid(db.session(), item)

    def check_delete(self, item: Grid) -> None:
        """Nothing may be left in it."""
        services.check_removal(db.session(), item)

    def _get_show_widget(self, pk: Any, item: Grid, **arguments: Any) -> Any:
        """What has been done already is not offered: a grid is either retired or taken into use again."""
        g.lowest_grid = item.level.rank == max(rung.rank for rung in services.rungs(db.session()))
        done = "retire" if item.status == GridStatus.RETIRED else "reactivate"
        offered = {name: each for name, each in self.actions.items() if name != done}
        return super()._get_show_widget(pk, item, actions=offered, **arguments)

    def _permitted_tabs(self) -> list[Any]:
        """Nothing hangs below the lowest level."""
        tabs = super()._permitted_tabs()
        return [view for view in tabs if type(view) is not type(self)] if g.get("lowest_grid") else tabs

    @action("retire", "停用", "停用后不再参与新的工作，历史保留。确定停用吗？", "fa-ban", multiple=False)
    def retire(self, item: Grid) -> Response:
        """Take a grid out of use today."""
        services.retire_grid(db.session(), item, today())
        db.session.commit()
        flash(f"已停用“{item.name}”", "success")
        return redirect(self.get_redirect())

    @action("reactivate", "恢复启用", "恢复后重新参与工作。确定恢复吗？", "fa-undo", multiple=False)
    def reactivate(self, item: Grid) -> Response:
        """Take a retired grid into use again."""
        services.reactivate_grid(db.session(), item)
        db.session.commit()
        flash(f"已恢复启用“{item.name}”", "success")
        return redirect(self.get_redirect())


class GridLevelView(PortalView):
    """The levels, from the profile."""

    datamodel: Any = PortalInterface(GridLevel)
    list_title, show_title, add_title, edit_title = "网格层级", "网格层级", "新增层级", "修改层级"
    list_columns: ClassVar = ["rank", "name", "visits"]
    show_columns: ClassVar = [*list_columns, "key"]
    add_columns: ClassVar = show_columns
    edit_columns: ClassVar = show_columns
    search_columns: ClassVar = ["name"]
    base_order = ("rank", "asc")
    label_columns: ClassVar = {"rank": "级别（1 最高）", "name": "名称", "key": CODE, "visits": "在此层级走访"}
    description_columns: ClassVar = {"key": CODE_HINT}
