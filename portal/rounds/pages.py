"""The page of one visit, on a desk or a phone: everything about the home in sight, everything noted at once."""

from __future__ import annotations

import uuid
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose

from portal.delivery.rules import Paper
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.foundation.errors import Refusal, Refusals
from portal.rounds import forms
from portal.rounds.entries import EntryState
from portal.rounds.homes import Home, home_of, next_stop
from portal.rounds.payload import categories
from portal.rounds.reading import read_entry
from portal.rounds.services import record_entry
from portal.rounds.stops import Kind, Stop
from portal.visits.asking import ABSENCE_LABELS
from portal.visits.checking import parted
from portal.visits.checklists import read_answers, troubles
from portal.visits.rules import Satisfaction, VisitWay

Wrong = dict[str | None, list[str]]
"""What is wrong, by field."""


class HomePages:
    """The part of the rounds that records one visit."""

    render_template: Any

    @expose("/household/<int:pk>", methods=["GET", "POST"])
    @has_access
    @permission_name("use")
    def household(self, pk: int) -> Any:
        """A visit to a household."""
        return self._visit("household", pk)

    @expose("/establishment/<int:pk>", methods=["GET", "POST"])
    @has_access
    @permission_name("use")
    def establishment(self, pk: int) -> Any:
        """A visit to an establishment."""
        return self._visit("establishment", pk)

    def _visit(self, kind: Kind, pk: int) -> Any:
        home = home_of(db.session(), kind, pk, today()) or abort(404)
        if request.method == "GET":
            return self._show(home, forms.blank(home.stop, str(today())))
        given = forms.sent_of(request.form, home.stop, home.checklists)
        try:
            recorded = record_entry(db.session(), read_entry(given))
        except Refusal as refusal:
            return self._again(kind, pk, given, _by_field(refusal)), 422
        if recorded.state is EntryState.CONFLICT:
            known = {"base": recorded.visit} if recorded.visit else {"repeated": True}
            return self._again(kind, pk, {**given, **known}, {None: [recorded.message]}), 409
        _remark_troubles(home, given)
        db.session.commit()
        flash(f"{home.stop.name}：{recorded.message}", "success")
        return _onwards(home.stop)

    def _again(self, kind: Kind, pk: int, given: forms.Given, wrong: Wrong) -> Any:
        db.session.rollback()
        return self._show(home_of(db.session(), kind, pk, today()) or abort(404), given, wrong)

    def _show(self, home: Home, given: forms.Given, wrong: Wrong | None = None) -> Any:
        rows = [*given["issues"], *({"uid": str(uuid.uuid4())} for _ in range(forms.ISSUE_ROWS))][: forms.ISSUE_ROWS]
        return self.render_template(
            "rounds/visit.html", title="走访", home=home, stop=home.stop, checklists=home.checklists, given=given, wrong=wrong or {},
            rows=rows, ways=list(VisitWay), satisfaction=Satisfaction.options(), categories=categories(db.session()), today=today(),
            absence=[(item, ABSENCE_LABELS[item]) for item in home.asking.absence_items], way_name=VisitWay.label_of,
            papers=Paper.options(),
        )  # fmt: skip


def _by_field(refusal: Refusal) -> Wrong:
    wrong: Wrong = {}
    for each in refusal.problems if isinstance(refusal, Refusals) else (refusal,):
        wrong.setdefault(each.field, []).append(each.message)
    return wrong


def _remark_troubles(home: Home, given: forms.Given) -> None:
    """Say which answers point to an issue when none was noted with them."""
    if given["issues"]:
        return
    own, others = parted(given["answers"])
    found = [
        each for place, (reference, checklist) in enumerate(home.checklists)
        for each in troubles(checklist, read_answers(checklist, others.get(reference, {}) if place else own, whole=False)[0])
    ]  # fmt: skip
    if found:
        said = "；".join(f"{each.question.text}（{each.said}）" for each in found[:5])
        flash(f"清单里有 {len(found)} 处问题没有登记为诉求：{said}", "warning")


def _onwards(stop: Stop) -> Any:
    following = next_stop(db.session(), today(), stop)
    if following is None:
        flash("今天要走访的都走到了", "info")
        return redirect(url_for("RoundView.day"))
    return redirect(url_for(f"RoundView.{following.kind}", pk=following.id))
