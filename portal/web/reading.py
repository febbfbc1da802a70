"""Requests sent by POST that only read, or read at length before they write: they must not lock the database meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request

from portal.foundation.database import db, set_reading

READING = ("GET", "HEAD", "OPTIONS")
View = TypeVar("View", bound=Callable[..., Any])


def reading(view: View) -> View:
    """Mark a view or an action whose request begins without the write lock, whatever its method."""
    view.only_reads = True  # type: ignore[attr-defined]
    return view


def only_reads() -> bool:
    """Whether this request begins without the write lock."""
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method in READING or hasattr(view, "only_reads") or hasattr(_action(view), "only_reads")


def begin_writing() -> None:
    """From here on the request writes: what was read is let go, and what is read now is locked."""
    db.session.rollback()
    set_reading(False)


def _action(view: Any) -> Any:
    """The action that is asked of rows, on a show page or in a list."""
    actions = getattr(getattr(view, "__self__", None), "actions", None) or {}
    if view is None or view.__name__ not in {"action", "action_post"}:
        return None
    item = actions.get((request.view_args or {}).get("name") or request.form.get("action", ""))
    return item.func if item else None
