"""What happens around every request: read-only transactions, scope, sessions that end, a nonce and safe headers."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Flask, Response, abort, current_app, flash, g, redirect, request, session, url_for
from flask_login import current_user
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.foundation.clock import now
from portal.foundation.database import db, set_reading
from portal.security import refusals, sessions
from portal.security.passwords import DUE
from portal.security.people import scope_for
from portal.security.scope import NOTHING, set_scope
from portal.security.sign_in import IDLE_MINUTES
from portal.web.reading import only_reads
from portal.web.static_files import ENDPOINTS

_FOR_VISITORS = (*ENDPOINTS, "SignInView.login", "SignInView.logout")
_WITHOUT_ACCOUNT = ("ResidentDoor",)
"""Screens for people without an account, which open by a word of their own."""
_WITHOUT_CHANGE = ("ResetMyPasswordView.this_form_get", "ResetMyPasswordView.this_form_post", "SignInView.logout")
"""What may be done while the password is due for a change."""
_UNATTENDED = (
    "PrintView.progress", "PrintOrderView.progress", "ImportView.progress", "CampaignView.waiting", "PlanView.applying",
)  # fmt: skip
"""What a page asks for by itself, again and again: no sign that anybody sits before it."""
_YEAR = 365 * 24 * 3600


def install(app: Flask) -> None:
    """Put the hooks on the application, before FAB adds its own."""
    if app.config["PORTAL"].https:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    app.before_request(_begin)
    app.before_request(_visitor)
    app.before_request(_due)
    app.after_request(_headers)
    app.after_request(refusals.keep)
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def csp_nonce() -> str:
    """The nonce that scripts of this page carry."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def _begin() -> None:
    set_reading(only_reads())
    own = db.session()
    set_scope(own, NOTHING)
    if request.endpoint in ENDPOINTS or not current_user:
        return
    if current_user.is_authenticated:
        if request.endpoint not in _UNATTENDED:
            sessions.touch(session, now())
        set_scope(own, scope_for(own, current_user.id))
    elif "was_idle" in g:
        sessions.end_here()
        flash(f"超过 {IDLE_MINUTES} 分钟未操作，已自动退出，请重新登录", "warning")


def _visitor() -> Any:
    """Nothing is open to who is not signed in, whatever a view forgets to ask; REST asks for cookie or token itself."""
    if request.endpoint in (None, *_FOR_VISITORS) or request.blueprint in _WITHOUT_ACCOUNT:
        return None
    if request.path.startswith("/api/") or current_user.is_authenticated:
        return None
    if request.accept_mimetypes.best == "application/json":
        abort(401)
    wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
    if wanted not in {"", "/"} and "was_idle" not in g:
        flash("请先登录，再打开刚才的页面", "info")
    after = wanted if wanted not in {"", "/"} else None
    return redirect(url_for("SignInView.login", next=after))


def _due() -> Any:
    if request.endpoint in (*ENDPOINTS, *_WITHOUT_CHANGE) or "account_state" not in g:
        return None
    if not sessions.must_change_password(g.account_state, now()):
        return None
    flash(DUE, "warning")
    return redirect(url_for("ResetMyPasswordView.this_form_get"))


def _headers(response: Response) -> Response:
    config = current_app.config["PORTAL"]
    response.headers.setdefault("Content-Security-Policy", _policy())
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), payment=(), geolocation=(self)")
    if config.https:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR}")
    if request.endpoint not in ENDPOINTS and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response


def _policy() -> str:
    """Nothing from outside; the page of the map names the hosts of its tiles."""
    tiles = "".join(f" {origin}" for origin in g.get("image_origins", ()))
    return (
        f"default-src 'self'; script-src 'self' 'nonce-{csp_nonce()}'; style-src 'self' 'unsafe-inline';"
        f" img-src 'self' data: blob:{tiles}; frame-ancestors 'self'; form-action 'self'; base-uri 'self'; object-src 'none'"
    )
