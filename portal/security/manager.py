"""The security manager: permissions once per request, scope with sign-in, lockout, sessions that end."""

from __future__ import annotations

from typing import Any

from flask import g, has_request_context
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    ViewMenu,
    assoc_permissionview_role,
)
from sqlalchemy import select, update

from portal.foundation import audit
from portal.foundation.clock import now
from portal.foundation.database import apart, db
from portal.security.people import scope_for
from portal.security.scope import set_scope
from portal.security.sign_in import LOCK_AFTER, LOCK_MINUTES, is_locked
from portal.security.views import AccountView, RoleView, SignInView


class PortalSecurityManager(SecurityManager):
    """FAB's manager with the portal's screens and rules. Passed to `AppBuilder` as a class: a path would fail open."""

    authdbview = SignInView
    userdbmodelview = AccountView
    rolemodelview = RoleView
    userstatschartview = None

    def exist_permission_on_roles(self, view_name: str, permission_name: str, role_ids: list[int]) -> bool:
        """As FAB's, but all permissions of these roles are read once a request."""
        return (permission_name, view_name) in self._permissions(tuple(sorted(role_ids)))

    def _permissions(self, role_ids: tuple[int, ...]) -> frozenset[tuple[str, str]]:
        if not has_request_context():
            return self._read_permissions(role_ids)
        cache: dict[tuple[int, ...], frozenset[tuple[str, str]]] = g.setdefault("portal_permissions", {})
        if role_ids not in cache:
            cache[role_ids] = self._read_permissions(role_ids)
        return cache[role_ids]

    def _read_permissions(self, role_ids: tuple[int, ...]) -> frozenset[tuple[str, str]]:
        statement = (
            select(Permission.name, ViewMenu.name)
            .select_from(PermissionView)
            .join(Permission, PermissionView.permission_id == Permission.id)
            .join(ViewMenu, PermissionView.view_menu_id == ViewMenu.id)
            .join(assoc_permissionview_role, PermissionView.id == assoc_permissionview_role.c.permission_view_id)
            .where(assoc_permissionview_role.c.role_id.in_(role_ids))
        )
        return frozenset((permission, view) for permission, view in db.session.execute(statement))

    def _get_user_permission_view_menus(
        self, user: Any, permission_name: str, view_menus_name: list[str] | None
    ) -> set[str]:
        roles = self.get_user_roles(user) if user else [self.get_public_role()]
        held = self._permissions(tuple(sorted(role.id for role in roles if role)))
        names = set(view_menus_name or ())
        return {view for permission, view in held if permission == permission_name and view in names}

    def load_user_jwt(self, _jwt_header: Any, jwt_data: Any) -> Any:
        """A REST call with a token acts in its owner's scope."""
        user = super().load_user_jwt(_jwt_header, jwt_data)
        if user:
            set_scope(db.session(), scope_for(db.session(), user.id))
        return user

    def auth_user_db(self, username: str, password: str) -> Any:
        """Check a password, unless the account is locked: five failures lock it for 30 minutes."""
        user = self.find_user(username=username) if username else None
        if user and is_locked(user.fail_login_count, user.changed_on, now()):
            return None
        return super().auth_user_db(username, password)

    def update_user_auth_stat(self, user: Any, success: bool = True) -> None:
        """Count failures and note the time; successes are not counted (the portal keeps no login counts)."""
        failures = 0 if success else (user.fail_login_count or 0) + 1
        values: dict[str, Any] = {"fail_login_count": failures}
        values |= {"last_login": now()} if success else {"changed_on": now()}
        name = audit.person_name(user)
        identity = user.id
        db.session.rollback()
        with apart() as connection:
            connection.execute(update(self.user_model).where(self.user_model.id == identity).values(**values))
            deed = audit.Deed.SIGN_IN if success else audit.Deed.SIGN_IN_FAILED
            audit.record(connection, deed, "ab_user", identity, name)
            if failures == LOCK_AFTER:
                audit.record(connection, audit.Deed.LOCKED, "ab_user", identity, f"{name}({LOCK_MINUTES} 分钟)")
        if success:
            self.on_user_login(user)
        else:
            self.on_user_login_failed(user)

    def noop_user_update(self, user: Any) -> None:
        """FAB balances its timing with a write; a read of the same row does here."""
        db.session.get(self.user_model, user.id)


def sync_roles(manager: PortalSecurityManager) -> None:
    """Write the table of roles to the database: each role gets exactly its verbs and the menu items of its screens."""
    from portal.navigation import menu_items
    from portal.security.roles import ROLES

    for role in ROLES:
        stored = manager.find_role(role.name) or manager.add_role(role.name)
        wanted = {(verb, screen) for screen, verbs in role.screens.items() for verb in verbs}
        wanted |= {("menu_access", name) for name in menu_items(role)}
        stored.permissions = [manager.add_permission_view_menu(verb, screen) for verb, screen in sorted(wanted)]
    db.session.commit()

