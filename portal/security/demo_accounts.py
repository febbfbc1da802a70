"""Accounts of the demo town have a password that everybody knows; outside demo mode they open nothing."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import ColumnElement, true

MAIL = "@demo.invalid"
"""The mail domain that marks a demo account; no screen sets or changes an address."""


def is_barred(user: Any) -> bool:
    """Whether this is a demo account in a portal that is not in demo mode."""
    return str(user.email).endswith(MAIL) and not current_app.config["PORTAL"].demo


def usable() -> ColumnElement[bool]:
    """The accounts that are not barred, as a condition."""
    return true() if current_app.config["PORTAL"].demo else ~User.email.endswith(MAIL, autoescape=True)
