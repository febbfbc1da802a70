"""The dashboard (工作看板): charts, each with its table, for whatever the person sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Response, abort, jsonify
from flask_appbuilder import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.campaigns.asked import is_without
from portal.figures import campaign_charts, issue_charts, periods
from portal.figures.charts import Chart
from portal.figures.wishes import Wish, campaigns, wish
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.web.links import link

Drawn = Callable[[Session, Wish, dt.date], Chart]

OF_CAMPAIGNS: dict[str, Drawn] = {"progress": campaign_charts.progress, "villages": campaign_charts.villages}
OF_ISSUES: dict[str, Drawn] = {
    "states": issue_charts.states, "ages": issue_charts.ages, "late": issue_charts.late, "late-levels": issue_charts.late_levels,
    "categories": issue_charts.categories, "classes": issue_charts.classes, "timeliness": issue_charts.timeliness,
    "outcomes": issue_charts.outcomes, "satisfaction": issue_charts.satisfaction,
}  # fmt: skip
CHARTS = {**OF_CAMPAIGNS, **OF_ISSUES}
"""Key in the address -> the chart, in the order of the page."""
NEXT_STEPS = {
    True: ("CampaignView", "到“走访活动”里开展活动，走访记录会算到这里"),
    False: ("IssueView", "到“诉求”里登记和办理，或另选统计时段"),
}
"""Of charts of campaigns, and of the others: the screen that fills an empty one, and what to do there."""
WIDE = frozenset({"progress", "villages", "timeliness"})


class DashboardView(BaseView):
    """Charts of campaigns and issues. Who sees no grid (a department), and everybody under a plan without campaigns, has those of
    issues only."""

    route_base = "/dashboard"
    default_view = "index"
    class_permission_name = "DashboardView"

    @expose("/")
    @has_access
    @permission_name("use")
    def index(self) -> Any:
        """The page; each chart is fetched by its script, or opened as a table without it."""
        session, day = db.session(), today()
        asked = wish(session, day)
        return self.render_template(
            "figures/dashboard.html", title="工作看板", asked=asked, day=day, periods=periods.offered(session, day),
            campaigns=campaigns(session), charts=list(self._offered()), wide=WIDE,
        )  # fmt: skip

    @expose("/chart/<string:key>")
    def chart(self, key: str) -> Response:
        """One chart as JSON."""
        if not current_user.is_authenticated:
            abort(401)
        if not self.appbuilder.sm.has_access("can_use", self.class_permission_name):
            abort(403)
        answer = jsonify(self._drawn(key)[0].plain())
        answer.headers["Cache-Control"] = "private, no-store"
        return answer

    @expose("/table/<string:key>")
    @has_access
    @permission_name("use")
    def table(self, key: str) -> Any:
        """The numbers of one chart, for reading aloud, printing, and browsers without scripts."""
        chart, asked = self._drawn(key)
        return self.render_template("figures/chart_table.html", title=chart.title, chart=chart, asked=asked)

    def _drawn(self, key: str) -> tuple[Chart, Wish]:
        session, day = db.session(), today()
        asked = wish(session, day)
        chart = (self._offered().get(key) or abort(404))(session, asked, day)
        return (_with_next_step(key, chart) if chart.empty else chart), asked

    def _offered(self) -> dict[str, Drawn]:
        sees_grids = self.appbuilder.sm.has_access("can_list", "GridView")
        return CHARTS if sees_grids and not is_without(db.session()) else OF_ISSUES


def _with_next_step(key: str, chart: Chart) -> Chart:
    screen, words = NEXT_STEPS[key in OF_CAMPAIGNS]
    url = link(screen)
    return replace(chart, hint=words, hint_url=url) if url else chart
