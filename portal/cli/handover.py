"""`portal handover export|import`: issues of outside platforms, as on the screen of the same name.

Exit codes: 0 done, 1 refused, 2 wrong arguments, 3 nothing to hand over or take in, 4 rows stayed out.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.cli import Exit
from portal.cli.chinese import ChineseGroup
from portal.foundation import audit
from portal.issues import handover, handover_file
from portal.jobs.transactions import transaction

_PLATFORM = click.argument("platform", metavar="平台代号")


@click.group("handover", cls=ChineseGroup, help="外部平台：导出要交出的诉求，导入平台的答复")
def handing_over() -> None:
    """The `portal handover` topic."""


@handing_over.command("export", help="导出要交给平台的诉求；文件名以 .jsonl 结尾写 JSON 行，否则写 Excel 表格")
@_PLATFORM
@click.option(
    "--out",
    metavar="文件",
    required=True,
    help="写到哪个文件",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
)
@with_appcontext
def export(platform: str, out: Path) -> None:
    """What waits is handed over; what was handed over before and is not answered comes after it."""
    write = handover_file.write_lines if out.suffix == ".jsonl" else handover_file.write_workbook
    with transaction() as session:
        found = handover.platform_named(session, platform)
        again = handover.handed(session, found)
        new = handover.hand_over(session, found)
        rows, file = list(handover_file.rows(session, found, new, again)), io.BytesIO()
        write(file, found, rows)
        out.write_bytes(file.getvalue())
        audit.record(
            session,
            audit.Deed.EXPORT,
            "issue_handover",
            None,
            f"交“{found.name}”{len(new)} 件，另有已导出 {len(again)} 件",
        )
    click.echo(f"新增 {len(new)} 件，已导出 {len(again)} 件：{out}")
    sys.exit(Exit.OK if rows else Exit.NOTHING)


@handing_over.command("import", help="试一遍平台返回的文件；另加“真正导入”的选项才存下来")
@_PLATFORM
@click.argument("file", metavar="文件", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", "applies", is_flag=True, help="真正导入")
@with_appcontext
def take_in(platform: str, file: Path, applies: bool) -> None:
    """Say what becomes of each row; keep it with --apply."""
    with transaction() as session:
        found = handover.platform_named(session, platform)
        answers, wrong = handover_file.read_answers(session, file)
        verdicts = handover.receive(session, found, answers)
        if not applies:
            session.rollback()
    for each in verdicts:
        click.echo(f"第 {each.row} 行 {each.number}：{each.sentence}")
    for row, number, sentence in wrong:
        click.echo(f"第 {row} 行 {number}：{sentence}", err=True)
    stored = sum(each.kind == "stored" for each in verdicts)
    click.echo(f"{'已导入' if applies else '可以导入'} {stored} 条")
    refused = wrong or any(each.kind == "refused" for each in verdicts)
    sys.exit(Exit.MISSING if refused else Exit.OK if stored else Exit.NOTHING)
