"""The page on which letters and cards are ticked off as handed over, in the order in which the grid is walked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from sqlalchemy.exc import SQLAlchemyError

from portal.delivery import forms
from portal.delivery.addressees import addressees, by_grid, standing
from portal.delivery.rules import DeliveryWay, Paper
from portal.delivery.services import MOST, record
from portal.delivery.wishes import PAGE, Wish, wish
from portal.foundation.audit import actor_now
from portal.foundation.clock import today
from portal.foundation.constraints import refusal_for
from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.web.parameters import identity


class TickingPages:
    """The part of the screen of hand-overs that writes them down."""

    render_template: Any

    @expose("/ticking", methods=["GET", "POST"])
    @has_access
    @permission_name("tick")
    def ticking(self) -> Any:
        """`kind`, `grid`, `member`, `batch`, `from`: whom to list; `all`: those who have it, too. A POST writes down those ticked, or,
        with `do=everybody`, all who are still missing."""
        asked = wish(db.session(), today())
        if request.method == "GET":
            return self._ticking(asked)
        try:
            new = _ticked(asked)
            db.session.commit()
        except (Refusal, SQLAlchemyError) as error:
            db.session.rollback()
            refusal = error if isinstance(error, Refusal) else refusal_for(error)
            if refusal is None:
                raise
            return self._ticking(wish(db.session(), today()), refusal), refusal.status
        flash(f"已登记 {new} 户送到；登错了可以在“发放登记”列表中勾选撤销", "success")
        return redirect(url_for("DeliveryView.ticking", **wish(db.session(), today()).arguments(page=None)))

    def _ticking(self, asked: Wish, wrong: Refusal | None = None) -> Any:
        session, wanted = db.session(), asked.wanted
        state = standing(session, wanted)
        count = state.missing if asked.missing else state.due
        page = min(asked.page, max(0, (count - 1) // PAGE))
        listed = addressees(session, wanted, PAGE, page * PAGE, asked.missing)
        return self.render_template(
            "delivery/ticking.html", title="登记送达", asked=asked, form=forms.asking_form(asked), state=state, wrong=wrong,
            stretches=by_grid(listed), page=page, pages=max(1, -(-count // PAGE)),
            ways=list(DeliveryWay), paper=Paper.label_of(asked.kind), today=today(), most=MOST,
            chosen={*request.form.getlist("home")}, given=request.form,
        )  # fmt: skip


def _ticked(asked: Wish) -> int:
    session, batch = db.session(), asked.batch
    homes = [identity(each) for each in request.form.getlist("home")]
    if request.form.get("do") == "everybody":
        homes = [each.id for each in addressees(session, asked.wanted, MOST + 1)]
        if len(homes) > MOST:
            raise Refusal(f"还有超过 {MOST} 户没有送到，一次登记太多；请先选网格或网格员", "grid")
    day, way, by = _day(), request.form.get("way", ""), actor_now()[1]
    return record(session, homes, asked.kind, day, way, by, batch_id=batch.id if batch else None)


def _day() -> dt.date:
    text = request.form.get("day", "")
    if not text:
        raise Refusal("请填写送达日期", "day")
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Refusal("送达日期应写作 2026-03-01 的样子，且为真实的日期", "day") from None
