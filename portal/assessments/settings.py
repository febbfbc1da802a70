"""Screens of schemes and their indicators."""

from __future__ import annotations

from typing import Any, ClassVar

from portal.assessments import services
from portal.assessments.models import AssessmentIndicator, AssessmentScheme
from portal.assessments.rules import Source
from portal.foundation.choices import Choice
from portal.foundation.database import db
from portal.web.interface import PortalInterface
from portal.web.views import PortalView


class IndicatorView(PortalView):
    """The indicators of a scheme."""

    datamodel: Any = PortalInterface(AssessmentIndicator)
    list_title, show_title, add_title, edit_title = "考核指标", "考核指标", "新增指标", "修改指标"
    list_columns: ClassVar = ["scheme", "position", "name", "weight", "full_score", "source", "basis"]
    show_columns: ClassVar = list_columns
    add_columns: ClassVar = list_columns
    edit_columns: ClassVar = ["position", "name", "weight", "full_score", "source", "basis"]
    search_columns: ClassVar = ["scheme", "name", "source"]
    base_order = ("id", "asc")
    choices: ClassVar[dict[str, type[Choice]]] = {"source": Source}
    label_columns: ClassVar = {
        "scheme": "方案", "position": "次序", "name": "名称", "weight": "权重", "full_score": "满分", "source": "得分来源",
        "basis": "评分标准",
    }  # fmt: skip

    def check(self, item: AssessmentIndicator) -> None:
        """The indicators behind final assessments stay as they are."""
        services.must_be_free(db.session(), item.scheme.id if item.scheme else item.scheme_id)

    check_delete = check


class SchemeView(PortalView):
    """Schemes: indicators with weights, and the thresholds of the grades."""

    datamodel: Any = PortalInterface(AssessmentScheme)
    list_title, show_title, add_title, edit_title = "考核方案", "考核方案", "新增方案", "修改方案"
    list_columns: ClassVar = ["code", "name", "excellent_from", "good_from", "pass_from"]
    show_columns: ClassVar = list_columns
    add_columns: ClassVar = list_columns
    edit_columns: ClassVar = list_columns
    search_columns: ClassVar = ["code", "name"]
    base_order = ("code", "asc")
    related_views: ClassVar = [IndicatorView]
    label_columns: ClassVar = {
        "code": "编码", "name": "名称", "excellent_from": "优秀（≥ 分）", "good_from": "良好（≥ 分）", "pass_from": "合格（≥ 分）",
    }  # fmt: skip

    def check(self, item: AssessmentScheme) -> None:
        """The thresholds behind final assessments stay as they are."""
        services.must_be_free(db.session(), item.id)

    check_delete = check
