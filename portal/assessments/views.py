"""Screens of assessments and their scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import current_app, flash
from flask_appbuilder.actions import action
from flask_appbuilder.models.filters import BaseFilter
from sqlalchemy import select
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from portal.assessments import services
from portal.assessments.models import Assessment, AssessmentScore
from portal.assessments.rules import AssessmentState, Grade
from portal.foundation.choices import Choice
from portal.foundation.database import db
from portal.grids.filters import Within
from portal.security.scope import scope_of
from portal.visits.rules import Rate
from portal.web.formatters import shown
from portal.web.interface import PortalInterface
from portal.web.print_actions import PrintsSheets
from portal.web.views import PortalView

OVERSEEING = ("can_edit", "finalise", "print_sheets")
"""Who holds one of these verbs oversees the assessments in their scope; everybody else sees only their own."""
CHANGING = ("propose", "finalise")
"""Actions that a final assessment refuses."""


class FilterOwn(BaseFilter):
    """A person who oversees nobody sees only their own assessment, not their colleagues' in the same grid."""

    name = "本人"

    def apply(self, query: Any, value: Any) -> Any:
        """Narrow the query. `value`: the column that holds the assessment's id."""
        manager: Any = current_app.appbuilder.sm  # type: ignore[attr-defined]
        if any(manager.has_access(verb, "AssessmentView") for verb in OVERSEEING):
            return query
        scope = scope_of(db.session())
        own = select(Assessment.id).where(Assessment.member_id == (scope.member_id if scope else None))
        return query.filter(getattr(self.model, value).in_(own))


def score_row(score: AssessmentScore) -> dict[str, Any]:
    """One row of the table of scores: figures open to numerator and denominator, the bar is a share of the full score."""
    full = score.indicator.full_score
    counted = score.denominator is not None
    return {
        "name": score.indicator.name, "basis": score.indicator.basis, "weight": shown(score.indicator.weight),
        "full": shown(full), "score": "无数据" if score.score is None else shown(score.score), "note": score.note,
        "rate": Rate(score.numerator or 0, score.denominator or 0).text if counted else "",
        "share": None if score.score is None else round(float(score.score / full * 100)),
    }  # fmt: skip


class ScoreView(PortalView):
    """The scores of an assessment: one for each indicator, from the beginning."""

    datamodel: Any = PortalInterface(AssessmentScore)
    list_title, show_title, edit_title = "得分", "得分", "修改得分"
    list_columns: ClassVar = ["indicator", "score", "numerator", "denominator", "note"]
    show_columns: ClassVar = ["assessment", *list_columns]
    edit_columns: ClassVar = ["score", "note"]
    search_columns: ClassVar = ["indicator"]
    base_order = ("id", "asc")
    base_filters: ClassVar = [["assessment_id", FilterOwn, "assessment_id"]]
    label_columns: ClassVar = {
        "assessment": "考核", "indicator": "指标", "score": "得分", "numerator": "分子", "denominator": "分母", "note": "说明",
    }  # fmt: skip
    description_columns: ClassVar = {"score": "没有数据请留空,不要填 0"}

    def check(self, item: AssessmentScore) -> None:
        """In range and in a draft; the total follows."""
        services.keep_score(db.session(), item)


class AssessmentView(PrintsSheets, PortalView):
    """Assessments of members and grids. Total and grade are computed, never typed."""

    datamodel: Any = PortalInterface(Assessment)
    list_title, show_title, add_title, edit_title = "考核", "考核", "新增考核", "填写评语"
    list_columns: ClassVar = ["period", "member", "grid", "scheme", "total", "grade", "state", "assessed_on"]
    show_columns: ClassVar = [*list_columns, "comment"]
    add_columns: ClassVar = ["scheme", "period", "member", "grid", "comment"]
    edit_columns: ClassVar = ["comment"]
    search_columns: ClassVar = ["period", "member", "grid", "scheme", "grade", "state"]
    base_order = ("period", "desc")
    base_filters: ClassVar = [["id", FilterOwn, "id"]]
    related_views: ClassVar = [ScoreView]
    show_template = "assessments/show.html"
    choices: ClassVar[dict[str, type[Choice]]] = {"state": AssessmentState, "grade": Grade}
    pickers: ClassVar[tuple[str, ...]] = ("member", "grid")
    own_filters: ClassVar[dict[str, list[Any]]] = {"grid": [Within]}
    label_columns: ClassVar = {
        "period": "考核期", "member": "网格员", "grid": "网格", "scheme": "方案", "total": "总分", "grade": "等级", "state": "状态",
        "assessed_on": "定稿日期", "comment": "评语",
    }  # fmt: skip
    description_columns: ClassVar = {
        "period": "年度如 2025,季度如 2025Q3", "member": "考核网格员时选择", "grid": "考核网格时选择;与网格员二者选一",
    }  # fmt: skip

    def check(self, item: Assessment) -> None:
        """A new one starts with empty scores; a final one is not changed."""
        if item.id is None:
            services.open_assessment(db.session(), item)
        else:
            services.must_be_draft(item)

    def check_delete(self, item: Assessment) -> None:
        """Final ones stay."""
        services.must_be_draft(item)

    @action("propose", "按数据计分", "按已有数据计算可量化指标的得分,人工评分不变。确定吗?", "fa-calculator")
    def propose(self, items: Any) -> Response:
        """Fill the scores that can be counted."""
        for item in _several(items):
            services.propose_scores(db.session(), item)
        db.session.commit()
        flash("已按数据计分;没有数据的指标不计分、不算零分", "success")
        return redirect(self.get_redirect())

    @action("finalise", "定稿", "定稿后不能再修改,确定吗?", "fa-check")
    def finalise(self, items: Any) -> Response:
        """Make drafts final, all or none."""
        for item in _several(items):
            services.finalise(db.session(), item)
        db.session.commit()
        flash("已定稿", "success")
        return redirect(self.get_redirect())

    def _get_show_widget(self, pk: Any, item: Assessment, **arguments: Any) -> Any:
        """Adds the table of scores; what is final offers no buttons that would change it."""
        final = item.state == AssessmentState.FINAL
        if final:
            arguments["actions"] = {name: each for name, each in self.actions.items() if name not in CHANGING}
        widgets = super()._get_show_widget(pk, item, **arguments)
        return {**widgets, "scores": [score_row(score) for score in item.scores], "final": final}


def _several(items: Assessment | Sequence[Assessment]) -> Sequence[Assessment]:
    """The rows of an action: one from a show page, several from a list."""
    return [items] if isinstance(items, Assessment) else items
