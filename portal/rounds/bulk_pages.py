"""The page on which many homes get the same visit: nobody opened, or they were telephoned."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.foundation.clock import today
from portal.foundation.database import db
from portal.foundation.errors import BadParameter, Refusal
from portal.households.models import Household
from portal.rounds.bulk import MOST, WAYS, Batch, newest_visit, record_many, visible
from portal.rounds.day import first_stops
from portal.rounds.reading import day_given
from portal.visits.rules import VisitWay
from portal.web.parameters import identity
from portal.web.text import cleaned

SHOWN = 100


class BulkPages:
    """The part of the rounds that notes many homes at once."""

    render_template: Any

    @expose("/bulk", methods=["GET", "POST"])
    @has_access
    @permission_name("use")
    def bulk(self) -> Any:
        """Choose homes, a day and a way. `pks`: the homes to offer, chosen already; without it, those that wait today."""
        chosen = _chosen()
        if request.method == "GET":
            return self._bulk(
                chosen, {"batch": str(uuid.uuid4()), "base": newest_visit(db.session()), "visited_on": today()}
            )
        try:
            outcome = record_many(db.session(), _batch(), chosen)
        except Refusal as refusal:
            db.session.rollback()
            offered = [identity(pk) for pk in request.form.getlist("offered")]
            return self._bulk(chosen, request.form, refusal.message, offered), 422
        db.session.commit()
        flash(f"已登记 {outcome.stored} 户{VisitWay.label_of(request.form['way'])}", "success")
        if outcome.elsewhere:
            flash(f"{'、'.join(outcome.elsewhere)} 当天已有他人登记走访，没有重复登记", "warning")
        return redirect(url_for("RoundView.day"))

    def _bulk(self, chosen: list[int], given: Any, wrong: str = "", offered: list[int] | None = None) -> Any:
        shown = offered or chosen
        homes = visible(db.session(), shown) if shown else _waiting()
        return self.render_template(
            "rounds/bulk.html", title="批量登记", homes=homes, chosen=set(chosen), given=given, wrong=wrong, ways=WAYS, today=today(),
            most=MOST,
        )  # fmt: skip


def _chosen() -> list[int]:
    """The homes named in the address or ticked on the page. Raises `BadParameter`."""
    if request.method == "POST":
        return list(dict.fromkeys(identity(pk) for pk in request.form.getlist("home")))
    texts = [text for text in request.args.get("pks", "").split(",") if text]
    if len(texts) > MOST:
        raise BadParameter(f"一次最多登记 {MOST} 户")
    return list(dict.fromkeys(identity(text) for text in texts))


def _batch() -> Batch:
    form = request.form
    try:
        uid = uuid.UUID(form.get("batch", ""))
    except ValueError:
        raise Refusal("页面已失效，请刷新后重新填写") from None
    note = cleaned("note", form.get("note"))
    if note and len(note) > 1000:
        raise Refusal("记录最长 1000 个字", "note")
    return Batch(uid, day_given(form.get("visited_on")), form.get("way", ""), note, identity(form.get("base", "0")))


def _waiting() -> list[Household]:
    ids = [stop.id for stop in first_stops(db.session(), today(), SHOWN) if stop.kind == "household"]
    found = {home.id: home for home in db.session.scalars(
        select(Household).where(Household.id.in_(ids)).options(selectinload(Household.grid))
    )}  # fmt: skip
    return [found[each] for each in ids if each in found]
