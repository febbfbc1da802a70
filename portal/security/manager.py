"""The security manager: permissions once per request, scope with sign-in, lockout, sessions that end."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, has_request_context
from flask import session as cookie
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    ViewMenu,
    assoc_permissionview_role,
)
from flask_jwt_extended import JWTManager
from flask_limiter import Limiter
from flask_login import LoginManager, current_user
from sqlalchemy import select, update
from werkzeug.security import check_password_hash

from portal.foundation import audit
from portal.foundation.clock import now
from portal.foundation.database import apart, db
from portal.security import accounts, attempts, demo_accounts, roles, sessions
from portal.security.limits import limiter_for, sign_in_limit
from portal.security.passwords import ResetMyPasswordView
from portal.security.people import scope_for
from portal.security.scope import set_scope
from portal.security.sign_in import MAX_LENGTH
from portal.security.sign_in_view import SignInView


class PortalSecurityManager(SecurityManager):
    """FAB's manager with the portal's screens and rules. Passed to `AppBuilder` as a class: a path would fail open."""

    authdbview = SignInView
    resetmypasswordview = ResetMyPasswordView

    # Set-up

    def register_views(self) -> None:
        """Sign-in, the own password and tokens. The screens of accounts and roles stand in `portal.navigation`."""
        self.appbuilder.add_api(self.security_api)
        self.auth_view = self.authdbview()
        self.appbuilder.add_view_no_menu(self.auth_view)
        self.appbuilder.add_view_no_menu(self.resetmypasswordview)
        limit = sign_in_limit(self.limiter)
        for name in (type(self.auth_view).__name__, self.security_api.__name__):
            limit(current_app.blueprints[name])

    def create_limiter(self, app: Flask) -> Limiter:
        """Limits are counted in the broker, for all web processes together."""
        return limiter_for(app)

    def create_login_manager(self, app: Flask) -> LoginManager:
        """As FAB's; a cookie also needs the epoch of its account."""
        made: LoginManager = super().create_login_manager(app)
        made.user_loader(self.load_cookie_user)
        return made

    def create_jwt_manager(self, app: Flask) -> JWTManager:
        """As FAB's; a token also carries the epoch of its account."""
        made: JWTManager = super().create_jwt_manager(app)
        made.additional_claims_loader(
            lambda identity: {"epoch": sessions.state_of(db.session(), int(identity)).session_epoch}
        )
        return made

    # Permissions

    def has_access(self, permission_name: str, view_name: str) -> bool:
        """As FAB's, but a page has dozens of links that ask: of who is signed in all is read once a request. What belongs to
        everybody signed in needs no role."""
        if not current_user.is_authenticated or g.get("_api_key_user"):
            return bool(super().has_access(permission_name, view_name))
        return permission_name in roles.EVERYONE.get(view_name, ()) or (permission_name, view_name) in self._held()

    def _held(self) -> frozenset[tuple[str, str]]:
        """What the roles of the person signed in allow; nothing when the account is closed."""
        known: dict[str, frozenset[tuple[str, str]]] = g.setdefault("portal_held", {})
        who = current_user.get_id()
        if who not in known:
            given = self.get_user_roles(current_user) if current_user.is_active else []
            known[who] = self._permissions(tuple(sorted(role.id for role in given)))
        return known[who]

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

    # Who is there

    def load_user(self, pk: int) -> Any:
        """The account behind a cookie or a token, if it is open and not barred."""
        user: Any = super().load_user(pk)
        return None if user is None or demo_accounts.is_barred(user) else user

    def load_cookie_user(self, pk: str) -> Any:
        """The person of a browser session, unless their account was closed or the session has ended."""
        state = sessions.state_of(db.session(), int(pk))
        if state is None or not sessions.is_current(cookie, state.session_epoch, now()):
            return None
        g.account_state = state
        return self.load_user(int(pk))

    def load_user_jwt(self, _jwt_header: Any, jwt_data: Any) -> Any:
        """A REST call with a token acts in its owner's scope; tokens end as sessions do."""
        state = sessions.state_of(db.session(), int(jwt_data["sub"]))
        if state is None or state.session_epoch != jwt_data.get("epoch") or sessions.must_change_password(state, now()):
            return None
        user = super().load_user_jwt(_jwt_header, jwt_data)
        if user:
            set_scope(db.session(), scope_for(db.session(), user.id))
        return user

    # Signing in and out

    def auth_user_db(self, username: str, password: str) -> Any:
        """The account, if name and password are right and it is open and not locked.

        Spaces around the name and its case do not matter. A refusal takes as long as a check, so that it tells nothing
        about which accounts there are.
        """
        username = (username or "").strip().lower()
        user: Any = self.find_user(username=username) if username and username.isprintable() else None
        open_to = user is not None and self._may_enter(user)
        stored = user.password if open_to else current_app.config["AUTH_DB_FAKE_PASSWORD_HASH_CHECK"]
        right = len(password or "") <= MAX_LENGTH and check_password_hash(stored, password or "")
        if open_to:
            self.update_user_auth_stat(user, right)
        else:
            self._note_refusal(user)
        return user if open_to and right else None

    def _may_enter(self, user: Any) -> bool:
        return user.is_active and not demo_accounts.is_barred(user) and attempts.may_try(db.session(), user.id)

    def update_user_auth_stat(self, user: Any, success: bool = True) -> None:
        """Count failures and note the time of success, in a transaction of its own."""
        identity, name = user.id, audit.person_name(user)
        db.session.rollback()
        with apart() as connection:
            if success:
                attempts.succeeded(connection, identity, name)
                connection.execute(
                    update(self.user_model)
                    .where(self.user_model.id == identity)
                    .values(last_login=now(), changed_on=self.user_model.changed_on)
                )
            else:
                attempts.failed(connection, identity, name)

    def _note_refusal(self, user: Any) -> None:
        """What was typed as an unknown name is not kept: it may be a password."""
        identity, label = (user.id, f"{audit.person_name(user)}（已停用或已锁定）") if user else (None, "未知的用户名")
        db.session.rollback()
        with apart() as connection:
            audit.record(connection, audit.Deed.SIGN_IN_FAILED, "ab_user", identity, label)

    def on_user_logout(self, user: Any) -> None:
        """Sessions of this account end everywhere: a cookie kept by someone else is of no use."""
        sessions.end_all(db.session(), user.id)
        audit.record(
            db.session(), audit.Deed.SIGN_OUT, "ab_user", user.id, audit.person_name(user),
            actor=(user.id, audit.person_name(user)),
        )  # fmt: skip
        db.session.commit()

    def reset_password(self, userid: int, password: str) -> None:
        """Set a password under the rules of the portal."""
        accounts.change_password(db.session(), self.get_user_by_id(userid), password)
        db.session.commit()
