"""The command line: one file a topic, the same services as the screens.

Commands commit; services never do.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.exc import SQLAlchemyError

from portal.cli.chinese import ChineseGroup, sentence_of
from portal.foundation.constraints import refusal_for
from portal.foundation.errors import Refusal
from seeds.problems import ProfileError


class Exit:
    """What the exit codes mean."""

    OK, FAILED, USAGE, NOTHING, MISSING = 0, 1, 2, 3, 4


TOPICS = {
    "provision": ("provision", "provision"),
    "plan": ("plan", "plan"),
    "demo": ("demo", "demo"),
    "grids": ("grids", "grids"),
    "campaign": ("campaigns", "campaign"),
    "assess": ("assess", "assess"),
    "print": ("printing", "printing"),
    "table": ("tables", "table"),
    "import": ("exchange", "importing"),
    "export": ("exchange", "export"),
    "calendar": ("calendar", "calendar"),
    "handover": ("handover", "handing_over"),
    "accounts": ("accounts", "accounts"),
    "health": ("health", "health"),
    "worker": ("worker", "worker"),
    "reconciler": ("worker", "reconciler"),
}
"""Topic -> the module in this package and the command in it."""


def _create() -> Flask:
    from portal import create_app

    return create_app()


class Topics(ChineseGroup):
    """Imports a topic only when it is called: what prints takes a second to import."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All topics, in the order of the table."""
        return list(TOPICS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a topic."""
        if cmd_name not in TOPICS:
            return None
        module, name = TOPICS[cmd_name]
        command: click.Command = getattr(import_module(f"portal.cli.{module}"), name)
        return command


@click.group(cls=Topics, help="网格化服务管理平台：命令行。设置取自环境变量，见 docs/settings.md")
def cli() -> None:
    """The `portal` command."""


def main() -> None:
    """Run a command; a refusal is a sentence and exit code 1, a wrong call exit code 2."""
    try:
        result: Any = cli.main(
            prog_name="portal", standalone_mode=False, obj=ScriptInfo(create_app=lambda *_: _create())
        )
    except (click.exceptions.Abort, click.ClickException, Refusal, ProfileError, SQLAlchemyError, OSError) as error:
        click.echo(_told(error), err=True)
        sys.exit(Exit.USAGE if isinstance(error, click.ClickException) else Exit.FAILED)
    sys.exit(result if isinstance(result, int) else Exit.OK)


def _told(error: Exception) -> str:
    if isinstance(error, click.ClickException):
        return sentence_of(error)
    if isinstance(error, ProfileError):
        return "\n".join(str(problem) for problem in error.problems)
    if isinstance(error, SQLAlchemyError):
        refusal = refusal_for(error)
        return refusal.message if refusal else f"数据库不可用或还没有建立（请先执行 portal provision）：{error}"
    if isinstance(error, OSError):
        return f"文件“{error.filename}”不能读写：{error.strerror}"
    return error.message if isinstance(error, Refusal) else "已中断"
