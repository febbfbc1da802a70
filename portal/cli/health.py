"""`portal health`: is everything there that the portal needs?"""

from __future__ import annotations

from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from portal.cli import Exit
from portal.cli.chinese import ChineseCommand
from portal.foundation.database import db
from reports.errors import ReportError


@click.command(cls=ChineseCommand, help="检查数据库、任务队列、字体和文件目录；有问题时退出码为 1")
@with_appcontext
def health() -> int:
    """One line a part; exit code 1 when one is missing."""
    failed = 0
    for name, check, hint in PARTS:
        try:
            click.echo(f"正常  {name}：{check()}")
        except ReportError as error:
            failed += 1
            click.echo(f"故障  {name}：{error}", err=True)
        except Exception:  # whatever is wrong with a part, the others are looked at
            failed += 1
            click.echo(f"故障  {name}：{hint}", err=True)
    return Exit.FAILED if failed else Exit.OK


def _database() -> str:
    function: Any = func.spatialite_version if current_app.config["PORTAL"].on_spatialite else func.postgis_lib_version
    return f"空间扩展 {db.session.scalar(select(function()))}"


def _broker() -> str:
    from redis import Redis

    connection: Any = Redis.from_url(current_app.config["PORTAL"].broker_url, socket_timeout=2)
    return f"版本 {connection.info('server')['redis_version']}"


def _fonts() -> str:
    from reports import fonts

    fonts.check_machine()
    return "齐全"


def _files() -> str:
    import fsspec

    address = current_app.config["PORTAL"].files_url
    system, path = fsspec.core.url_to_fs(address)
    system.makedirs(path, exist_ok=True)
    return str(address)


PARTS = (
    ("数据库", _database, "不可用，请检查 DATABASE_URL，并先执行 portal provision"),
    ("任务队列", _broker, "连接不上，请检查 BROKER_URL，并确认 Valkey/Redis 已启动"),
    ("印刷字体", _fonts, "不可用，请安装 fonts-noto-cjk、fonts-noto-core 和 fonts-hanazono"),
    ("文件目录", _files, "不能写入，请检查 FILES_URL"),
)
"""What is looked at: its name, the check, and what to do when it fails."""
