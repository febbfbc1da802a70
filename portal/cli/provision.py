"""`portal provision`: migrations, permissions and roles, once; doing it again changes nothing."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from portal.cli.chinese import ChineseCommand


@click.command(cls=ChineseCommand, help="建立或升级数据库，写入权限与角色（可重复执行）")
@with_appcontext
def provision() -> None:
    """Bring the database to this version."""
    from portal.cli.steps import provision_database

    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    for step in provision_database(app.config["PORTAL"], app):
        click.echo(step)
