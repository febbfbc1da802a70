"""`portal print letters|cards|assessments`: what a clerk orders on screen, into a file.

Exit codes: 0 printed, 1 failed, 2 wrong arguments, 3 nothing to print, 4 something is missing and --strict was given.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from portal.cli import Exit
from portal.cli.chinese import ChineseGroup
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.jobs.queues import BrokerDown, broker_of
from portal.jobs.transactions import transaction
from portal.printing import assembling, rendering, services
from portal.printing.dispatch import dispatch
from portal.printing.finishing import finished
from portal.printing.household_check import preview_grid
from portal.printing.jobs import store_of
from portal.printing.kinds import KINDS
from portal.printing.models import PrintBatch
from portal.printing.preview import Preview
from portal.printing.progress import Progress, progress_of
from portal.printing.rules import BatchState, PrintKind
from portal.printing.sheets import assessments_below, preview_assessments

POLL_SECONDS = 0.5
SHOWN_PROBLEMS = 20
BY = "命令行"


@click.group("print", cls=ChineseGroup, help="印制致群众一封信、服务联系卡、考核表")
def printing() -> None:
    """The `portal print` topic."""


def _options(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--archive", is_flag=True, help="存档格式（PDF/A-2b）"),
        click.option("--duplex", is_flag=True, help="供双面打印：每份从新的一张纸正面开始，需要时加空白背面"),
        click.option("--strict", is_flag=True, help="有缺项就不印（退出代码 4）"),
        click.option("--inline", is_flag=True, help="不经任务队列，就在本进程里印"),
        click.option(
            "--out",
            metavar="文件",
            required=True,
            help="写到哪个 PDF 文件",
            type=click.Path(dir_okay=False, writable=True, path_type=Path),
        ),
        click.option("--grid", "code", required=True, metavar="编码", help="任一级网格的编码"),
    ):
        command = option(command)
    return command


_again = click.option("--reason", metavar="原因", help="今年已印过的住户再印时必填：为什么再印")


def _because(plan: Preview, reason: str | None) -> Preview:
    """The plan with the reason why some of it is printed again."""
    return replace(plan, reason=reason)


class _Asked(NamedTuple):
    """What the options that all commands share say."""

    code: str
    out: Path
    inline: bool
    strict: bool
    archive: bool
    duplex: bool


@printing.command("letters", help="印《致群众一封信》，每户一页，按走访次序")
@_options
@_again
@with_appcontext
def letters(reason: str | None, **asked: Any) -> None:
    """Letters for a grid and below."""
    _print(lambda session, grid: _because(preview_grid(session, PrintKind.LETTERS, grid), reason), _Asked(**asked))


@printing.command("cards", help="印服务联系卡，每户一张，每张 A4 十张")
@_options
@_again
@with_appcontext
def cards(reason: str | None, **asked: Any) -> None:
    """Cards for a grid and below."""
    _print(lambda session, grid: _because(preview_grid(session, PrintKind.CARDS, grid), reason), _Asked(**asked))


@printing.command("assessments", help="印考核表，每人（或每格）一页")
@_options
@click.option("--period", metavar="考核期", help="如 2025 或 2025Q3；不填则印全部考核期")
@with_appcontext
def assessments(period: str | None, **asked: Any) -> None:
    """Assessment sheets for a grid and below."""
    _print(
        lambda session, grid: preview_assessments(session, assessments_below(session, grid, period)), _Asked(**asked)
    )


def _print(plan: Callable[[Any, int], Preview], asked: _Asked) -> None:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if not asked.out.absolute().parent.is_dir():
        raise click.BadParameter(f"目录 {asked.out.parent} 不存在", param_hint="--out")
    batch_id = _order(app, plan, asked)
    done = _here(app, batch_id) if asked.inline else _through_queue(app, batch_id)
    if done.state != BatchState.READY:
        _end(Exit.FAILED, done.sentence)
    with transaction(reading=True) as session:
        name = session.get_one(PrintBatch, batch_id).output
    with store_of(app).open(str(name)) as source, asked.out.open("wb") as target:
        shutil.copyfileobj(source, target)
    click.echo(f"{done.sentence}：{asked.out}")


def _order(app: Flask, plan: Callable[[Any, int], Preview], asked: _Asked) -> int:
    planned = finished(_plan(plan, asked.code, asked.strict), asked._asdict())
    store_of(app).check_room(len(planned.subjects), KINDS[planned.kind].item_bytes)
    with transaction() as session:
        return services.place(session, planned, BY, app.config["PORTAL"].letters_per_chunk).id


def _plan(plan: Callable[[Any, int], Preview], code: str, strict: bool) -> Preview:
    """The check, while others may write."""
    with transaction(reading=True) as session:
        grid_id = session.scalar(select(Grid.id).where(Grid.code == code))
        if grid_id is None:
            raise click.BadParameter(f"没有编码为 {code} 的网格", param_hint="--grid")
        try:
            planned = plan(session, grid_id)
        except Refusal as refusal:
            _end(Exit.NOTHING, refusal.message)
    _report(planned)
    if strict and planned.problems:
        _end(Exit.MISSING, f"有 {len(planned.problems)} 处缺项，未印制")
    return planned


def _report(plan: Preview) -> None:
    """What is missing, on standard error, before anything is queued."""
    lines = plan.missing.splitlines()
    for line in lines[:SHOWN_PROBLEMS]:
        click.echo(line, err=True)
    if len(lines) > SHOWN_PROBLEMS:
        click.echo(f"…… 共 {len(lines)} 条", err=True)


def _here(app: Flask, batch_id: int) -> Progress:
    """Print in this process; a chunk that a worker took meanwhile is waited for."""
    store = store_of(app)
    with transaction(reading=True) as session:
        chunks = services.chunk_ids(session, batch_id)
    with _bar(_progress(batch_id).total) as bar:
        for chunk_id in chunks:
            rendering.print_chunk(chunk_id, store)
            _move(bar, _progress(batch_id))
    assembling.assemble(batch_id, store)
    return _wait(batch_id)


def _through_queue(app: Flask, batch_id: int) -> Progress:
    try:
        dispatch(broker_of(app), batch_id)
    except BrokerDown as down:
        click.echo(down.message, err=True)
    return _wait(batch_id)


def _wait(batch_id: int) -> Progress:
    """Until the batch has ended. Ctrl-C leaves it in the queue."""
    with _bar(_progress(batch_id).total) as bar:
        while (now := _progress(batch_id)).open:
            _move(bar, now)
            time.sleep(POLL_SECONDS)
        _move(bar, now)
    return now


def _progress(batch_id: int) -> Progress:
    with transaction(reading=True) as session:
        return progress_of(session, session.get_one(PrintBatch, batch_id))


def _bar(total: int) -> Any:
    return click.progressbar(length=total, label="印制", file=sys.stderr)


def _move(bar: Any, to: Progress) -> None:
    bar.update(to.done - bar.pos)


def _end(code: int, sentence: str) -> Any:
    click.echo(sentence, err=True)
    sys.exit(code)
