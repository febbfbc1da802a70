"""The screen of the office's calendar (工作日历): the days laid down over the published one, and a table to lay down more."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import flash, request, url_for
from flask_appbuilder import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from sqlalchemy import select
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from portal.exchange import passing
from portal.foundation import audit
from portal.foundation.calendar import CalendarDay, lay_down, take_back, years_unknown
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.issues.calendar_sheet import days_in
from portal.web.searches import day_of

LARGEST = 1024 * 1024


class CalendarView(BaseView):
    """The days that the office has laid down, by year."""

    route_base = "/calendar"
    default_view = "index"
    class_permission_name = "CalendarView"

    @expose("/")
    @has_access
    @permission_name("use")
    def index(self) -> Any:
        """All of them, the newest year first."""
        rows = list(db.session.scalars(select(CalendarDay).order_by(CalendarDay.day)))
        years: dict[int, list[CalendarDay]] = {}
        for row in rows:
            years.setdefault(row.day.year, []).append(row)
        return self.render_template(
            "issues/calendar.html", title="工作日历", years=dict(sorted(years.items(), reverse=True)),
            unknown=years_unknown(db.session(), today()), weekdays="一二三四五六日",
        )  # fmt: skip

    @expose("/upload", methods=["POST"])
    @has_access
    @permission_name("import")
    def upload(self) -> Response:
        """Lay down the days of a table."""
        request.max_content_length = LARGEST
        given = request.files.get("file")
        if given is None or not given.filename:
            raise Refusal("请选择文件", "file")
        with passing.nameless() as file:
            given.save(file)
            file.flush()
            days = days_in(passing.path_of(file))
        count = lay_down(db.session(), days)
        _note(
            f"工作日历 {count} 天（{min(each.day for each in days)} 至 {max(each.day for each in days)}）",
            audit.Deed.IMPORT,
        )
        db.session.commit()
        flash(f"已导入 {count} 天；已登记诉求的期限不变，新登记的按新日历计算", "success")
        return redirect(url_for("CalendarView.index"))

    @expose("/remove/<string:day>", methods=["POST"])
    @has_access
    @permission_name("import")
    def remove(self, day: str) -> Response:
        """Let the published calendar hold again on a day."""
        found: dt.date = day_of(day)
        take_back(db.session(), found)
        _note(f"工作日历 {found}", audit.Deed.DELETE)
        db.session.commit()
        flash(f"已删除 {found}", "success")
        return redirect(url_for("CalendarView.index"))


def _note(label: str, deed: audit.Deed) -> None:
    audit.record(db.session(), deed, CalendarDay.__tablename__, None, label)
