"""What happens around every request: read-only transactions, scope, idle sessions, a nonce and safe headers."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request
from flask_login import current_user

from portal.foundation.database import db, set_reading
from portal.security.people import scope_for
from portal.security.scope import NOTHING, set_scope

READING = ("GET", "HEAD", "OPTIONS")


def install(app: Flask) -> None:
    """Put the hooks on the application, before FAB adds its own."""
    app.before_request(_begin)
    app.after_request(_headers)
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def csp_nonce() -> str:
    """The nonce that scripts of this page carry."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def _begin() -> None:
    set_reading(request.method in READING)
    session = db.session()
    set_scope(session, NOTHING)
    if request.endpoint != "static" and current_user and current_user.is_authenticated:
        set_scope(session, scope_for(session, current_user.id))


def _headers(response: Response) -> Response:
    images = "".join(f" {origin}" for origin in g.get("image_origins", ()))
    response.headers.setdefault(
        "Content-Security-Policy",
        f"default-src 'self'; script-src 'self' 'nonce-{csp_nonce()}'; style-src 'self' 'unsafe-inline';"
        f" img-src 'self' data: blob:{images}; frame-ancestors 'self'; form-action 'self'; base-uri 'self'; object-src 'none'",
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response
