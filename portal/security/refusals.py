"""Attempts beyond one's rights or scope, kept in the audit trail once the request is over.

Not while it runs: its transaction may hold the database's write lock, and is rolled back with the attempt.
"""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, g, request
from sqlalchemy import inspect, select

from portal.foundation import audit
from portal.foundation.database import apart, db

_MOST = 20


def note(table: str, identity: int | None, label: str) -> None:
    """Remember an attempt on a row; written when the request ends."""
    if g:
        g.setdefault("refused", []).append((table, identity, label))


def keep(response: Response) -> Response:
    """Write what was refused in this request: noted attempts, verbs not held, and rows that exist but may not be seen."""
    attempts = g.pop("refused", [])
    user = getattr(g, "user", None)
    if user is None or not user.is_authenticated:
        return response
    if not attempts and response.status_code == 403:
        attempts = [("request", None, f"{request.method} {request.path}")]
    if not attempts and response.status_code == 404:
        attempts = _hidden_rows()
    if attempts:
        who = (user.id, audit.person_name(user))
        db.session.rollback()
        with apart() as connection:
            for table, identity, label in attempts[:_MOST]:
                audit.record(connection, audit.Deed.REFUSED, table, identity, label, actor=who)
    return response


def _hidden_rows() -> list[tuple[str, int, str]]:
    """The rows this request asked for by number that exist: they were not found because they are out of scope."""
    views = current_app.extensions["appbuilder"].baseviews
    view: Any = next((view for view in views if view.blueprint and view.blueprint.name == request.blueprint), None)
    texts = [str((request.view_args or {}).get("pk", "")), *request.form.getlist("rowid")]
    wanted = {int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 10}
    if getattr(view, "datamodel", None) is None or not wanted:
        return []
    table: Any = inspect(view.datamodel.obj).local_table
    found = db.session.execute(select(table.c.id).where(table.c.id.in_(wanted))).scalars()
    return [(table.name, identity, f"{request.method} {request.path}") for identity in found]
