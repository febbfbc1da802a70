"""`portal campaign`: list, open, close and follow campaigns of visits, and draw samples."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.campaigns import sampling, services
from portal.campaigns.asked import offered, period_of, section_named
from portal.campaigns.models import Campaign
from portal.campaigns.preview import SHOWN, preview
from portal.campaigns.rules import CampaignState
from portal.campaigns.sampled import lines
from portal.cli import Exit
from portal.cli.asking import grid_coded
from portal.cli.chinese import ChineseGroup
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.grids.models import Grid

BY = "命令行"
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group(cls=ChineseGroup, help="走访活动：列出、开展、结束、跟随住户变动、随机抽取")
def campaign() -> None:
    """Campaigns."""


@campaign.command("list", help="列出方案中的活动和已开展的活动")
@with_appcontext
def list_campaigns() -> None:
    """What the profile offers, and what was opened."""
    session = db.session()
    for section in offered(session):
        click.echo(f"方案  {section.key:<16}{section.name}（{section.starts_on} 至 {section.ends_on}）")
    for each in session.scalars(select(Campaign).order_by(Campaign.id)):
        state, tasks = CampaignState.label_of(each.state), services.count_tasks(session, each)
        click.echo(
            f"{state}  {each.id:<16}{each.name}（{each.grid}，{each.starts_on} 至 {each.ends_on}，{tasks} 项任务）"
        )


@campaign.command("open", help="开展方案中的一项活动")
@click.argument("key", metavar="活动")
@click.option("--grid", "code", metavar="编码", required=True, help="在哪个网格及其下级开展")
@click.option("--from", "first", type=_DAY, metavar="日期", help="开始日期（不写用方案日期）")
@click.option("--to", "last", type=_DAY, metavar="日期", help="结束日期（不写则和方案一样长）")
@click.option("--preview", "only_look", is_flag=True, help="只看涉及多少，不开展")
@with_appcontext
def open_(key: str, code: str, first: dt.datetime | None, last: dt.datetime | None, only_look: bool) -> None:
    """Open one, or only say what it would make."""
    session = db.session()
    grid = grid_coded(session, code)
    if only_look:
        _say_preview(session, key, grid, _day(first), _day(last))
        return
    made = services.open_campaign(session, key, grid, _day(first), _day(last), BY)
    click.echo(f"“{made.name}”已开展，共 {services.count_tasks(session, made)} 项走访任务（编号 {made.id}）")
    db.session.commit()


@campaign.command(help="结束一项活动")
@click.argument("number", metavar="编号", type=int)
@with_appcontext
def close(number: int) -> None:
    """End one; how many were never reached."""
    session = db.session()
    found = session.get(Campaign, number)
    if found is None:
        raise Refusal(f"没有编号为 {number} 的走访活动")
    unreached = services.close_campaign(session, found)
    click.echo(f"“{found.name}”已结束，还有 {unreached} 项没有走访到")
    db.session.commit()


@campaign.command(help="按住户、居民和单位的现状更新进行中活动的任务（每晚执行一次）")
@with_appcontext
def follow() -> int:
    """Find what was written past everything; a second time changes nothing."""
    running = services.follow_all(db.session())
    db.session.commit()
    for each in running:
        click.echo(f"“{each.name}”已更新")
    if not running:
        click.echo("没有进行中的走访活动")
        return Exit.NOTHING
    return Exit.OK


@campaign.command(help="随机抽取走访记录、走访人或诉求，供核实")
@click.argument("key", metavar="抽取", default=sampling.SPOT)
@click.option("--campaign", "number", type=int, metavar="编号", help="哪项走访活动的抽取（随机抽查不用写）")
@click.option("--grid", "code", metavar="编码", required=True, help="在哪个网格及其下级抽取")
@click.option("--from", "first", type=_DAY, metavar="日期", help="期间起（不写为六天前）")
@click.option("--to", "last", type=_DAY, metavar="日期", help="期间止（不写为今天）")
@click.option("--number", "count", type=click.IntRange(1, sampling.MOST), metavar="件数", help="随机抽查的件数")
@click.option("--seed", metavar="种子", help="随机种子；同一种子抽出同样的结果")
@with_appcontext
def draw(number: int | None, code: str, seed: str | None, **asked: Any) -> None:
    """Draw, store and name what was drawn."""
    session = db.session()
    found = session.get(Campaign, number) if number else None
    until = _day(asked["last"]) or today()
    period = (_day(asked["first"]) or until - dt.timedelta(days=6), until)
    wanted = sampling.wanted_of(session, found, asked["key"], asked["count"])
    sample = sampling.draw_sample(session, found, wanted, grid_coded(session, code), period, BY, seed=seed)
    click.echo(f"{sample.name}：从 {sample.population} 条中抽取 {len(sample.items)} 件，随机种子 {sample.seed}")
    for line in lines(session, sample):
        click.echo(f"  {line.item.position:>3} {line.name} {line.place}")
    db.session.commit()


def _say_preview(session: Session, key: str, grid: Grid, first: dt.date | None, last: dt.date | None) -> None:
    section = section_named(session, key)
    begins, ends = period_of(section, first, last)
    found = preview(session, section, grid, (begins, ends))
    click.echo(f"“{section.name}”{begins} 至 {ends}，在“{grid}”将列入 {found.total} 项走访任务：")
    for name, number in found.objects:
        click.echo(f"  {name}：{'开展后由人工选定' if number is None else f'{number} 项'}")
    if found.without:
        shown, more = "、".join(found.without[:SHOWN]), "等" if len(found.without) > SHOWN else ""
        click.echo(f"还没有走访人的网格 {len(found.without)} 个：{shown}{more}")


def _day(moment: dt.datetime | None) -> dt.date | None:
    return moment.date() if moment else None
