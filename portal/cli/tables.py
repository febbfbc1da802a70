"""`portal table list|make`: the tables of the plan, filled from the records into a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from portal.cli.chinese import ChineseGroup
from portal.foundation.audit import Deed, record
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.jobs.transactions import transaction
from portal.plans.current import profile_in_force
from portal.tables import making, offering, periods
from portal.tables.filling import fill
from reports.ledgers import Ledger
from seeds.sections.tables import ExportTable


@click.group("table", cls=ChineseGroup, help="实施方案要求的统计报表：列出、生成")
def table() -> None:
    """The `portal table` topic."""


@table.command("list", help="列出正在使用的方案要求的报表")
@with_appcontext
def list_() -> None:
    """Key, forms and name, one table a line."""
    with transaction(reading=True) as session:
        for each in profile_in_force(session).tables:
            click.echo(f"{each.key}\t{'、'.join(each.forms)}\t{each.name}")


@table.command("make", help="生成一张报表；代号见列出报表的命令")
@click.argument("key", metavar="代号")
@click.option("--grid", "code", metavar="编码", help="任一级网格的编码；不填则为全部")
@click.option(
    "--period",
    metavar="时段",
    help="如 2026-03、2026Q1、2026、2026-03-02_2026-03-08，活动用 c 加编号；不填则为最近一期",
)
@click.option("--form", type=click.Choice(list(making.FORMS)), default="xlsx", show_default=True, help="文件格式")
@click.option("--out", metavar="文件", required=True, help="写到哪个文件",
              type=click.Path(dir_okay=False, writable=True, path_type=Path))  # fmt: skip
@with_appcontext
def make(key: str, code: str | None, period: str | None, form: str, out: Path) -> None:
    """One table into a file, however long."""
    with transaction(reading=True) as session:
        asked = _table(session, key)
        ledger = _filled(session, asked, _grid(session, code), period)
    file = making.pdf(ledger) if form == "pdf" else making.workbook(ledger)
    out.write_bytes(file)
    with transaction() as session:
        record(
            session, Deed.EXPORT, "table", None, f"报表“{asked.name}”{ledger.unit} {ledger.period} {ledger.count} 行"
        )
    click.echo(f"{asked.name}：{ledger.unit} {ledger.period} 共 {ledger.count} 行，已写入 {out}")


def _table(session: Any, key: str) -> ExportTable:
    found = {each.key: each for each in profile_in_force(session).tables}
    if key not in found:
        raise click.BadParameter(
            f"没有代号为 {key} 的报表，可用：{'、'.join(found) or '（方案没有报表）'}", param_hint="KEY"
        )
    return found[key]


def _grid(session: Any, code: str | None) -> Grid | None:
    if code is None:
        found: Grid | None = offering.usual_grid(session)
        return found
    grid: Grid | None = session.scalar(select(Grid).where(Grid.code == code))
    if grid is None:
        raise click.BadParameter(f"没有编码为 {code} 的网格", param_hint="--grid")
    return grid


def _filled(session: Any, asked: ExportTable, grid: Grid | None, key: str | None) -> Ledger:
    period = periods.chosen(session, asked, key)
    if period is None and key:
        names = "、".join(each.key for each in periods.offered(session, asked)) or "（还没有）"
        raise click.BadParameter(f"“{asked.name}”没有这个时段，可用：{names}", param_hint="--period")
    if period is None:
        raise offering.not_begun(session, asked)
    ledger = fill(session, asked, offering.ground_for(session, asked, grid, period))
    if not ledger.count:
        raise Refusal(offering.NEXT_STEP[asked.subject])
    return ledger
