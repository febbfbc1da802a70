"""The report of teams: which grids lack somebody whom the plan wants there."""

from __future__ import annotations

from typing import Any

from flask_appbuilder import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.urltools import get_page_args
from flask_appbuilder.views import expose

from portal.foundation.clock import today
from portal.foundation.database import db
from portal.members.posts import posts_of
from portal.members.staffing import staffing
from portal.web.parameters import check_list_parameters

PAGE = 50


class TeamView(BaseView):
    """Teams against the plan (队伍配备)."""

    route_base = "/teams"
    default_view = "index"
    class_permission_name = "TeamView"

    @expose("/")
    @has_access
    @permission_name("use")
    def index(self) -> Any:
        """Everything in sight, the gaps page by page."""
        check_list_parameters({})
        session = db.session()
        found, page = staffing(session, today()), get_page_args().get("TeamView") or 0
        return self.render_template(
            "members/teams.html", title="队伍配备", planned=bool(posts_of(session)), found=found, day=today(), page=page, page_size=PAGE,
            gaps=found.gaps[page * PAGE : (page + 1) * PAGE],
        )  # fmt: skip
