"""Grids over REST."""

from __future__ import annotations

from typing import Any, ClassVar

from portal.grids.models import Grid
from portal.grids.views import GridView
from portal.web.api import PortalApi
from portal.web.interface import PortalInterface


class GridApi(PortalApi):
    """`/api/v1/grid/`; boundaries are GeoJSON and come with single grids only."""

    screen = GridView
    resource_name = "grid"
    datamodel: Any = PortalInterface(Grid)
    list_columns: ClassVar = [
        "id", "code", "name", "full_name", "kind", "status", "level.id", "level.name", "parent.id", "parent.name",
    ]  # fmt: skip
    show_columns: ClassVar = [*list_columns, "valid_from", "valid_to", "remark", "boundary"]
    add_columns: ClassVar = ["parent", "level", "code", "name", "kind", "valid_from", "boundary", "remark"]
    edit_columns: ClassVar = add_columns
