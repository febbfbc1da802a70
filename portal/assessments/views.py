"""Screens of assessments and their scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from flask import flash
from flask_appbuilder.actions import action
from sqlalchemy.orm import Session
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from portal.assessments import services, settling
from portal.assessments.dossier import dossier_of
from portal.assessments.filters import FilterOwn, WorksWithin
from portal.assessments.freezing import coverage_of
from portal.assessments.history import written
from portal.assessments.models import Assessment, AssessmentScore
from portal.assessments.opening_pages import OpeningPages
from portal.assessments.papers import assessments_of
from portal.assessments.places import places_of
from portal.assessments.proceeding_pages import ProceedingPages
from portal.assessments.rules import AssessmentState, Grade
from portal.assessments.turns import take_turn
from portal.foundation.audit import actor_now
from portal.foundation.choices import Choice
from portal.foundation.clock import today
from portal.foundation.committing import committed
from portal.foundation.database import db
from portal.web.interface import PortalInterface
from portal.web.print_actions import PrintsSheets
from portal.web.views import PortalView

CHANGING = ("propose", "tell", "finalise")
"""Actions that a final assessment refuses."""


class ScoreView(PortalView):
    """The scores of an assessment: one for each indicator, from the beginning."""

    datamodel: Any = PortalInterface(AssessmentScore)
    list_title, show_title, edit_title = "得分", "得分", "修改得分"
    list_columns: ClassVar = ["indicator", "score", "numerator", "denominator", "note"]
    show_columns: ClassVar = ["assessment", *list_columns]
    edit_columns: ClassVar = ["score", "note"]
    formatters_columns: ClassVar = {"score": lambda score: written(score) or "—"}
    search_columns: ClassVar = ["indicator"]
    base_order = ("id", "asc")
    base_filters: ClassVar = [["assessment_id", FilterOwn, "assessment_id"]]
    label_columns: ClassVar = {
        "assessment": "考核", "indicator": "指标", "score": "得分", "numerator": "分子", "denominator": "分母", "note": "说明",
    }  # fmt: skip
    description_columns: ClassVar = {"score": "没有数据请留空，不要填 0"}

    def may_change(self, item: AssessmentScore) -> bool:
        """Scores are given in a draft."""
        return item.assessment.state == AssessmentState.DRAFT

    def check(self, item: AssessmentScore) -> None:
        """In range and in a draft; the total follows."""
        services.keep_score(db.session(), item)


class AssessmentView(ProceedingPages, OpeningPages, PrintsSheets, PortalView):
    """Assessments of members and grids. Total and grade are computed, never typed, and nothing is ordered by them: there is no ranking."""

    datamodel: Any = PortalInterface(Assessment)
    list_title, show_title, add_title, edit_title = "考核", "考核", "新增考核", "填写评语"
    list_hint = "还没有考核。点“开展考核”，选择方案、考核期和范围。"
    list_columns: ClassVar = [
        "subject",
        "place",
        "period",
        "scheme",
        "total",
        "grade",
        "coverage",
        "state",
        "assessed_on",
    ]
    show_columns: ClassVar = [*list_columns, "told_at", "appeal_until", "comment"]
    add_columns: ClassVar = ["scheme", "period", "member", "grid", "comment"]
    edit_columns: ClassVar = ["comment"]
    order_columns: ClassVar = ["period", "state", "assessed_on"]
    search_columns: ClassVar = ["period", "member", "grid", "scheme", "grade", "state"]
    base_order = ("period", "desc")
    base_filters: ClassVar = [["id", FilterOwn, "id"]]
    related_views: ClassVar[list[Any]] = []
    list_template, show_template = "assessments/list.html", "assessments/show.html"
    loads: ClassVar[tuple[str, ...]] = ("member", "grid")
    choices: ClassVar[dict[str, type[Choice]]] = {"state": AssessmentState, "grade": Grade}
    pickers: ClassVar[tuple[str, ...]] = ("member", "grid")
    formatters_columns: ClassVar = {"total": lambda total: written(total) or "—"}
    own_filters: ClassVar[dict[str, list[Any]]] = {"grid": [WorksWithin]}
    label_columns: ClassVar = {
        "subject": "考核对象", "place": "负责网格",
        "period": "考核期", "member": "网格员", "grid": "网格", "scheme": "方案", "total": "总分", "grade": "等次", "coverage": "计分说明", "state": "状态",
        "assessed_on": "定稿日期", "comment": "评语", "told_at": "反馈时间", "appeal_until": "申诉期至",
    }  # fmt: skip
    description_columns: ClassVar = {
        "period": "年度如 2025，半年如 2025H1，季度如 2025Q3，月份如 2025-07", "member": "考核网格员时选择", "grid": "考核网格时选择；与网格员二者选一",
    }  # fmt: skip

    def derive(self, items: list[Assessment]) -> dict[str, dict[int, Any]]:
        """Who is assessed, where they are or were in office, and how far the total rests on data."""
        where = places_of(db.session(), items, today())
        assessments_of(db.session(), [item.id for item in items])  # with their scores, at once
        return {
            "subject": {item.id: str(item.member or item.grid or "") for item in items},
            "place": {item.id: where[item.id].below for item in items},
            "coverage": {item.id: coverage_of(item) for item in items},
        }

    def may_change(self, item: Assessment) -> bool:
        """What is final stays as it is."""
        return item.state != AssessmentState.FINAL

    def may_remove(self, item: Assessment) -> bool:
        """What somebody was told of stays."""
        return item.state == AssessmentState.DRAFT

    def check(self, item: Assessment) -> None:
        """A new one starts with empty scores; a final one is not changed."""
        if item.id is None:
            services.open_assessment(db.session(), item)
        else:
            take_turn(db.session(), item)
            services.must_be_draft(item)

    def check_delete(self, item: Assessment) -> None:
        """What somebody was told of stays."""
        take_turn(db.session(), item)
        services.must_be_untold(item)

    @action(
        "propose", "按数据计分", "按已有数据计算可量化指标的得分，人工评分和人工改填的分不变。确定吗？", "fa-calculator"
    )
    def propose(self, items: Any) -> Response:
        """Fill the scores that can be counted."""
        return self._each(
            items, services.propose_scores, "已按数据计分；人工改填的分保留；没有数据的指标不计分、不算零分"
        )

    @action("tell", "反馈本人", "反馈后分数只能以更正方式修改，被考核人可以表示意见和申诉。确定吗？", "fa-bullhorn")
    def tell(self, items: Any) -> Response:
        """Tell who was assessed."""
        return self._each(items, settling.tell, "已反馈本人")

    @action("finalise", "定稿", "定稿后不能再修改，确定吗？", "fa-check")
    def finalise(self, items: Any) -> Response:
        """Make final, all or none, what nobody has to sign."""
        return self._each(items, services.finalise, "已定稿")

    def _each(self, items: Any, step: Callable[[Session, Assessment, str], Any], done: str) -> Response:
        """Take the step with every row, all or none."""
        session, by = db.session(), actor_now()[1]
        with committed(session):
            for item in sorted(_several(items), key=lambda each: each.id):
                step(session, item, by)
        flash(done, "success")
        return redirect(self.get_redirect())

    def _get_show_widget(self, pk: Any, item: Assessment, **arguments: Any) -> Any:
        """Adds everything the page tells and offers; what is final offers no buttons that would change it."""
        manager = self.appbuilder.sm
        page = dossier_of(db.session(), item, lambda verb: bool(manager.has_access(verb, "AssessmentView")))
        gone = set(CHANGING if page.final else ("propose", "tell") if page.told else ())
        gone |= {"finalise"} if page.signed_off else set()
        arguments["actions"] = {name: each for name, each in self.actions.items() if name not in gone}
        return {**super()._get_show_widget(pk, item, **arguments), "page": page}


def _several(items: Assessment | Sequence[Assessment]) -> Sequence[Assessment]:
    """The rows of an action: one from a show page, several from a list."""
    return [items] if isinstance(items, Assessment) else items
