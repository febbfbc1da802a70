"""Visits over REST."""

from __future__ import annotations

from typing import Any, ClassVar

from portal.visits.models import Visit
from portal.visits.views import VisitView
from portal.web.api import PortalApi
from portal.web.interface import PortalInterface


class VisitApi(PortalApi):
    """`/api/v1/visit/`."""

    screen = VisitView
    resource_name = "visit"
    datamodel: Any = PortalInterface(Visit)
    list_columns: ClassVar = [
        "id", "visited_on", "way", "satisfaction", "note", "household.id", "household.head_name", "member.id", "member.name",
    ]  # fmt: skip
    show_columns: ClassVar = list_columns
    add_columns: ClassVar = VisitView.add_columns
    edit_columns: ClassVar = VisitView.edit_columns
