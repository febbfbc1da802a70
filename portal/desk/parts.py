"""The parts a desk is made of, and links that exist only for screens the person may open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import current_app, url_for

from portal.web.pages import screen
from portal.web.searches import filter_name

NO_DATA = "—"


@dataclass(frozen=True)
class Figure:
    """A number with its name; `value` is text, so that no data reads “—” and never 0."""

    name: str
    value: str
    url: str | None = None
    note: str = ""
    urgent: bool = False


@dataclass(frozen=True)
class Row:
    """A line of a panel: where it leads, its text, a smaller second line, and tags (label, class)."""

    text: str
    small: str = ""
    url: str | None = None
    tags: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Panel:
    """A card with lines; `empty` is said when there are none."""

    title: str
    rows: list[Row]
    empty: str
    more: str | None = None


@dataclass(frozen=True)
class Button:
    """A large button."""

    label: str
    icon: str
    url: str


@dataclass
class Desk:
    """A home page from top to bottom: large buttons, what waits in figures, panels, and what there is in all.

    `notice`: what is still to be arranged before there is anything to see.
    """

    buttons: list[Button] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    holdings: list[Figure] = field(default_factory=list)
    notice: str = ""


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


def button(label: str, icon: str, url: str | None) -> list[Button]:
    """A button, if the person may go there."""
    return [Button(label, icon, url)] if url else []
