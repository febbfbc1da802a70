"""The table of roles, written to FAB's tables: only what some role holds is kept there, and nothing is granted besides.

FAB would write every verb of every screen, one commit each, and give all to one role first; nobody needs those rows.
"""

from __future__ import annotations

from typing import Any

from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    Role,
    ViewMenu,
    assoc_permissionview_role,
)
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

Grant = tuple[str, str]
"""(verb, screen), or ("menu_access", name of a menu)."""


def wanted_grants() -> dict[str, set[Grant]]:
    """What each role holds by the table: its verbs, and the menu items of its screens."""
    from portal.navigation import menu_items
    from portal.security.roles import ROLES

    return {
        role.name: {(verb, screen) for screen, verbs in role.screens.items() for verb in verbs}
        | {("menu_access", name) for name in menu_items(role)}
        for role in ROLES
    }


def write_roles(session: Session) -> int:
    """Make the stored roles hold exactly what the table says; any other role, the visitor's included, holds nothing.

    Returns how many rows changed: none when it is done a second time.
    """
    from portal.security.roles import VISITOR

    wanted = {VISITOR: set[Grant](), **wanted_grants()}
    every = {grant for grants in wanted.values() for grant in grants}
    roles, made = _named(session, Role, set(wanted))
    verbs, more_verbs = _named(session, Permission, {verb for verb, _ in every})
    places, more_places = _named(session, ViewMenu, {place for _, place in every})
    pairs = _pairs(session, {(verbs[verb], places[place]) for verb, place in every})
    links = {
        (roles[name], pairs[verbs[verb], places[place]]) for name, grants in wanted.items() for verb, place in grants
    }
    return made + more_verbs + more_places + _link(session, links)


def _named(session: Session, model: Any, names: set[str]) -> tuple[dict[str, int], int]:
    """Ids by name, and how many rows were missing and have been made."""
    missing = sorted(names - set(session.scalars(select(model.name))))
    if missing:
        session.execute(insert(model), [{"name": name} for name in missing])
    stored = session.execute(select(model.name, model.id).where(model.name.in_(names)))
    return {row.name: row.id for row in stored}, len(missing)


def _pairs(session: Session, wanted: set[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Ids of (permission id, view id)."""
    statement = select(PermissionView.permission_id, PermissionView.view_menu_id, PermissionView.id)
    missing = sorted(wanted - {(verb, place) for verb, place, _ in session.execute(statement)})
    if missing:
        session.execute(insert(PermissionView), [{"permission_id": v, "view_menu_id": p} for v, p in missing])
    return {(verb, place): identity for verb, place, identity in session.execute(statement)}


def _link(session: Session, wanted: set[tuple[int, int]]) -> int:
    """Link roles to permissions, exactly; how many links changed."""
    table = assoc_permissionview_role
    stored = {(role, pair) for role, pair in session.execute(select(table.c.role_id, table.c.permission_view_id))}
    missing, superfluous = sorted(wanted - stored), sorted(stored - wanted)
    if missing:
        session.execute(insert(table), [{"role_id": role, "permission_view_id": pair} for role, pair in missing])
    for role, pair in superfluous:
        session.execute(delete(table).where(table.c.role_id == role, table.c.permission_view_id == pair))
    return len(missing) + len(superfluous)
