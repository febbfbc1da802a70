"""What is said where it belongs on a page: a small form deep in it answers where it stands, not above the page out of sight."""

from __future__ import annotations

from typing import Any

from flask import Flask, flash, g, get_flashed_messages, request

_AT = "@"


def install(app: Flask) -> None:
    """Offer what was said, and what was typed, to all templates."""
    app.jinja_env.globals.update(told_at=told_at, typed_at=typed_at)


def tell(place: str, message: str, kind: str = "success") -> None:
    """Say this beside the form at `place` of the page that is shown next, where the template asks `told_at(place)`."""
    flash(message, f"{kind}{_AT}{place}")


def told_at(place: str = "") -> list[tuple[str, str]]:
    """(kind, message) of what is said at this place; of what belongs above the page without one."""
    said: Any = get_flashed_messages(with_categories=True)
    found = [(*category.partition(_AT)[::2], message) for category, message in said]
    return [(kind or "info", message) for kind, at, message in found if at == place]


def answer_at(place: str) -> None:
    """The page answers the form at this place: what was typed there is shown again."""
    g.answered_at = place


def typed_at(place: str, name: str, usual: str = "") -> str:
    """What was typed into a field of the form at this place when the page answers it, else what usually stands there."""
    return request.form.get(name, usual) if g.get("answered_at") == place else usual
