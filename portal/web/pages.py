"""What page templates may ask: who is signed in, which screen and row a page shows, its menu and its search boxes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, g, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.foundation.audit import person_name
from portal.foundation.database import db
from portal.foundation.quoting import quoted
from portal.plans.current import Unreadable
from portal.web.formatters import keeps_together, shown
from portal.web.returning import here
from portal.web.searches import search_boxes

NAMES = ("title", "name", "head_name", "full_name", "last_name")


def install(app: Flask) -> None:
    """Offer these to all templates, and keep empty search boxes out of addresses."""
    app.before_request(_without_empty_searches)
    app.jinja_env.globals.update(
        person=person, role_names=role_names, screen=screen, row_of=row_of, row_name=row_name, menu=menu, shown=shown, keeps_together=keeps_together,
        here=here, search_boxes=search_boxes, is_searching=is_searching, name_column=name_column, quoted=quoted,
    )  # fmt: skip


def person() -> str:
    """The name of who is signed in, surname first; empty when nobody is."""
    return person_name(current_user) if current_user and current_user.is_authenticated else ""


def role_names() -> str:
    """The roles of who is signed in."""
    return "、".join(role.name for role in current_user.roles)


def screen(name: str | None = None) -> Any:
    """The view with this class name, or the one this page belongs to; nothing when there is none."""
    wanted = name or request.blueprint
    views = current_app.extensions["appbuilder"].baseviews
    return next((view for view in views if type(view).__name__ == wanted), None)


def row_of(view: Any, pk: Any) -> Any:
    """The row of a show or edit page; None where the page shows no row."""
    if view is None or not hasattr(view, "datamodel") or not str(pk or "").isdecimal():
        return None
    return db.session.get(view.datamodel.obj, int(pk))


def row_name(view: Any, pk: Any) -> str:
    """How the row of a show or edit page calls itself; empty where the page shows no row."""
    row = row_of(view, pk)
    if row is None:
        return ""
    return person_name(row) if hasattr(row, "last_name") else str(row)


def menu() -> list[dict[str, Any]]:
    """The menus the person may open, each with its items: label, icon, url, and whether it is the page now shown. Screens for which
    the plan in force has nothing (`is_idle`) are left out; their addresses stay."""
    manager = current_app.extensions["appbuilder"].sm
    made = []
    for top in current_app.extensions["appbuilder"].menu.get_list():
        items = [
            _item(each)
            for each in top.childs or [top]
            if manager.has_access("menu_access", each.name) and each.get_url() and not _is_idle(each.baseview)
        ]
        if items:
            made.append({"label": top.label if top.childs else "", "entries": items})
    return made


def _is_idle(view: Any) -> bool:
    """Each rule is asked once a page. Of a plan that this release cannot read nothing is known: every page needs its menu."""
    rule = getattr(view, "is_idle", None)
    known: dict[Any, bool] = g.setdefault("idle", {})
    if rule is not None and rule not in known:
        try:
            known[rule] = rule(db.session())
        except Unreadable:
            known[rule] = False
    return known.get(rule, False)


def _item(item: Any) -> dict[str, Any]:
    active = request.blueprint is not None and item.baseview is not None and item.baseview.endpoint == request.blueprint
    return {"label": str(item.label), "icon": item.icon, "url": item.get_url(), "active": active}


def name_column(columns: list[str]) -> str:
    """Of a list's columns the one that names the row: it leads to its page and heads its card on phones."""
    return next((name for name in NAMES if name in columns), columns[0])


def is_searching() -> bool:
    """Whether this list is narrowed by a search."""
    return any(not name.startswith(("page_", "psize_", "_oc_", "_od_")) for name in request.args)


def _without_empty_searches() -> Response | None:
    pairs = list(request.args.items(multi=True))
    kept = [(name, value) for name, value in pairs if value.strip() or not name.startswith("_flt_")]
    if request.method != "GET" or len(kept) == len(pairs):
        return None
    return redirect(request.path + ("?" + urlencode(kept) if kept else ""))
