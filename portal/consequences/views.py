"""Screens of proposals and of key tasks that went wrong or well."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from werkzeug.wrappers import Response

from portal.consequences import services
from portal.consequences.books import decision_of, money, rule_of
from portal.consequences.duty_forms import OUTCOMES, duty_form
from portal.consequences.models import DutyFailure, Proposal
from portal.consequences.rules import ProposalKind, ProposalState
from portal.foundation.audit import actor_now
from portal.foundation.choices import Choice
from portal.foundation.committing import committed
from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.foundation.once import Repeated
from portal.grids.filters import Within
from portal.plans.current import profile_or_none
from portal.web.interface import PortalInterface
from portal.web.once import lead_to, take_once
from portal.web.parameters import identity
from portal.web.said import text, yes_or_no
from portal.web.views import PortalView, show_refusal


class ProposalView(PortalView):
    """Proposals are worked out from final results and only decided here."""

    datamodel: Any = PortalInterface(Proposal)
    base_permissions: Any = ("can_list", "can_show", "can_export", "can_decide")
    list_title, show_title = "评优与奖惩", "建议"
    list_hint = "考核全部定稿后，点“考核汇总”，选择考核期和范围，再点“按方案提出评优和奖惩建议”；重点任务记录达到次数时自动提出。"
    list_columns: ClassVar = ["period", "kind", "member", "grid", "text", "amount", "state"]
    show_columns: ClassVar = [
        *list_columns,
        "area",
        "rule",
        "assessment",
        "proposed_by",
        "proposed_at",
        "decision",
        "decided_at",
    ]
    search_columns: ClassVar = ["period", "kind", "state", "member", "area"]
    order_columns: ClassVar = ["period", "kind", "state"]
    base_order = ("id", "desc")
    list_template, show_template = "consequences/proposals.html", "consequences/proposal.html"
    choices: ClassVar[dict[str, type[Choice]]] = {"kind": ProposalKind, "state": ProposalState}
    pickers: ClassVar[tuple[str, ...]] = ("member", "area")
    own_filters: ClassVar[dict[str, list[Any]]] = {"area": [Within]}
    label_columns: ClassVar = {
        "period": "考核期", "kind": "种类", "member": "网格员", "grid": "网格", "text": "建议", "amount": "金额（元）", "state": "状态",
        "area": "范围", "rule": "依据", "assessment": "考核", "proposed_by": "提出人", "proposed_at": "提出时间",
        "decision": "决定人和理由", "decided_at": "决定时间",
    }  # fmt: skip

    def derive(self, items: list[Any]) -> dict[str, dict[int, Any]]:
        """The amount in yuan, the rule and the decision in words."""
        return {
            "amount": {each.id: f"{money(each):,}" if each.amount_cents is not None else "" for each in items},
            "rule": {each.id: rule_of(each) for each in items},
            "decision": {each.id: decision_of(each) for each in items},
        }

    @expose("/decide/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("decide")
    def decide(self, pk: str) -> Response:
        """Take a proposal or not, with the reason."""
        session, row = db.session(), _row(self, pk)
        number, note = row.id, text("note") or ""
        try:
            accept = yes_or_no("accept", "请选择采纳或不采纳")
            with committed(session):
                services.decide(session, row, accept, note, actor_now()[1])
            flash("已采纳" if accept else "已决定不采纳", "success")
        except Refusal as refusal:
            flash(refusal.message, "danger")
        return redirect(url_for("ProposalView.show", pk=number))

    def _get_show_widget(self, pk: Any, item: Proposal, **arguments: Any) -> Any:
        """Adds whether it waits for a decision."""
        widgets = super()._get_show_widget(pk, item, **arguments)
        waiting = item.state == ProposalState.PROPOSED and self.appbuilder.sm.has_access("can_decide", "ProposalView")
        return {**widgets, "waiting": waiting, "proposal": item}


class DutyFailureView(PortalView):
    """Key tasks that the plan names: who failed, who did well. Cancelled ones stay, with the reason."""

    datamodel: Any = PortalInterface(DutyFailure)
    base_permissions: Any = ("can_list", "can_show", "can_record", "can_export")
    list_title, show_title = "重点任务记录", "重点任务记录"
    list_hint = "还没有记录。方案规定的重点任务没有完成时登记，达到次数自动提出问责建议。"
    list_columns: ClassVar = ["happened_on", "member", "rule", "task", "outcome", "standing"]
    show_columns: ClassVar = [
        *list_columns,
        "note",
        "recorded_by",
        "recorded_at",
        "cancelled_by",
        "cancelled_at",
        "cancel_reason",
    ]
    search_columns: ClassVar = ["member", "happened_on", "task"]
    order_columns: ClassVar = ["happened_on"]
    base_order = ("happened_on", "desc")
    list_template, show_template = "consequences/duties.html", "consequences/duty.html"
    pickers: ClassVar[tuple[str, ...]] = ("member",)
    label_columns: ClassVar = {
        "happened_on": "日期", "member": "网格员", "rule": "依据", "task": "任务", "outcome": "结果", "standing": "记录", "note": "说明",
        "recorded_by": "登记人", "recorded_at": "登记时间", "cancelled_by": "撤销人", "cancelled_at": "撤销时间", "cancel_reason": "撤销理由",
    }  # fmt: skip

    def derive(self, items: list[Any]) -> dict[str, dict[int, Any]]:
        """The rule by its name, what came of the task, and whether the record counts."""
        names = _rules()
        return {
            "rule": {each.id: names.get(each.key, each.key) for each in items},
            "outcome": {each.id: OUTCOMES["y" if each.succeeded else "n"] for each in items},
            "standing": {each.id: "已撤销" if each.cancelled_at else "有效" for each in items},
        }

    @expose("/record", methods=["GET", "POST"])
    @has_access
    @permission_name("record")
    def record(self) -> Any:
        """Note that a key task failed or went well."""
        names, session = _rules(), db.session()
        form: Any = duty_form(names)
        if request.method == "POST" and form.validate():
            try:
                with committed(session):
                    mark = take_once(as_filled=True)
                    number = services.record_failure(
                        session, key=form.key.data or "", member=form.member.data, task=form.task.data or "",
                        happened_on=form.happened_on.data, note=form.note.data, succeeded=form.outcome.data == "y", by=actor_now()[1],
                    ).id  # fmt: skip
                    address = lead_to(mark, url_for("DutyFailureView.show", pk=number))
                flash("已登记", "success")
                return redirect(address)
            except Repeated:
                raise
            except Refusal as refusal:
                show_refusal(form, refusal)
        page = self.render_template("consequences/record.html", title="登记重点任务", form=form, names=names)
        return page, 422 if form.errors else 200

    @expose("/cancel/<string:pk>", methods=["POST"])
    @has_access
    @permission_name("record")
    def cancel(self, pk: str) -> Response:
        """Cancel a record, with the reason."""
        session, row = db.session(), _row(self, pk)
        number, reason = row.id, text("reason") or ""
        try:
            with committed(session):
                services.cancel_failure(session, row, reason, actor_now()[1])
            flash("已撤销，有关建议已重新计算", "success")
        except Refusal as refusal:
            flash(refusal.message, "danger")
        return redirect(url_for("DutyFailureView.show", pk=number))

    def _get_show_widget(self, pk: Any, item: DutyFailure, **arguments: Any) -> Any:
        """Adds whether it may be cancelled."""
        widgets = super()._get_show_widget(pk, item, **arguments)
        may = self.appbuilder.sm.has_access("can_record", "DutyFailureView")
        return {**widgets, "cancellable": may and item.cancelled_at is None}


def _row(view: PortalView, pk: str) -> Any:
    """The row, if this person sees it."""
    found = view.datamodel.get_many([identity(pk)], view._base_filters)
    return found[0] if found else abort(404)


def _rules() -> Mapping[str, str]:
    """{key: name} of the rules of accountability in force."""
    profile = profile_or_none(db.session())
    return {each.key: each.name for each in profile.accountability} if profile else {}
