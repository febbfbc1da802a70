"""The screen of tasks: who is to be met, by whom, and what has come of it."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import current_app, g, url_for
from flask_appbuilder.models.filters import BaseFilter
from markupsafe import Markup
from sqlalchemy import ColumnElement, case, not_

from portal.campaigns import asked, sensitive
from portal.campaigns.models import VisitTask
from portal.campaigns.rules import NOT_REACHED, Joined, TaskState
from portal.foundation.choices import Options
from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.grids.filters import Within
from portal.security.scope import scope_of
from portal.web.interface import PortalInterface
from portal.web.reveal import log_look
from portal.web.searches import Condition
from portal.web.views import PortalView


class Unreached(Condition):
    """Nobody of it has been met yet, neither at home nor by telephone."""

    name = "尚未走访到"

    def condition(self) -> ColumnElement[bool]:
        """As a condition on `VisitTask`."""
        return VisitTask.state.in_(NOT_REACHED)


class Mine(Condition):
    """The signed-in person is to visit."""

    name = "由我走访"

    def condition(self) -> ColumnElement[bool]:
        """As a condition on `VisitTask`; a task without visitor is nobody's."""
        return VisitTask.member_id.is_not_distinct_from(_own())


class OpenTasks(BaseFilter):
    """Being listed under a sensitive object tells what kind of person somebody is: for visitors, members of the grid, and holders of
    `can_reveal`, whose looks are logged."""

    name = "可查看"

    def apply(self, query: Any, value: Any) -> Any:
        """Narrow the query."""
        if _may_reveal():
            return query
        return query.filter(sensitive.open_to(db.session()))


class CampaignObjects:
    """The objects of the profile's campaigns as the options of a column."""

    def options(self, retired: bool = False) -> list[tuple[str, str]]:
        """(key, name) pairs; objects of several campaigns with one key are one."""
        sections = asked.offered(db.session())
        return list({each.key: each.name for section in sections for each in section.objects}.items())

    def label_of(self, key: str | None) -> str:
        """The name of an object; of one the profile has no more, its key."""
        return dict(self.options()).get(key or "", key or "")


class TaskInterface(PortalInterface):
    """Tasks; a member's own come first."""

    def apply_order_by(self, query: Any, *args: Any, **how: Any) -> Any:
        """Own ones first where somebody visits, then the order of the list."""
        own = _own()
        if own is not None and not _may_reveal():
            query = query.order_by(case((VisitTask.member_id == own, 0), else_=1))
        return super().apply_order_by(query, *args, **how)


class VisitTaskView(PortalView):
    """Tasks are made by campaigns and settled by visits; here they are read only."""

    datamodel: Any = TaskInterface(VisitTask)
    base_permissions: Any = ("can_list", "can_show", "can_export", "can_reveal")
    list_title, show_title = "走访任务", "走访任务"
    list_hint = "走访活动开展后，应走访的住户、人员和单位会列在这里。"
    list_columns: ClassVar = [
        "who",
        "state",
        "object_name",
        "address",
        "phone",
        "grid",
        "member",
        "done_on",
        "campaign",
    ]
    show_columns: ClassVar = [*list_columns, "joined", "joined_on", "left_on", "left_reason"]
    search_columns: ClassVar = ["campaign", "object", "state", "unreached", "mine", "grid", "member"]
    base_order = ("id", "asc")
    base_filters: ClassVar = [["id", OpenTasks, ""]]
    loads: ClassVar[tuple[str, ...]] = ("household", "resident", "establishment", "campaign")
    choices: ClassVar[dict[str, Options]] = {"state": TaskState, "object": CampaignObjects(), "joined": Joined}
    pickers: ClassVar[tuple[str, ...]] = ("grid", "member", "household", "establishment")
    own_filters: ClassVar[dict[str, list[Any]]] = {"grid": [Within], "unreached": [Unreached], "mine": [Mine]}
    is_idle = staticmethod(asked.is_without)
    label_columns: ClassVar = {
        "who": "走访对象", "object_name": "类别", "object": "类别", "campaign": "走访活动", "address": "地址", "phone": "电话", "grid": "网格",
        "member": "走访人", "state": "情况", "done_on": "走访日期", "joined": "加入方式", "joined_on": "加入日期", "left_on": "退出日期",
        "left_reason": "退出原因", "unreached": "尚未走访到", "mine": "由我走访", "household": "住户", "establishment": "单位",
    }  # fmt: skip

    def derive(self, items: list[VisitTask]) -> dict[str, dict[int, Any]]:
        """Who it is, where, and the object's name; a look at sensitive ones that are not one's own is logged."""
        _log_looks(items)
        homes = {item.id: item.household or item.establishment for item in items}
        return {
            "who": {item.id: _who(item) for item in items},
            "address": {pk: home and home.address for pk, home in homes.items()},
            "phone": {item.id: (item.resident and item.resident.phone) or getattr(homes[item.id], "phone", None) for item in items},
            "object_name": _object_names(items),
        }  # fmt: skip


def _who(task: VisitTask) -> Any:
    """Its name, leading to the page of the home."""
    home = task.household or task.establishment
    name = str(task.resident or (task.household and task.household.head_name) or home or "")
    if home is None:
        return name
    screen = "HouseholdView" if task.household else "EstablishmentView"
    return Markup('<a href="{}">{}</a>').format(url_for(f"{screen}.show", pk=home.id), name or str(home))


def _object_names(items: list[VisitTask]) -> dict[int, str]:
    names: dict[int, dict[str, str]] = {}
    for campaign in {item.campaign for item in items if item.campaign is not None}:
        try:
            names[campaign.id] = {each.key: each.name for each in asked.section_of(db.session(), campaign).objects}
        except Refusal:
            names[campaign.id] = {}
    return {item.id: names.get(item.campaign_id, {}).get(item.object, item.object) for item in items}


def _own() -> int | None:
    scope = scope_of(db.session())
    return scope.member_id if scope else None


def _may_reveal() -> bool:
    manager: Any = current_app.appbuilder.sm  # type: ignore[attr-defined]
    return bool(manager.has_access("can_reveal", "VisitTaskView"))


def _log_looks(items: list[VisitTask]) -> None:
    """One entry a page, on the first sensitive task that is not the person's own."""
    session = db.session()
    if "task_look" in g or not items or not _may_reveal():
        return
    ids = [item.id for item in items]
    hidden = (
        session.query(VisitTask.id).filter(VisitTask.id.in_(ids), not_(sensitive.open_to(session))).limit(1).scalar()
    )
    if hidden is not None:
        g.task_look = True
        log_look(next(item for item in items if item.id == hidden), "object")
