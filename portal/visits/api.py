"""Visits over REST."""

from __future__ import annotations

from typing import Any, ClassVar

from portal.visits.models import Visit
from portal.visits.views import VisitInterface, VisitView
from portal.web.api import PortalApi


class VisitApi(PortalApi):
    """`/api/v1/visit/`."""

    screen = VisitView
    resource_name = "visit"
    datamodel: Any = VisitInterface(Visit)
    list_columns: ClassVar = [
        "id", "uid", "visited_on", "way", "satisfaction", "note", "wishes", "next_on", "household.id", "household.head_name",
        "establishment.id", "establishment.name", "member.id", "member.name",
    ]  # fmt: skip
    show_columns: ClassVar = [*list_columns, "checklist", "answers", "recorded_at"]
    add_columns: ClassVar = VisitView.add_columns
    edit_columns: ClassVar = VisitView.edit_columns
