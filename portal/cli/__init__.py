"""The command line: one file a topic, the same services as the screens.

Commands commit; services never do.
"""

from __future__ import annotations

import sys
from typing import Any

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.exc import StatementError

from portal.cli.chinese import ChineseGroup, sentence_of
from portal.foundation.constraints import refusal_for
from portal.foundation.errors import Refusal
from seeds.problems import ProfileError


class Exit:
    """What the exit codes mean."""

    OK, FAILED, USAGE, NOTHING, MISSING = 0, 1, 2, 3, 4


def _create() -> Flask:
    from portal import create_app

    return create_app()


@click.group(cls=ChineseGroup, help="网格化服务管理平台:命令行。设置取自环境变量,见 docs/settings.md")
def cli() -> None:
    """The `portal` command."""


def _add_topics() -> None:
    from portal.cli import accounts, demo, grids, health, plan, printing, provision, worker

    topics = (
        provision.provision,
        plan.plan,
        demo.demo,
        grids.grids,
        printing.printing,
        accounts.accounts,
        health.health,
    )
    for command in (*topics, worker.worker, worker.reconciler):
        cli.add_command(command)


def main() -> None:
    """Run a command; a refusal is a sentence and exit code 1, a wrong call exit code 2."""
    _add_topics()
    try:
        result: Any = cli.main(standalone_mode=False, obj=ScriptInfo(create_app=lambda *_: _create()))
    except click.exceptions.Abort:
        click.echo("已中断", err=True)
        sys.exit(Exit.FAILED)
    except click.ClickException as error:
        click.echo(sentence_of(error), err=True)
        sys.exit(Exit.USAGE)
    except Refusal as refusal:
        click.echo(refusal.message, err=True)
        sys.exit(Exit.FAILED)
    except StatementError as error:
        refusal = refusal_for(error)
        sentence = refusal.message if refusal else f"数据库不可用或还没有建立(请先执行 portal provision):{error.orig}"
        click.echo(sentence, err=True)
        sys.exit(Exit.FAILED)
    except ProfileError as error:
        click.echo("\n".join(str(problem) for problem in error.problems), err=True)
        sys.exit(Exit.FAILED)
    sys.exit(result if isinstance(result, int) else Exit.OK)
