"""The steps of provisioning, used by the command and by the tests."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from config import Config


def provision_database(config: Config, app: Flask | None = None) -> Iterator[str]:
    """Migrate, then write permissions and roles; yields a sentence after each step. A second time nothing changes."""
    import flask_migrate

    from portal import create_app
    from portal.foundation.database import db
    from portal.security.grants import write_roles

    app = app or create_app(config)
    with app.app_context(), _alone(config):
        flask_migrate.upgrade()
        yield "数据库结构已是最新"
        write_roles(db.session())
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
        yield "权限与角色已写入"


@contextmanager
def _alone(config: Config) -> Iterator[None]:
    """One process of an instance at a time: SpatiaLite's own tables are made on connecting, before any transaction."""
    with (config.instance / "provision.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
