"""`portal calendar`: the office's working days."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from portal.cli.chinese import ChineseGroup
from portal.foundation import audit
from portal.foundation.calendar import CalendarDay, lay_down, years_unknown
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.issues.calendar_sheet import days_in


@click.group(cls=ChineseGroup, help="工作日历：导入放假安排、列出")
def calendar() -> None:
    """The calendar."""


@calendar.command("list", help="列出另行安排的日子，并说明哪一年还不知道放假安排")
@with_appcontext
def list_days() -> None:
    """One line a day."""
    for row in db.session.scalars(select(CalendarDay).order_by(CalendarDay.day)):
        click.echo(f"{row.day}  {'上班' if row.works else '休息'}  {row.name}")
    for year in years_unknown(db.session(), today()):
        click.echo(f"还不知道 {year} 年的放假安排，暂按周一至周五上班计算", err=True)


@calendar.command("import", help="导入一张表：日期、上班或休息、名称（.xlsx、.xls、.csv）")
@click.argument("file", metavar="文件", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def import_days(file: Path) -> None:
    """All days of the file, or none."""
    count = lay_down(db.session(), days_in(file))
    audit.record(db.session(), audit.Deed.IMPORT, CalendarDay.__tablename__, None, f"工作日历 {count} 天")
    db.session.commit()
    click.echo(f"已导入 {count} 天")
