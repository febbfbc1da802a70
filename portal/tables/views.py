"""The screen of tables (统计报表): what the plan wants on paper, seen and fetched as a workbook or PDF."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, current_app, redirect, request, send_file, url_for
from flask_appbuilder import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from flask_login import current_user

from portal.figures.periods import Period
from portal.foundation.audit import Deed, actor_now, record
from portal.foundation.clock import today
from portal.foundation.database import apart, db
from portal.foundation.errors import BadParameter
from portal.grids.models import Grid
from portal.plans.current import profile_in_force
from portal.tables import making, offering, periods
from portal.tables.care import tells_sensitive
from portal.tables.filling import fill
from portal.tables.work import Work
from portal.web.parameters import identity
from portal.web.reveal import log_deed
from reports.ledgers import Ledger, heads
from seeds.sections.tables import ExportTable

SHOWN = 50
"""Rows of a table that the page shows."""


@dataclass(frozen=True)
class _Asked:
    """A table, for a grid and a period."""

    table: ExportTable
    grid: Grid | None
    period: Period | None

    def fill(self, limit: int | None = None) -> Ledger | None:
        """The table filled; None where there is no period to fill it for."""
        if self.period is None:
            return None
        ground = offering.ground_for(db.session(), self.table, self.grid, self.period)
        return fill(db.session(), self.table, ground, limit)

    def tells_sensitive(self) -> bool:
        """Whether it tells this person who is in a sensitive care category."""
        if self.period is None:
            return False
        session = db.session()
        ground = offering.ground_for(session, self.table, self.grid, self.period)
        return tells_sensitive(Work(session, self.table, ground, profile_in_force(session)))

    @property
    def arguments(self) -> dict[str, str]:
        """As they stand in an address."""
        found = {"grid": self.grid and str(self.grid.id), "period": self.period and self.period.key}
        return {name: value for name, value in found.items() if value}


class TableView(BaseView):
    """The tables of the plan, filled for a grid and a period."""

    route_base = "/tables"
    default_view = "index"
    class_permission_name = "TableView"

    @expose("/")
    @has_access
    @permission_name("use")
    def index(self) -> Any:
        """What tables there are."""
        return self.render_template("tables/index.html", title="统计报表", tables=_offered())

    @expose("/<string:key>")
    @has_access
    @permission_name("use")
    def show(self, key: str) -> Any:
        """A table as it stands: its first rows, totals, and the forms it can be fetched in."""
        asked = _asked(key)
        ledger = asked.fill(SHOWN)
        upper, lower = heads(ledger.columns) if ledger else ((), ())
        if ledger and asked.tells_sensitive():
            log_deed(Deed.LOOK, "table", f"报表“{asked.table.name}”{ledger.unit}，含敏感类别")
        return self.render_template(
            "tables/show.html", title="统计报表", asked=asked, table=asked.table, ledger=ledger, upper=upper, lower=lower, shown=SHOWN,
            periods=periods.offered(db.session(), asked.table), forms=making.FORMS,
            reason=offering.not_begun(db.session(), asked.table).message if ledger is None else offering.NEXT_STEP[asked.table.subject],
        )  # fmt: skip

    @expose("/<string:key>/<string:form>")
    @has_access
    @permission_name("export")
    def make(self, key: str, form: str) -> Any:
        """The whole table as a workbook or PDF. Every one is logged. A PDF too long to wait for goes through the print queue; raises
        `Refusal` where that is not open to the person."""
        asked = _asked(key)
        if form not in asked.table.forms:
            raise BadParameter(f"“{asked.table.name}”没有这种格式")
        ledger = asked.fill()
        if ledger is None:
            raise offering.not_begun(db.session(), asked.table)
        if form == "pdf" and ledger.count > making.MOST_ON_PAPER and asked.grid and _may_queue():
            return _through_the_queue(asked)
        file = making.made(ledger, form)
        who = actor_now()[:2]
        told = f"报表“{asked.table.name}”{ledger.unit} {ledger.period} {ledger.count} 行{'，含敏感类别' if asked.tells_sensitive() else ''}"
        db.session.rollback()  # reading is over; the entry is written on its own
        with apart() as connection:
            record(connection, Deed.EXPORT, "table", None, told, actor=who)
        name = f"{ledger.title}（{ledger.unit}）{today():%Y%m%d}.{form}"
        answer: Response = send_file(io.BytesIO(file), as_attachment=True, download_name=name)
        return answer


def _may_queue() -> bool:
    return bool(current_app.appbuilder.sm.has_access("can_use", "PrintView"))  # type: ignore[attr-defined]


def _through_the_queue(asked: _Asked) -> Any:
    """On to the check before printing, which tells how many parts there will be."""
    period = asked.period.key if asked.period else ""
    options: dict[str, Any] = {"option-table": asked.table.key, "option-period": period}
    return redirect(
        url_for("PrintView.check_grid", kind="tables", grid_id=asked.grid.id if asked.grid else 0, **options)
    )


def _offered() -> tuple[ExportTable, ...]:
    return offering.tables_for(db.session(), {role.name for role in current_user.roles})


def _asked(key: str) -> _Asked:
    """The table of this request. Raises `NotFound` for one that is not the person's, or a grid out of sight."""
    session = db.session()
    table = next((each for each in _offered() if each.key == key), None) or abort(404)
    wanted = request.args.get("grid")
    grid = session.get(Grid, identity(wanted)) or abort(404) if wanted else offering.usual_grid(session)
    named = request.args.get("period") or ""
    if not re.fullmatch(r"[0-9a-zA-Z_-]{0,40}", named):
        raise BadParameter("报表的时段不对")
    period = periods.chosen(session, table, named)
    if named and period is None:
        raise BadParameter(f"“{table.name}”没有“{named[:30]}”这个时段")
    return _Asked(table, grid, period)
