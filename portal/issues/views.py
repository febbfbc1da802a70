"""Screens of issues and their history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import url_for
from flask_appbuilder.actions import action
from markupsafe import Markup
from sqlalchemy import ColumnElement
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from portal.foundation.choices import Choice, Options
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.grids.filters import Within
from portal.issues import registration, rules, services
from portal.issues.models import Issue, IssueEvent
from portal.issues.rules import Action, Due, IssueState, Outcome, Stage
from portal.issues.steps import StepPages
from portal.plans.vocabulary import ISSUE_SOURCES
from portal.visits.rules import Satisfaction
from portal.web.formatters import by_label, shown
from portal.web.interface import PortalInterface
from portal.web.searches import Condition
from portal.web.views import PortalView


class Overdue(Condition):
    """Overdue today; see `rules.is_overdue`."""

    name = "超期"

    def condition(self) -> ColumnElement[bool]:
        """As a condition on `Issue`."""
        return services.overdue(now())


def due_tag(due: Due) -> Any:
    """The due day, with a tag when it has passed."""
    tag = Markup(' <span class="tag tag-overdue">超期</span>') if due.overdue else Markup()
    return Markup("{}{}").format(shown(due.day), tag)


def moment(event: IssueEvent) -> dict[str, Any]:
    """One row of the timeline on the page of an issue."""
    tags = [by_label(Outcome)(event.outcome)] if event.outcome else []
    tags += [by_label(Satisfaction)(event.satisfaction)] if event.satisfaction else []
    return {
        "at": shown(event.at), "action": by_label(Action)(event.action), "actor": event.actor, "tags": tags,
        "department": event.department_name, "note": event.note,
    }  # fmt: skip


class IssueEventView(PortalView):
    """The history: read only."""

    datamodel: Any = PortalInterface(IssueEvent)
    base_permissions: Any = ("can_list", "can_show")
    list_title, show_title = "流转记录", "流转记录"
    list_columns: ClassVar = [
        "at",
        "actor",
        "action",
        "from_state",
        "to_state",
        "department_name",
        "outcome",
        "satisfaction",
        "note",
    ]
    show_columns: ClassVar = ["issue", *list_columns]
    search_columns: ClassVar = ["at", "actor", "action", "department_name", "outcome", "satisfaction"]
    base_order = ("id", "desc")
    choices: ClassVar[dict[str, type[Choice]]] = {
        "action": Action, "from_state": IssueState, "to_state": IssueState, "outcome": Outcome, "satisfaction": Satisfaction,
    }  # fmt: skip
    label_columns: ClassVar = {
        "issue": "诉求", "at": "时间", "actor": "经办人", "action": "步骤", "from_state": "原状态", "to_state": "新状态",
        "department_name": "承办部门", "outcome": "办理结果", "satisfaction": "满意程度", "note": "说明",
    }  # fmt: skip


class IssueView(StepPages, PortalView):
    """Issues: registered with a form, then moved by steps only."""

    datamodel: Any = PortalInterface(Issue)
    list_title, show_title, add_title, edit_title = "诉求", "诉求", "登记诉求", "修改诉求内容"
    add_row_message = "已登记诉求 {item.number},期限 {item.due_on}"
    list_hint = "还没有诉求。走访、巡查中发现的问题,点「新增」登记。"
    list_columns: ClassVar = ["number", "title", "grid_name", "category", "state", "department", "due", "registered_at"]
    show_columns: ClassVar = [
        "number", "title", "state", "text", "category", "source", "grid_name", "place", "contact_name", "phone", "household",
        "establishment", "member", "department", "outcome", "due", "registered_at", "closed_at",
    ]  # fmt: skip
    add_columns: ClassVar = [
        "household", "category", "title", "text", "contact_name", "phone", "place", "location", "source", "establishment", "grid",
    ]  # fmt: skip
    edit_columns: ClassVar = ["title", "text", "contact_name", "phone", "place", "location"]
    search_columns: ClassVar = [
        "number", "title", "text", "state", "category", "department", "grid", "source", "due_on", "overdue", "registered_at",
    ]  # fmt: skip
    base_order = ("registered_at", "desc")
    related_views: ClassVar = [IssueEventView]
    show_template = "issues/show.html"
    choices: ClassVar[dict[str, Options]] = {"state": IssueState, "source": ISSUE_SOURCES, "outcome": Outcome}
    pickers: ClassVar[tuple[str, ...]] = ("household", "establishment", "grid")
    own_filters: ClassVar[dict[str, list[Any]]] = {"grid": [Within], "overdue": [Overdue]}
    optional: ClassVar[tuple[str, ...]] = ("grid",)
    formatters_columns = {"due": due_tag}
    label_columns: ClassVar = {
        "number": "编号", "title": "标题", "grid_name": "所在网格", "category": "类别", "state": "状态", "department": "承办部门",
        "due": "办理期限", "due_on": "办理期限", "overdue": "超期", "registered_at": "登记时间", "text": "内容", "source": "来源", "grid": "网格",
        "place": "地点", "contact_name": "联系人", "phone": "联系电话", "household": "住户", "establishment": "单位",
        "member": "网格员", "outcome": "办理结果", "closed_at": "销号时间", "location": "位置",
    }  # fmt: skip
    description_columns: ClassVar = {
        "household": "选好住户后,网格、地点、联系人和电话可以不填", "place": "不填则用住户或单位的地址",
        "grid": "没有选住户或单位时必填", "location": "不标则用住户或单位的位置",
    }  # fmt: skip

    def check(self, item: Issue) -> None:
        """A new issue is registered by the service; a closed one is not changed."""
        if item.id is None:
            registration.register_issue(db.session(), item)
        elif item.stage == Stage.CLOSED:
            raise Refusal("诉求已销号,不能再修改;需要时请先退回重办")
        else:
            registration.check_texts(item)

    def check_delete(self, item: Issue) -> None:
        """Issues stay."""
        raise Refusal("诉求登记后不能删除;不属实的,请以「不予受理」办理后销号")

    @action("assign", "交办", icon="fa-share", single=False)
    def assign(self, items: Sequence[Issue]) -> Response:
        """Ask for the department of all chosen issues."""
        pks = ",".join(str(item.id) for item in items)
        return redirect(url_for("IssueView.step", pks=pks, action=Action.ASSIGN.value))

    def _get_show_widget(self, pk: Any, item: Issue, **arguments: Any) -> Any:
        """Adds history and possible steps; rows that point to what the person may not see are left out."""
        widgets = super()._get_show_widget(pk, item, **arguments)
        table = widgets["show"].template_args
        pairs = zip(table["include_columns"], table["value_columns"], strict=True)
        seen = [
            pair for pair in pairs if pair[0] not in {"household", "establishment", "member"} or pair[1] is not None
        ]
        table["include_columns"], table["value_columns"] = map(list, zip(*seen, strict=True))
        steps = [step.action for step in rules.possible_steps(item.state) if self.may(step.action)]
        timeline = [moment(event) for event in item.history]
        return {**widgets, "timeline": timeline, "steps": steps, "closed": item.stage == Stage.CLOSED}
