"""The mark that a page with a form carries, and its taking in the request that makes something."""

from __future__ import annotations

import uuid

from flask import Flask, request
from markupsafe import Markup

from portal.foundation import once
from portal.foundation.audit import actor_now
from portal.foundation.database import db
from portal.foundation.errors import BadParameter

FIELD = "once"


def install(app: Flask) -> None:
    """Offer the hidden field to all templates."""
    app.jinja_env.globals["once_field"] = once_field


def once_field() -> Markup:
    """The hidden field of a form; a form that is shown again with what was wrong keeps its mark."""
    sent = request.form.get(FIELD, "")
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, sent if _is_mark(sent) else uuid.uuid4())


def take_once(as_filled: bool = False) -> str | None:
    """Take the mark of the form of this request, first of all that it writes; None where a program sends none. `as_filled`: the mark is
    that of the page with what it was filled with, so that somebody may go back to it and send something else.

    Raises `portal.foundation.once.Repeated` for a form that was sent before, and `BadParameter` for what is no mark.
    """
    sent = request.form.get(FIELD)
    if sent is None:
        return None
    if not _is_mark(sent):
        raise BadParameter("页面标识不对，请刷新页面后重新填写")
    mark = str(uuid.uuid5(uuid.UUID(sent), _filled())) if as_filled else sent
    once.take(db.session(), mark, actor_now()[0])
    return mark


def lead_to(mark: str | None, address: str) -> str:
    """Keep with the mark where what was made is shown; that address."""
    if mark:
        once.lead_to(db.session(), mark, address)
    return address


def _filled() -> str:
    fields = [
        *request.form.items(multi=True),
        *((name, file.filename) for name, file in request.files.items(multi=True)),
    ]
    return repr(sorted((name, str(value)) for name, value in fields if name != "csrf_token"))


def _is_mark(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
