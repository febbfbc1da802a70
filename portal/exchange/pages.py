"""What the portal's pages know of sheets: the buttons of a list, and how much one may upload."""

from __future__ import annotations

from flask import Flask, request

from portal.exchange.actors import may_export
from portal.exchange.declaration import Workbook
from portal.exchange.rules import MAX_UPLOAD
from portal.exchange.uploading import importable, own_actor

_UPLOADS = ("ImportView.upload",)


def install(app: Flask) -> None:
    """Offer `workbooks_of` and `hands_out` to all templates; before anything reads an upload, say how long it may be."""
    app.before_request(_allow_upload)
    app.jinja_env.globals["workbooks_of"] = workbooks_of
    app.jinja_env.globals["hands_out"] = hands_out


def workbooks_of(screen: str) -> list[Workbook]:
    """The sheets of this screen that the person may import."""
    return [each for each in importable() if each.screen == screen]


def hands_out(workbook: Workbook) -> bool:
    """Whether the person may take its records away."""
    return may_export(own_actor(), workbook.exports)


def _allow_upload() -> None:
    if request.endpoint in _UPLOADS:
        request.max_content_length = MAX_UPLOAD
