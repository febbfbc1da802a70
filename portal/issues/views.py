"""Screens of issues and their history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from flask import url_for
from flask_appbuilder.actions import action
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from portal.foundation.choices import Options
from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.grids.filters import Within
from portal.issues import acting, filters, registration, rules, services
from portal.issues.deeds import DeedPages, papers, possible_deeds
from portal.issues.forms import FilesField
from portal.issues.models import Issue, IssueEvent
from portal.issues.registering import RegisteringPages
from portal.issues.rules import Action, Stage
from portal.issues.steps import StepPages
from portal.issues.tags import desk_text, due_tag, handler_text, progress_tag, timeline
from portal.issues.workflow import ACTIONS, ISSUE_CLASSES, ISSUE_STATES, OUTCOMES, STAGES, ClosingWord, closing_name
from portal.plans.vocabulary import ISSUE_SOURCES
from portal.visits.rules import Satisfaction
from portal.web.fields import choice_field
from portal.web.interface import PortalInterface
from portal.web.views import PortalView


class IssueEventView(PortalView):
    """The history: read only."""

    datamodel: Any = PortalInterface(IssueEvent)
    base_permissions: Any = ("can_list", "can_show")
    list_title, show_title = "流转记录", "流转记录"
    list_columns: ClassVar = [
        "at", "actor", "label", "from_state", "to_state", "department_name", "outcome", "satisfaction", "note",
    ]  # fmt: skip
    show_columns: ClassVar = ["issue", *list_columns, "holder_name", "due_on"]
    search_columns: ClassVar = ["at", "actor", "action", "department_name", "outcome", "satisfaction"]
    base_order = ("id", "desc")
    choices: ClassVar[dict[str, Options]] = {
        "action": ACTIONS, "from_state": ISSUE_STATES, "to_state": ISSUE_STATES, "outcome": OUTCOMES, "satisfaction": Satisfaction,
    }  # fmt: skip
    label_columns: ClassVar = {
        "issue": "诉求", "at": "时间", "actor": "经办人", "action": "步骤", "label": "步骤",
        "holder_name": "办理层级", "due_on": "办理期限", "from_state": "原状态", "to_state": "新状态",
        "department_name": "承办部门", "outcome": "办理结果", "satisfaction": "满意程度", "note": "说明",
    }  # fmt: skip


_ONLY_WHEN_KNOWN = frozenset({
    "household", "establishment", "member", "issue_class", "step_due_on", "handled_at", "closed_at", "outcome", "satisfaction",
})  # fmt: skip
"""Rows that the page of an issue leaves out where there is nothing, or nothing that the person may see."""


_ONLY_WHILE_OPEN = frozenset({"handling", "step_due_on"})
"""Rows that a closed issue no longer has."""


def _is_told(item: Issue, column: str) -> bool:
    if item.stage == Stage.CLOSED and column in _ONLY_WHILE_OPEN:
        return False
    return column not in _ONLY_WHEN_KNOWN or getattr(item, column) is not None


class IssueView(RegisteringPages, StepPages, DeedPages, PortalView):
    """Issues: registered with a form, then moved by steps only."""

    datamodel: Any = PortalInterface(Issue)
    list_title, show_title, add_title, edit_title = "诉求", "诉求", "登记诉求", "修改诉求内容"
    add_row_message = "已登记诉求 {item.number}，期限 {item.due_on}"
    list_hint = "还没有诉求。走访、巡查中发现的问题，点“新增”登记。"
    list_columns: ClassVar = [
        "number", "title", "progress", "due", "handling", "desk", "grid_name", "category", "registered_at",
    ]  # fmt: skip
    show_columns: ClassVar = [
        "number", "title", "progress", "text", "category", "issue_class", "source", "grid_name", "place", "contact_name", "phone",
        "household", "establishment", "member", "handling", "desk", "outcome", "satisfaction", "due", "step_due_on",
        "registered_at", "handled_at", "closed_at",
    ]  # fmt: skip
    add_columns: ClassVar = [
        "household", "category", "title", "text", "contact_name", "phone", "place", "location", "source", "establishment", "grid",
        "files",
    ]  # fmt: skip
    edit_columns: ClassVar = ["title", "text", "contact_name", "phone", "place", "location"]
    search_columns: ClassVar = [
        "number", "title", "text", "stage", "state", "category", "issue_class", "department", "grid", "holder_level", "source",
        "outcome", "due_on", "overdue", "due_soon", "step_overdue", "pause_over", "to_revisit", "to_close", "urged", "mine", "registered_at",
    ]  # fmt: skip
    base_order = ("registered_at", "desc")
    related_views: ClassVar = [IssueEventView]
    show_template = "issues/show.html"
    choices: ClassVar[dict[str, Options]] = {
        "state": ISSUE_STATES, "stage": STAGES, "issue_class": ISSUE_CLASSES, "source": ISSUE_SOURCES, "outcome": OUTCOMES,
        "satisfaction": Satisfaction,
    }  # fmt: skip
    pickers: ClassVar[tuple[str, ...]] = ("household", "establishment", "grid")
    own_filters: ClassVar[dict[str, list[Any]]] = {"grid": [Within], **filters.OWN}
    add_form_extra_fields: ClassVar = {"files": FilesField()}
    search_form_extra_fields: ClassVar = {"holder_level": choice_field(filters.LEVELS, optional=True, label="办理层级")}
    optional: ClassVar[tuple[str, ...]] = ("grid",)
    formatters_columns = {"due": due_tag, "progress": progress_tag, "handling": handler_text, "desk": desk_text}
    label_columns: ClassVar = {
        "number": "编号", "title": "标题", "grid_name": "所在网格", "category": "类别", "progress": "状态", "state": "状态", "department": "承办部门",
        "desk": "承办部门",
        "due": "办理期限", "due_on": "办理期限", "issue_class": "分类",
        "stage": "阶段", "handling": "当前由谁办理", "step_due_on": "本级期限",
        "handled_at": "答复时间", "satisfaction": "回访结果", "holder_level": "办理层级", **filters.LABELS,
        "registered_at": "登记时间", "text": "内容", "source": "来源", "grid": "网格",
        "place": "地点", "contact_name": "联系人", "phone": "联系电话", "household": "住户", "establishment": "单位",
        "member": "网格员", "outcome": "办理结果", "closed_at": ClosingWord("{}时间"), "location": "位置", "files": "附件",
    }  # fmt: skip
    description_columns: ClassVar = {
        "household": "选好住户后，网格、地点、联系人和电话可以不填", "place": "不填则用住户或单位的地址",
        "grid": "没有选住户或单位时必填", "location": "不标则用住户或单位的位置",
    }  # fmt: skip

    def problems(self, form: Any) -> Iterator[tuple[str, str]]:
        """A new issue is told of a home or of a grid."""
        homes = [form[name] for name in ("household", "establishment", "grid") if name in form]
        if homes and not any(field.data or field.errors for field in homes):
            yield registration.NOWHERE, "grid"

    def may_change(self, item: Issue) -> bool:
        """What is closed is not changed."""
        return item.stage != Stage.CLOSED

    def check(self, item: Issue) -> None:
        """A new issue is registered by the service; a closed one is not changed."""
        if item.id is None:
            self.register(item)
        elif item.stage == Stage.CLOSED:
            raise Refusal(f"诉求目前是“{ISSUE_STATES.label_of(item.state)}”，不能再修改；需要时请先退回重办")
        else:
            registration.check_texts(item)

    def check_delete(self, item: Issue) -> None:
        """Issues stay."""
        raise Refusal(f"诉求登记后不能删除；不属实的，请以“不予受理”办理后{closing_name(db.session())}")

    @action("assign", "交办", icon="fa-share", single=False)
    def assign(self, items: Sequence[Issue]) -> Response:
        """Ask for the department of all chosen issues."""
        pks = ",".join(str(item.id) for item in items)
        return redirect(url_for("IssueView.step", pks=pks, word=Action.ASSIGN.value))

    def _get_show_widget(self, pk: Any, item: Issue, **arguments: Any) -> Any:
        """Adds history and possible steps; rows that point to what the person may not see are left out."""
        widgets = super()._get_show_widget(pk, item, **arguments)
        table = widgets["show"].template_args
        pairs = zip(table["include_columns"], table["value_columns"], strict=True)
        seen = [pair for pair in pairs if _is_told(item, pair[0])]
        table["include_columns"], table["value_columns"] = map(list, zip(*seen, strict=True))
        deeds = possible_deeds(item, self.may)
        steps = [step for step in services.possible_steps(db.session(), item) if self.may(step.effect)]
        waits = acting.waits_at_desk(db.session(), item)
        main = None if waits else rules.main_step(item.stage, item.satisfaction, steps)
        known = {
            "timeline": timeline(item.history), "main": main, "steps": [each for each in steps if each is not main],
            "deeds": deeds, "closed": item.stage == Stage.CLOSED, "issue": item,
        }  # fmt: skip
        return {**widgets, **known, **papers(item)}
