"""The steps of provisioning, used by the command and by the tests."""

from __future__ import annotations

from collections.abc import Iterator

from config import Config


def provision_database(config: Config) -> Iterator[str]:
    """Migrate, then write permissions and roles; yields a sentence after each step."""
    import flask_migrate

    from portal import create_app
    from portal.foundation.database import db
    from portal.security.manager import sync_roles

    app = create_app(config)
    with app.app_context():
        flask_migrate.upgrade()
        manager = app.appbuilder.sm  # type: ignore[attr-defined]
        for name in (manager.auth_role_admin, manager.auth_role_public):
            manager.add_role(name)
        db.session.remove()
        db.engine.dispose()
        yield "数据库结构已是最新"
    app = create_app(config, provisioning=True)
    with app.app_context():
        sync_roles(app.appbuilder.sm)  # type: ignore[attr-defined]
        db.session.remove()
        db.engine.dispose()
        yield "权限与角色已写入"
