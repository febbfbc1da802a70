"""The page of rates (统计指标)."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, send_file, url_for
from flask_appbuilder import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose

from portal.figures import periods, tables
from portal.figures.axes import AXES
from portal.figures.rates import axes_of, rates_of
from portal.figures.wishes import Wish, campaigns, option, wish
from portal.figures.wording import meanings, measure_names
from portal.foundation.audit import Deed, actor_now, record
from portal.foundation.clock import today
from portal.foundation.database import apart, db
from portal.plans.current import profile_in_force
from reports.workbooks import write_table
from seeds.sections.rates import Rate as Section


class RateView(BaseView):
    """The rates of the plan: all in a table, and each broken down, with what is behind every number."""

    route_base = "/rates"
    default_view = "index"
    class_permission_name = "RateView"

    @expose("/")
    @has_access
    @permission_name("use")
    def index(self) -> Any:
        """All rates; with `rate` one of them by `axis`."""
        session, day = db.session(), today()
        asked, sections = wish(session, day), {each.key: each for each in rates_of(session)}
        common: dict[str, Any] = {
            "asked": asked, "sections": sections, "day": day, "periods": periods.offered(session, day),
            "campaigns": campaigns(session), "names": measure_names(session), "meanings": meanings(session), "scope_name": _place(asked),
        }  # fmt: skip
        key = option("rate", {"": "", **{each: each for each in sections}}, "统计指标", "")
        if not key:
            profile_in_force(session)
            rows = [tables.row_of(session, each, asked.ground, _address(each, asked)) for each in sections.values()]
            return self.render_template("figures/rates.html", title="统计指标", rows=rows, **common)
        section, axis = sections[key], _axis(sections[key])
        whole, rows = tables.rows_by(session, section, asked.ground, axis)
        return self.render_template(
            "figures/rate.html", title="统计指标", section=section, axis=axis, axes={each: AXES[each] for each in axes_of(section)},
            whole=whole, rows=rows, **common,
        )  # fmt: skip

    @expose("/export")
    @has_access
    @permission_name("export")
    def export(self) -> Response:
        """One rate by one axis as a workbook. Every export is logged."""
        session = db.session()
        asked, sections = wish(session, today()), {each.key: each for each in rates_of(session)}
        section = sections[option("rate", {each: each for each in sections}, "统计指标", "")]
        axis = _axis(section)
        whole, rows = tables.rows_by(session, section, asked.ground, axis)
        title, file = f"{section.name}（{_place(asked)}，{asked.period.days}）", io.BytesIO()
        total = whole.cells
        write_table(
            file,
            title,
            tables.columns(section, axis, measure_names(session)),
            [*(each.cells for each in rows), ["合计", *total[1:]]],
        )
        who = actor_now()[:2]
        session.rollback()  # reading is over; the entry is written on its own
        with apart() as connection:
            record(connection, Deed.EXPORT, "rate", None, f"统计指标 {title}", actor=who)
        file.seek(0)
        answer: Response = send_file(file, as_attachment=True, download_name=f"{section.name}{today():%Y%m%d}.xlsx")
        return answer


def _axis(section: Section) -> str:
    possible = axes_of(section)
    return option("axis", possible, "分组方式", possible[0])


def _place(asked: Wish) -> str:
    return asked.grid.full_name if asked.grid else "管辖范围内全部"


def _address(section: Section, asked: Wish) -> str:
    values: dict[str, Any] = {"rate": section.key, **asked.arguments}
    return url_for("RateView.index", **values)
