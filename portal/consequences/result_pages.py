"""The screen of results: all assessments of an area in a period as tables, the workbook, and what follows from them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from flask import Response, abort, flash, redirect, request, send_file, url_for
from flask_appbuilder import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from markupsafe import Markup
from sqlalchemy import select

from portal.assessments.lineage import stem
from portal.assessments.models import Assessment, AssessmentScheme
from portal.assessments.rules import days_of, period_name
from portal.consequences import services
from portal.consequences.books import tables_of
from portal.consequences.overview import Overview, overview_of, periods_of
from portal.consequences.results import NAMED, NotFinal
from portal.consequences.rules import ProposalState
from portal.foundation.audit import Deed, actor_now, record
from portal.foundation.clock import today
from portal.foundation.committing import committed
from portal.foundation.database import apart, db
from portal.foundation.errors import BadParameter, Refusal
from portal.grids.models import Grid
from portal.web.parameters import identity
from portal.web.text import cleaned
from reports.ledger_book import write_ledger
from reports.ledgers import heads

SHOWN = 100
"""Rows of each table that the page shows."""


class ResultView(BaseView):
    """Results are listed by grid and never ranked; whoever oversees nobody has no such page."""

    route_base = "/results"
    default_view = "index"
    class_permission_name = "ResultView"

    @expose("/")
    @has_access
    @permission_name("use")
    def index(self) -> Any:
        """The tables of a grid and period."""
        session = db.session()
        found = _asked(session)
        tables = [(each, *heads(each.columns)) for each in tables_of(found)] if found else []
        return self.render_template(
            "consequences/results.html", title="考核汇总", found=found, tables=tables, shown_rows=SHOWN, name=period_name, named=NAMED,
            periods=periods_of(session), schemes=_schemes(session, found),
        )  # fmt: skip

    @expose("/book")
    @has_access
    @permission_name("export")
    def book(self) -> Response:
        """All tables in one workbook. It is logged."""
        found = _asked(db.session())
        if found is None or not found.count:
            raise BadParameter("这个范围和考核期没有考核")
        file, who = io.BytesIO(), actor_now()[:2]
        write_ledger(file, *tables_of(found))
        name = f"{found.area.name}{period_name(found.period)}考核汇总.xlsx".replace(" ", "")
        told = f"考核汇总 {found.area.name} {found.period} {found.count} 份"
        db.session.rollback()  # reading is over; the entry is written on its own
        with apart() as connection:
            record(connection, Deed.EXPORT, "assessment", None, told, actor=who)
        file.seek(0)
        answer: Response = send_file(file, as_attachment=True, download_name=name)
        return answer

    @expose("/propose", methods=["POST"])
    @has_access
    @permission_name("propose")
    def propose(self) -> Any:
        """Work out what follows by the plan; what stood already stays."""
        session, said = db.session(), request.form
        grid = session.get(Grid, identity(said.get("grid", ""))) or abort(404)
        scheme = session.get(AssessmentScheme, identity(said.get("scheme", ""))) or abort(404)
        period, grid_id = cleaned("period", said.get("period")) or "", grid.id
        try:
            with committed(session):
                states = [each.state for each in services.propose(session, scheme, period, grid, actor_now()[1])]
            flash(_told(states), "success" if states else "info")
        except NotFinal as refusal:
            flash(refusal.sentence(_linked(session, refusal.named)), "danger")
        except Refusal as refusal:
            flash(refusal.message, "danger")
        return redirect(url_for("ResultView.index", grid=grid_id, period=period))


def _told(states: list[str]) -> str:
    """What became of the asking: those that were decided before stay."""
    waiting = states.count(ProposalState.PROPOSED)
    return f"共有 {len(states)} 条建议，其中 {waiting} 条等待决定" if states else "按方案没有需要提出的建议"


def _linked(session: Any, named: Mapping[int, str]) -> Markup:
    """The names of assessments, each leading to its own where this person sees it."""
    seen = set(session.scalars(select(Assessment.id).where(Assessment.id.in_(named))))
    link = Markup('<a href="{}">{}</a>')
    return Markup("、").join(
        link.format(url_for("AssessmentView.show", pk=pk), name) if pk in seen else name for pk, name in named.items()
    )


def _asked(session: Any) -> Overview | None:
    """What the address asks for, else the newest period of the topmost grid in sight; None without any assessment or grid."""
    wanted, period = request.args.get("grid"), request.args.get("period") or next(iter(periods_of(session)), "")
    if not period:
        return None
    if days_of(period) is None:
        raise BadParameter("考核期不对")
    grid = (session.get(Grid, identity(wanted)) or abort(404)) if wanted else _topmost(session)
    return overview_of(session, grid, period, today()) if grid else None


def _topmost(session: Any) -> Grid | None:
    found: Grid | None = session.scalars(select(Grid).order_by(Grid.path).limit(1)).first()
    return found


def _schemes(session: Any, found: Overview | None) -> list[AssessmentScheme]:
    """Those that the page may propose by: whatever was used in the year of the period; in the stead of one that was put aside the
    scheme that took its place."""
    if found is None:
        return []
    year = Assessment.period.startswith(found.period[:4])
    used = session.scalars(
        select(AssessmentScheme.code).where(AssessmentScheme.id.in_(select(Assessment.scheme_id).where(year)))
    )
    stems = {stem(each) for each in used}
    rows = session.scalars(select(AssessmentScheme).order_by(AssessmentScheme.id))
    return [each for each in rows if not each.retired and stem(each.code) in stems]
