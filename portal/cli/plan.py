"""`portal plan`: the profiles that come with the portal, and applying one."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.cli.chinese import ChineseGroup
from portal.foundation.database import db
from portal.plans.current import profile_in_force
from portal.plans.services import apply_profile
from seeds.loading import available_profiles, load_profile


@click.group(cls=ChineseGroup, help="实施方案:列出、检查、应用")
def plan() -> None:
    """Profiles."""


@plan.command("list", help="列出自带的方案")
def list_plans() -> None:
    """One line a profile."""
    for key, path in available_profiles().items():
        profile = load_profile(path)
        click.echo(f"{key:<14}{profile.place.county}{profile.place.name}  {profile.meta.title}")


@plan.command(help="检查方案文件,一次列出全部问题")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Check a profile file; `ProfileError` carries the faults."""
    profile = load_profile(file)
    click.echo(f"「{profile.meta.title}」没有问题")


@plan.command(help="应用方案:名称(见 plan list)或文件;重复执行不会改变什么")
@click.argument("name", metavar="名称或文件")
@with_appcontext
def apply(name: str) -> None:
    """Apply a profile in one transaction."""
    path = available_profiles().get(name) or Path(name)
    profile = load_profile(path)
    apply_profile(db.session(), path.read_text(encoding="utf-8-sig"), path)
    db.session.commit()
    click.echo(f"已应用「{profile.meta.title}」")


@plan.command(help="显示正在使用的方案")
@with_appcontext
def show() -> None:
    """The profile in force."""
    profile = profile_in_force(db.session())
    click.echo(f"{profile.meta.title}({profile.place.county}{profile.place.name})\n{profile.meta.summary}")
