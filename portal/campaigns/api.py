"""Campaigns and their tasks over REST, to read only: campaigns are opened on the screen, and tasks are settled by visits."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_appbuilder.models.filters import BaseFilter

from portal.campaigns import sensitive
from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.task_views import VisitTaskView
from portal.campaigns.views import CampaignView
from portal.foundation.database import db
from portal.web.api import PortalApi
from portal.web.interface import PortalInterface


class OwnOrOpen(BaseFilter):
    """Tasks that tell of a sensitive category are for those who visit; a look by others is for the screen, which logs it."""

    name = "可查看"

    def apply(self, query: Any, value: Any) -> Any:
        """Narrow the query."""
        return query.filter(sensitive.open_to(db.session()))


class CampaignApi(PortalApi):
    """`/api/v1/campaign/`."""

    screen = CampaignView
    resource_name = "campaign"
    datamodel: Any = PortalInterface(Campaign)
    include_route_methods: Any = {"info", "get_list", "get"}
    list_columns: ClassVar = ["id", "key", "name", "state", "starts_on", "ends_on", "grid.id", "grid.full_name"]
    show_columns: ClassVar = [*list_columns, "opened_by", "opened_at", "closed_at"]
    add_columns: ClassVar[list[str]] = []
    edit_columns: ClassVar[list[str]] = []


class VisitTaskApi(PortalApi):
    """`/api/v1/task/`."""

    screen = VisitTaskView
    resource_name = "task"
    datamodel: Any = PortalInterface(VisitTask)
    include_route_methods: Any = {"info", "get_list", "get"}
    base_filters: ClassVar = [["id", OwnOrOpen, ""]]
    search_columns: Any = ["campaign", "object", "state", "grid", "member", "household", "establishment"]
    list_columns: ClassVar = [
        "id", "campaign.id", "campaign.name", "object", "state", "household.id", "household.head_name", "resident.id", "resident.name",
        "establishment.id", "establishment.name", "grid.id", "grid.full_name", "member.id", "member.name", "done_on",
    ]  # fmt: skip
    show_columns: ClassVar = [*list_columns, "joined", "joined_on", "left_on", "left_reason"]
    add_columns: ClassVar[list[str]] = []
    edit_columns: ClassVar[list[str]] = []
