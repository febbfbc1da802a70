"""Screens of grids and levels."""

from __future__ import annotations

from typing import Any, ClassVar

from portal.foundation.choices import Choice
from portal.foundation.database import db
from portal.grids import services
from portal.grids.models import Grid, GridLevel
from portal.grids.rules import GridKind, GridStatus
from portal.web.interface import PortalInterface
from portal.web.views import PortalView


class GridView(PortalView):
    """The tree of grids."""

    datamodel = PortalInterface(Grid)
    list_title, show_title, add_title, edit_title = "网格", "网格", "新增网格", "修改网格"
    list_columns: ClassVar = ["code", "name", "level", "kind", "parent", "status"]
    show_columns: ClassVar = ["code", "name", "full_name", "level", "kind", "parent", "status", "valid_from", "valid_to", "remark"]
    add_columns: ClassVar = ["parent", "level", "code", "name", "kind", "valid_from", "boundary", "remark"]
    edit_columns: ClassVar = [*add_columns, "status", "valid_to"]
    search_columns: ClassVar = ["name", "code", "level", "kind", "status", "full_name"]
    base_order = ("path", "asc")
    choices: ClassVar[dict[str, type[Choice]]] = {"kind": GridKind, "status": GridStatus}
    pickers: ClassVar[tuple[str, ...]] = ("parent",)
    label_columns: ClassVar = {
        "code": "编码", "name": "名称", "level": "层级", "kind": "类别", "parent": "上级网格", "status": "状态", "full_name": "全称",
        "valid_from": "启用日期", "valid_to": "停用日期", "boundary": "边界", "remark": "备注",
    }  # fmt: skip

    def check(self, item: Grid) -> None:
        """The rules of the tree and of boundaries."""
        services.check_grid(db.session(), item)


class GridLevelView(PortalView):
    """The levels, from the profile."""

    datamodel: Any = PortalInterface(GridLevel)
    list_title, show_title, add_title, edit_title = "网格层级", "网格层级", "新增层级", "修改层级"
    list_columns: ClassVar = ["rank", "name", "key", "visits"]
    search_columns: ClassVar = ["name"]
    base_order = ("rank", "asc")
    label_columns: ClassVar = {"rank": "级别(1 最高)", "name": "名称", "key": "代号", "visits": "在此层级走访"}
