"""The command line: one file a topic, the same services as the screens.

Commands commit; services never do.
"""

from __future__ import annotations

from typing import Any

import click
from flask import Flask
from flask.cli import FlaskGroup


def add_commands(app: Flask) -> None:
    """Put every topic on the application's command line."""
    from portal.cli import provision

    for command in (provision.provision,):
        app.cli.add_command(command)


def _create(*_arguments: Any) -> Flask:
    from portal import create_app

    return create_app()


@click.group(cls=FlaskGroup, create_app=_create, add_version_option=False, help="网格化服务管理平台:命令行")
def main() -> None:
    """The `portal` command."""
