"""The home page."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import abort, redirect, url_for
from flask_appbuilder import BaseView
from flask_appbuilder.views import expose
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.desk.desks import desk_for
from portal.foundation.clock import now
from portal.foundation.database import db

WEEKDAYS = "一二三四五六日"


class HomeView(BaseView):
    """`/`: what waits for the person signed in; the sign-in page for everybody else."""

    route_base = ""
    default_view = "index"
    base_permissions: ClassVar = ["can_use"]

    @expose("/")
    def index(self) -> Response | str:
        """The desk of the person's role."""
        if not current_user.is_authenticated:
            return redirect(url_for(f"{self.appbuilder.sm.auth_view.endpoint}.login"))
        if not self.appbuilder.sm.has_access("can_use", "HomeView"):
            abort(403)
        desk = desk_for(db.session(), {role.name for role in current_user.roles})
        page: Any = self.render_template("desk/home.html", desk=desk, title="首页", greeting=greeting())
        return str(page)


def greeting() -> str:
    """Today's date in words, and the time of day."""
    moment = now()
    part = (
        "早上好" if moment.hour < 11 else "中午好" if moment.hour < 14 else "下午好" if moment.hour < 18 else "晚上好"
    )
    return f"{part}，今天是 {moment.year} 年 {moment.month} 月 {moment.day} 日 星期{WEEKDAYS[moment.weekday()]}"
