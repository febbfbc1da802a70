"""The screen of campaigns: what runs, in which phase, how far it is, and who has still to be met."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import abort, request

from portal.campaigns import asked
from portal.campaigns.choosing_pages import ChoosingPages
from portal.campaigns.models import Campaign
from portal.campaigns.opening_pages import OpeningPages
from portal.campaigns.pair_pages import PairPages
from portal.campaigns.progress import progress
from portal.campaigns.rules import CampaignState
from portal.campaigns.waiting_pages import WaitingPages
from portal.foundation.choices import Choice
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.grids import naming
from portal.grids.filters import Within
from portal.grids.models import Grid
from portal.visits.rules import Rate
from portal.web.interface import PortalInterface
from portal.web.parameters import identity
from portal.web.views import PortalView


class CampaignView(OpeningPages, WaitingPages, PairPages, ChoosingPages, PortalView):
    """Campaigns are opened from the profile and never typed."""

    datamodel: Any = PortalInterface(Campaign)
    base_permissions: Any = ("can_list", "can_show", "can_open", "can_close", "can_pair", "can_choose")
    list_title, show_title = "走访活动", "走访活动"
    list_hint = "还没有开展走访活动。实施方案中写明的活动，由中心管理员点“开展活动”。"
    list_columns: ClassVar = ["name", "grid", "starts_on", "ends_on", "state", "opened_by"]
    show_columns: ClassVar = ["name", "state", "grid", "starts_on", "ends_on", "opened_by", "opened_at", "closed_at"]
    search_columns: ClassVar = ["name", "state", "grid"]
    base_order = ("starts_on", "desc")
    list_template, show_template = "campaigns/list.html", "campaigns/show.html"
    choices: ClassVar[dict[str, type[Choice]]] = {"state": CampaignState}
    pickers: ClassVar[tuple[str, ...]] = ("grid",)
    own_filters: ClassVar[dict[str, list[Any]]] = {"grid": [Within]}
    is_idle = staticmethod(asked.is_without)
    label_columns: ClassVar = {
        "name": "名称", "grid": "范围", "starts_on": "开始", "ends_on": "结束", "state": "状态", "opened_by": "开展人",
        "opened_at": "开展时间", "closed_at": "结束时间",
    }  # fmt: skip

    def derive(self, items: list[Campaign]) -> dict[str, dict[int, Any]]:
        """The area; by its name for who sees a part of it only."""
        return {"grid": naming.named(db.session(), items)}

    def _get_show_widget(self, pk: Any, item: Campaign, **arguments: Any) -> Any:
        """Adds phases and progress, of everything in sight or of the grid that the address names."""
        widgets, session = super()._get_show_widget(pk, item, **arguments), db.session()
        section = asked.section_of(session, item)
        within = _within()
        return {
            **widgets, "campaign": item, "section": section, "today": today(), "within": within, "rate": Rate,
            "phases": asked.phases_of(section, item.starts_on, item.ends_on), "found": progress(session, item, section, within),
            "is_open": item.state == CampaignState.OPEN, "chosen": [each for each in section.objects if each.chosen],
        }  # fmt: skip


def _within() -> Grid | None:
    """The grid that the page is narrowed to (`?grid=12`); 404 for one out of scope."""
    text = request.args.get("grid", "")
    if not text:
        return None
    found: Grid = db.session.get(Grid, identity(text)) or abort(404)
    return found
