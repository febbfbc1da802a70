"""How much a resident may send at once: said before anything reads it."""

from __future__ import annotations

from flask import Flask, request

from portal.feedback.rules import MOST_PHOTOS, PHOTO_BYTES

_PAGES = ("ResidentDoor.page",)
_WORDS = 1024**2


def install(app: Flask) -> None:
    """Put it on the application, before the check of tokens reads forms."""
    app.before_request(_allow_photos)


def _allow_photos() -> None:
    if request.endpoint in _PAGES:
        request.max_content_length = MOST_PHOTOS * PHOTO_BYTES + _WORDS
