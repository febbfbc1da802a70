"""The screen of the admission list: what the grid takes on, by which rules, and how that is changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_appbuilder import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from sqlalchemy.orm import Session

from portal.foundation.clock import today
from portal.foundation.database import db
from portal.plans.current import profile_or_none
from seeds.sections.casework import AdmissionItem


class AdmissionView(BaseView):
    """The admission list (网格事项清单)."""

    route_base = "/admission"
    default_view = "index"
    class_permission_name = "AdmissionView"

    @staticmethod
    def is_idle(session: Session) -> bool:
        """Not in the menu of a plan without such a list."""
        profile = profile_or_none(session)
        return profile is not None and not profile.casework.admission

    @expose("/")
    @has_access
    @permission_name("use")
    def index(self) -> Any:
        """All matters with their categories and departments, as they stand today."""
        profile, day = profile_or_none(db.session()), today()
        found = profile.casework.admission if profile else None
        categories = {each.code: each.name for each in profile.casework.categories} if profile else {}
        departments = {each.code: each.name for each in profile.departments} if profile else {}
        return self.render_template(
            "issues/admission.html", title="网格事项清单", admission=found, categories=categories, departments=departments,
            state_of=lambda item: _state(item, day),
        )  # fmt: skip


def _state(item: AdmissionItem, day: dt.date) -> tuple[str, str]:
    """(tag, word) for how a matter stands today."""
    if item.holds_on(day):
        return "tag-active", "已准入"
    gone = item.withdrawn_on is not None and item.withdrawn_on <= day
    return ("", "已退出") if gone else ("tag-waiting", "尚未准入")
