"""Links that exist only for screens the person may open."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for

from portal.web.pages import screen
from portal.web.searches import filter_name


def link(name: str, verb: str = "list", **values: Any) -> str | None:
    """The address of a screen's page, or nothing when there is no such screen or the person may not open it."""
    view = screen(name)
    manager = current_app.extensions["appbuilder"].sm
    if view is None or not manager.has_access(f"can_{verb}", name):
        return None
    endpoint = f"{name}.{view.default_view if verb == 'use' else verb}"
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


def searched(name: str, **columns: Any) -> str | None:
    """The address of a list narrowed to these values: column -> key of a choice, id of a related row, `y` or `n`."""
    view = screen(name)
    if view is None:
        return None
    filters = view.datamodel.get_filters(view.search_columns)
    found = {
        column: next(filter(None, (filter_name(filters, column, kind) for kind in ("eq", "rel_o_m", "truth"))), None)
        for column in columns
    }
    return link(name, **{argument: columns[column] for column, argument in found.items() if argument})
