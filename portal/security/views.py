"""Screens of accounts, roles and signing in."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.security.views import AuthDBView, RoleModelView, UserDBModelView


class SignInView(AuthDBView):
    """The sign-in page."""


class AccountView(UserDBModelView):
    """Accounts."""

    list_columns: Any = ["last_name", "first_name", "username", "active", "roles"]


class RoleView(RoleModelView):
    """Roles: read only, they come from the table in `portal.security.roles`."""

    list_columns: Any = ["name"]
