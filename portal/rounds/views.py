"""The round of a day: the list of homes, and the addresses that its page fetches from and sends to."""

from __future__ import annotations

from typing import Any

from flask import abort, jsonify, request
from flask_appbuilder import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.foundation.audit import person_name
from portal.foundation.clock import today
from portal.foundation.constraints import refusal_for
from portal.foundation.database import db
from portal.foundation.errors import BadParameter, Conflict, Refusal
from portal.rounds.bulk_pages import BulkPages
from portal.rounds.day import day_of
from portal.rounds.entries import EntryState, Recorded
from portal.rounds.pages import HomePages
from portal.rounds.payload import day_json
from portal.rounds.phone import PhonePages
from portal.rounds.reading import place_given, read_entry, uid_of
from portal.rounds.services import record_entry

MOST_ENTRIES = 200
SHOWN = 100
LONGEST_SEARCH = 60


class RoundView(HomePages, BulkPages, PhonePages, BaseView):
    """Rounds (走访): what to do today, and recording it."""

    route_base = "/rounds"
    default_view = "day"
    class_permission_name = "RoundView"

    @expose("/")
    @has_access
    @permission_name("use")
    def day(self) -> Any:
        """The homes of today: late and due first, then the nearest or as the grid is walked; below, where somebody called today."""
        text = " ".join(request.args.get("q", "").replace("\0", " ").split())[:LONGEST_SEARCH]
        found = day_of(db.session(), today(), place_given(request.args), text)
        return self.render_template(
            "rounds/day.html", title="走访", day=found, waiting=found.waiting[:SHOWN], text=text, placed="lon" in request.args,
        )  # fmt: skip

    @expose("/day.json")
    def day_data(self) -> Any:
        """The day for the phone, with the token that sending needs."""
        self._admit()
        session = db.session()
        whose = {"user": current_user.id, "person": person_name(current_user), "csrf_token": generate_csrf()}
        return jsonify({**whose, **day_json(session, day_of(session, today()))})

    @expose("/entries", methods=["POST"])
    def entries(self) -> Any:
        """Store a list of entries, each whole or not at all; answers in their order what became of each."""
        self._admit()
        given = request.get_json(silent=True)
        if not isinstance(given, list) or len(given) > MOST_ENTRIES:
            raise BadParameter(f"应为 JSON 列表，一次最多 {MOST_ENTRIES} 条")
        return jsonify([kept(db.session(), each).as_json() for each in given])

    def _admit(self) -> None:
        """A script is refused with a status it understands, not with the sign-in page."""
        if not current_user.is_authenticated:
            abort(401)
        if not self.appbuilder.sm.has_access("can_use", self.class_permission_name):
            abort(403)


def kept(session: Session, given: Any) -> Recorded:
    """Store one entry and commit, or roll back and say why not: one that is refused stands in nobody's way. When the database gives
    way to somebody else's entry, it is tried once more."""
    try:
        return _kept(session, given)
    except Conflict:
        session.rollback()
    try:
        return _kept(session, given)
    except Conflict as conflict:
        session.rollback()
        return _refused(given, conflict)


def _kept(session: Session, given: Any) -> Recorded:
    try:
        recorded = record_entry(session, read_entry(given))
        session.commit()
    except Conflict:
        raise
    except Refusal as refusal:
        session.rollback()
        return _refused(given, refusal)
    except SQLAlchemyError as error:
        broken = refusal_for(error)
        if broken is None or isinstance(broken, Conflict):
            raise (broken or error) from error
        session.rollback()
        return _refused(given, broken)
    return recorded


def _refused(given: Any, refusal: Refusal) -> Recorded:
    return Recorded(uid_of(given), EntryState.REFUSED, refusal.message, field=refusal.field)
