"""The order in which the application is put together. Order matters: database, migrations, CSRF, then FAB, then screens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask
from flask_appbuilder import AppBuilder
from flask_migrate import Migrate

from config import Config
from portal import models as _models  # noqa: F401  (every table must be known before mappers are configured)
from portal.campaigns import following
from portal.exchange import listening
from portal.exchange import pages as exchange
from portal.feedback import uploads
from portal.foundation.database import db, engine_options, prepare_engine
from portal.grids import tree
from portal.security import roles, row_guard, trail
from portal.web import addresses, bodies, errors, once, pages, requests, static_files, told
from portal.web.csrf import PortalCsrf

MIGRATIONS = Path(__file__).parent / "migrations"

FAB_SETTINGS: dict[str, Any] = {
    "APP_NAME": "网格化服务管理平台",
    "APP_THEME": "",
    "FAB_BASE_TEMPLATE": "portal/base.html",
    "BABEL_DEFAULT_LOCALE": "zh",
    "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
    "LANGUAGES": {"zh": {"flag": "cn", "name": "中文"}},
    "AUTH_TYPE": 1,
    "AUTH_ROLE_ADMIN": roles.SYSTEM,
    "RATELIMIT_ENABLED": True,
    "AUTH_ROLE_PUBLIC": roles.VISITOR,
    "FAB_PASSWORD_COMPLEXITY_ENABLED": False,
    "FAB_CREATE_DB": False,
    "FAB_UPDATE_PERMS": False,  # permissions are written by `portal provision` alone, see portal.security.grants
    "FAB_ADD_SECURITY_PERMISSION_VIEW": False,
    "FAB_ADD_SECURITY_VIEW_MENU_VIEW": False,
    "FAB_ADD_SECURITY_PERMISSION_VIEWS_VIEW": False,
    "FAB_API_MAX_PAGE_SIZE": 100,
    "FAB_API_SWAGGER_UI": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "MAX_CONTENT_LENGTH": 16 * 1024 * 1024,
    "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
    "WTF_CSRF_TIME_LIMIT": None,
}


def assemble(app: Flask, config: Config) -> None:
    """Put all extensions and screens on the application."""
    app.config.from_mapping(FAB_SETTINGS)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(config)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    addresses.install(app)
    with app.app_context():
        db.init_app(app)
        prepare_engine(db.engine)
        Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True)
        row_guard.install(db.session.session_factory)
        trail.install(db.session.session_factory)
        tree.install()
        following.install(db.session.session_factory)
        listening.install([following.hear])
        requests.install(app)
        static_files.install(app)
        pages.install(app)
        once.install(app)
        told.install(app)
        exchange.install(app)
        uploads.install(app)
        bodies.install(app)
        csrf = PortalCsrf(app)
        _add_screens(app, csrf)
        errors.install(app)


def _add_screens(app: Flask, csrf: PortalCsrf) -> None:
    from portal import navigation
    from portal.desk.views import HomeView
    from portal.security.manager import PortalSecurityManager

    appbuilder = AppBuilder(app, db.session, indexview=HomeView, security_manager_class=PortalSecurityManager)
    navigation.register(appbuilder)
