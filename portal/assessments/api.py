"""Assessments over REST."""

from __future__ import annotations

from typing import Any, ClassVar

from portal.assessments.models import Assessment
from portal.assessments.views import AssessmentView
from portal.web.api import PortalApi
from portal.web.interface import PortalInterface


class AssessmentApi(PortalApi):
    """`/api/v1/assessment/`; total and grade are read only, and nothing is ordered by them."""

    screen = AssessmentView
    resource_name = "assessment"
    datamodel: Any = PortalInterface(Assessment)
    base_filters: ClassVar = AssessmentView.base_filters
    list_columns: ClassVar = [
        "id", "period", "state", "total", "grade", "assessed_on", "comment", "scheme.id", "scheme.name", "member.id",
        "member.name", "grid.id", "grid.full_name",
    ]  # fmt: skip
    show_columns: ClassVar = list_columns
    order_columns: ClassVar = AssessmentView.order_columns
    add_columns: ClassVar = AssessmentView.add_columns
    edit_columns: ClassVar = AssessmentView.edit_columns
