"""`portal demo`: the demo of a profile and its accounts."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.cli.chinese import ChineseGroup
from portal.demo import loading, people, prints
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.foundation.quoting import quoted
from portal.plans.current import version_in_force


@click.group(cls=ChineseGroup, help="演示数据：按任一方案装入虚构的数据，列出演示账号")
def demo() -> None:
    """Demos of the profiles."""


@demo.command(help="把一个方案的演示数据装入空库（人员与边界均为虚构）")
@click.option("--if-empty", is_flag=True, help="库中已有数据时不做任何事，也不报错")
@click.option("--plan", metavar="名称", help="按哪个方案（不写时按设置）")
@click.option(
    "--households", type=click.IntRange(1, 500_000), metavar="户数", help="约多少户（不写时按设置，再按方案的常用规模）"
)
@click.option("--full", is_flag=True, help="按真实规模，每村（社区）约 1500 户；县级方案本来如此")
@with_appcontext
def load(if_empty: bool, plan: str | None, households: int | None, full: bool) -> None:
    """Load the demo of a profile; accounts only in demo mode."""
    session, settings = db.session(), current_app.config["PORTAL"]
    wanted = plan or settings.plan
    if if_empty and not loading.is_empty(session):
        _tell_apart(wanted)
        return
    wished = loading.FULL if full else households or settings.households or None
    loading.load_demo(session, today(), wanted, wished, say=lambda sentence: click.echo(f"  {sentence}"))
    if settings.demo:
        people.make_accounts(session)
    db.session.commit()
    prints.print_first_letters(current_app._get_current_object())  # type: ignore[attr-defined]
    click.echo("演示数据已装入")


def _tell_apart(wanted: str) -> None:
    """Say so when another plan is in this database than the one that was asked for."""
    version = version_in_force(db.session())
    if version is not None and version.key != wanted:
        click.echo(
            f"数据目录中已有{quoted(version.title)}的数据，没有装入 {wanted}；要看它，请另设 INSTANCE，或用 make demo PLAN={wanted}"
        )


@demo.command(help="列出演示账号（只在演示模式下）")
@with_appcontext
def accounts() -> None:
    """Print the demo accounts. Another database than the demo town is no error: the portal starts without them."""
    if not current_app.config["PORTAL"].demo:
        raise Refusal("演示账号只在演示模式（DEMO=1）下存在")
    if not people.is_demo_town(db.session()):
        click.echo(people.NOT_DEMO)
        return
    made = people.make_accounts(db.session())
    db.session.commit()
    click.echo(f"演示账号（密码均为 {people.PASSWORD}）：")
    for username, role, name in made:
        click.echo(f"  {username:<12}{role}（{name}）")
    lying = prints.first_letters(db.session(), current_app.config["PORTAL"].files_url)
    if lying is not None:
        click.echo(f"第一批《致群众一封信》：{lying}")
