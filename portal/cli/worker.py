"""`portal worker` and `portal reconciler`: the processes behind the queue."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from redis.exceptions import RedisError

from portal.cli.chinese import ChineseCommand
from portal.foundation.errors import Refusal
from portal.jobs.queues import broker_of
from portal.jobs.reconciler import EVERY_SECONDS

if TYPE_CHECKING:
    from portal.printing.dispatch import Passed
    from portal.printing.housekeeping import Tidied

NO_BROKER = (
    "任务队列没有应答：请先启动 Valkey 或 Redis，并用 BROKER_URL 写明它的地址（make run 会一并启动），再运行这个命令"
)


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app


@click.command(cls=ChineseCommand, help="运行一个印制进程，从任务队列领取任务（Ctrl-C 停止）")
@click.option("--burst", is_flag=True, help="队列空了就结束")
@with_appcontext
def worker(burst: bool) -> None:
    """Take print jobs."""
    from portal.exchange import passing
    from portal.foundation.database import db
    from portal.jobs.worker import work
    from reports.errors import ReportError

    if not broker_of(_app()).answers():
        raise Refusal(NO_BROKER)
    passing.sweep()
    db.engine.dispose()
    try:
        work(_app(), burst)
    except ReportError as error:
        raise Refusal(str(error)) from error
    except RedisError as error:
        raise Refusal(NO_BROKER) from error


@click.command(
    cls=ChineseCommand,
    help="核对数据库与任务队列：补排丢失的任务、收回超时的任务、合并已印好的印件、清理到期的印件、接着做中断的导入",
)
@click.option("--once", is_flag=True, help="只核对一遍")
@click.option(
    "--every", type=click.FloatRange(0.1, 30), default=EVERY_SECONDS, show_default=True, help="两遍之间的秒数"
)
@with_appcontext
def reconciler(once: bool, every: float) -> None:
    """Reconcile for ever, or once."""
    from portal.jobs.reconciler import watch

    steps = _steps(_app())
    if not once:
        watch(_app(), steps, every)
        return
    steps.exchange()
    steps.marks()
    tidied = steps.house()
    steps.campaigns()
    imports, passed = steps.imports(), steps.printing()
    click.echo(
        f"收回超时 {passed.expired} 个，补排 {passed.queued} 个，送交合并 {passed.assembled} 批，"
        f"清理到期 {tidied.expired} 批、无主文件 {tidied.orphans} 个，接着导入 {imports} 次"
    )


class _Steps(NamedTuple):
    """What one pass does. Each step stands for itself: a file that cannot be removed, or a broker that is away, stops no other."""

    exchange: Callable[[], object]
    marks: Callable[[], object]
    house: Callable[[], Tidied]
    campaigns: Callable[[], object]
    imports: Callable[[], int]
    printing: Callable[[], Passed]


def _steps(app: Flask) -> _Steps:
    """Called again and again by the same process, they look for orphans only now and then."""
    from portal.campaigns.nightly import follow_nightly
    from portal.exchange.dispatch import dispatch
    from portal.exchange.upkeep import tidy
    from portal.jobs.marks import forget_marks
    from portal.printing.dispatch import reconcile
    from portal.printing.jobs import housekeeper

    broker = broker_of(app)
    return _Steps(
        tidy, forget_marks, housekeeper(app), follow_nightly, partial(dispatch, broker), partial(reconcile, broker)
    )
