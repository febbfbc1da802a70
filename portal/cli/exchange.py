"""`portal import …` and `portal export …`: what a clerk does on screen with Excel, from the command line.

Exit codes: 0 done, 1 failed or refused, 2 wrong arguments, 3 nothing to import, 4 rows stayed out and --strict was given.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from portal.cli import Exit
from portal.cli.chinese import ChineseCommand, ChineseGroup
from portal.exchange import exporting, files, services
from portal.exchange.actors import COMMAND_LINE
from portal.exchange.declaration import Workbook
from portal.exchange.models import ImportFinding, ImportRun
from portal.exchange.progress import progress_of
from portal.exchange.rules import RunState
from portal.exchange.source import sheet_version
from portal.exchange.steps import run_step
from portal.exchange.template import write_records, write_template
from portal.foundation import audit
from portal.foundation.errors import Refusal
from portal.jobs.transactions import transaction

SHOWN_FINDINGS = 20


class _Sheet(click.ParamType):  # type: ignore[type-arg]  # generic in the stubs only
    name = "表"

    def convert(self, value: Any, param: Any, ctx: Any) -> Workbook:
        """A sheet by its key or its title."""
        from portal.navigation import sheets

        if isinstance(value, Workbook):
            return value
        known = sheets()
        found = known.get(value) or next((each for each in known.values() if each.title == value), None)
        if found is None:
            self.fail(
                "应为 " + "、".join(f"{each.key}（{each.title}）" for each in known.values()) + " 之一", param, ctx
            )
        return found


_SHEET = click.argument("sheet", metavar="表", type=_Sheet())
_FILE = click.argument("file", metavar="文件", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_OUT = click.option(
    "--out",
    metavar="文件",
    required=True,
    help="写到哪个表格文件",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
)
_BOOK = click.option(
    "--problems",
    metavar="文件",
    help="把有错误的行写到哪个表格文件",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
)
_STRICT = click.option("--strict", is_flag=True, help="有一行有错误就不导入（退出代码 4）")


@click.group("import", cls=ChineseGroup, help="批量导入表格：模板、检查、导入、撤销")
def importing() -> None:
    """The `portal import` topic."""


@importing.command("sheets", help="列出可以导入的表")
def list_sheets() -> None:
    """One line a sheet."""
    from portal.navigation import sheets

    for each in sheets().values():
        click.echo(f"{each.key:<18}{each.title}：{each.hint}")


@importing.command(help="写一个空白模板")
@_SHEET
@_OUT
@with_appcontext
def template(sheet: Workbook, out: Path) -> None:
    """An empty workbook to fill in."""
    with transaction(reading=True) as session, out.open("wb") as target:
        write_template(target, sheet.make(session, COMMAND_LINE).sheet, sheet_version(session))
    click.echo(f"已写入模板：{out}")


@importing.command(help="检查一个文件，不写入任何数据")
@_SHEET
@_FILE
@_BOOK
@with_appcontext
def check(sheet: Workbook, file: Path, problems: Path | None) -> int:
    """Exit code 1 when the file is refused, 4 when rows would stay out."""
    run = _checked(sheet, file, problems)
    _forget(run.id)
    return Exit.MISSING if run.bad else Exit.OK


@importing.command(help="检查并导入一个文件：对的行进库，有错误的行退回")
@_SHEET
@_FILE
@_BOOK
@_STRICT
@with_appcontext
def load(sheet: Workbook, file: Path, problems: Path | None, strict: bool) -> int:
    """Check, then load what is good."""
    run = _checked(sheet, file, problems)
    if strict and run.bad:
        _end(Exit.MISSING, f"有 {run.bad} 行有错误，没有导入")
    try:
        with transaction() as session:
            services.confirm(session, run.id)
    except Refusal as refusal:
        _end(Exit.NOTHING, refusal.message)
    run_step(run.id)
    return _told(_run(run.id), (RunState.DONE,))


@importing.command(help="撤销一次导入；编号在导入时说过，也在页面的地址里")
@click.argument("number", metavar="编号", type=click.IntRange(1, 999_999_999))
@with_appcontext
def undo(number: int) -> int:
    """Take an import back."""
    with transaction() as session:
        services.undo(session, number)
    run_step(number)
    run = _run(number)
    _say_findings(number)
    return _told(run, (RunState.UNDONE,))


@importing.command("list", help="列出最近的导入")
@with_appcontext
def list_runs() -> None:
    """One line an import, the newest first."""
    with transaction(reading=True) as session:
        for run in session.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(20)):
            click.echo(
                f"{run.id:>6}  {run.created_at:%Y-%m-%d %H:%M}  {run.sheet:<18}{run.file_name}  {progress_of(run).sentence}"
            )


@click.command("export", cls=ChineseCommand, help="导出一张表，改后可以再导入")
@_SHEET
@_OUT
@click.option("--full", is_flag=True, help="身份证号不打星号（记入审计）")
@with_appcontext
def export(sheet: Workbook, out: Path, full: bool) -> None:
    """All records in the layout that can be changed and imported."""
    with transaction(reading=True) as session, out.open("wb") as target:
        made = sheet.make(session, replace(COMMAND_LINE, full=full))
        rows = exporting.records(session, made, exporting.every_id(session, made))
        count = write_records(target, made.sheet, sheet_version(session), rows)
        label = exporting.told(sheet, made, count, full)
    with transaction() as session:
        audit.record(session, audit.Deed.EXPORT, made.parts[0].table.name, None, label, actor=(None, COMMAND_LINE.name))
    click.echo(f"已导出 {count} 行：{out}")


def _checked(sheet: Workbook, file: Path, problems: Path | None) -> ImportRun:
    """The import of a file after its check; a refused one ends the command."""
    with file.open("rb") as source:
        stored = services.keep_upload(source)
    with transaction() as session:
        run_id = services.receive(session, COMMAND_LINE, sheet, file.name, stored).id
    run_step(run_id)
    run = _run(run_id)
    if run.state != RunState.CHECKED:
        _forget(run_id)
        raise Refusal(run.error or "这个文件不能导入")
    click.echo(f"编号 {run_id}：{progress_of(run).sentence}")
    _say_findings(run_id)
    if problems is not None and run.book:
        problems.write_bytes(b"".join(files.plain(run.book)))
        click.echo(f"有错误的行已写入：{problems}", err=True)
    return run


def _say_findings(run_id: int) -> None:
    with transaction(reading=True) as session:
        statement = select(ImportFinding).where(ImportFinding.run_id == run_id).order_by(ImportFinding.id)
        found = list(session.scalars(statement.limit(SHOWN_FINDINGS + 1)))
        for each in found[:SHOWN_FINDINGS]:
            place = f"第 {each.row} 行" if each.row else "整个文件"
            click.echo(
                f"{place} {each.column}：{each.message}" if each.column else f"{place}：{each.message}", err=True
            )
    if len(found) > SHOWN_FINDINGS:
        click.echo("…… 全部见问题工作簿（--problems）", err=True)


def _forget(run_id: int) -> None:
    with transaction() as session:
        names = services.remove(session, run_id)
    for name in names:
        files.store().remove(name)


def _run(run_id: int) -> ImportRun:
    with transaction(reading=True) as session:
        run = session.get_one(ImportRun, run_id)
        session.expunge(run)
        return run


def _told(run: ImportRun, good: tuple[RunState, ...]) -> int:
    sentence = f"编号 {run.id}：{progress_of(run).sentence}"
    if run.state not in good:
        _end(Exit.FAILED, sentence)
    click.echo(sentence)
    return Exit.OK


def _end(code: int, sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(code)
