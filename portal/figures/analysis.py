"""The page of early warnings (研判预警) and its report for printing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_appbuilder import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose

from portal.figures import periods
from portal.figures.findings import comparison, findings
from portal.figures.thresholds import thresholds_of
from portal.figures.warnings import threshold_rows
from portal.figures.wishes import campaigns, wish
from portal.foundation.clock import today
from portal.foundation.database import db


class AnalysisView(BaseView):
    """What the rules found in a period; the last thirty days where none is asked for."""

    route_base = "/analysis"
    default_view = "index"
    class_permission_name = "AnalysisView"

    @expose("/")
    @has_access
    @permission_name("use")
    def index(self) -> Any:
        """Findings by rule, the numbers compared with earlier periods, and every threshold. Printed, it is the report."""
        session, day = db.session(), today()
        asked = wish(session, day, f"{day - dt.timedelta(days=29)}_{day}")
        heads, rows = comparison(session, asked, day)
        return self.render_template(
            "figures/analysis.html", title="研判预警", asked=asked, day=day, periods=periods.offered(session, day),
            campaigns=campaigns(session), found=findings(session, asked, day), thresholds=threshold_rows(thresholds_of(session)), heads=heads, rows=rows,
        )  # fmt: skip
