"""`portal plan`: profiles listed, shown, checked, compared, applied and written out; grids made from them."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from portal.cli import Exit
from portal.cli.chinese import ChineseGroup
from portal.cli.plan_words import say_check, say_differences, say_version
from portal.foundation.database import db
from portal.foundation.quoting import quoted
from portal.grids.planting import plant_grids
from portal.plans.checking import check_profile
from portal.plans.current import parsed, profile_in_force, version_in_force
from portal.plans.finding import source_named, version_numbered, versions
from portal.plans.services import ANY, apply_profile
from seeds.differences import differences
from seeds.json_schema import json_schema
from seeds.loading import available_profiles, load_profile, read_profile


@click.group(cls=ChineseGroup, help="实施方案：列出、检查、比较、应用、导出")
def plan() -> None:
    """Profiles."""


@plan.command("list", help="列出自带的方案")
def list_plans() -> None:
    """One line a profile."""
    for key, path in available_profiles().items():
        profile = load_profile(path)
        click.echo(f"{key:<14}{profile.place.county}{profile.place.name}  {profile.meta.title}")


@plan.command("versions", help="列出本库应用过的版本，* 为正在使用的")
@with_appcontext
def list_versions() -> int:
    """One line a version, the newest first."""
    found = versions(db.session())
    for place, each in enumerate(found):
        mark, by = "*" if place == 0 else " ", f"  {each.applied_by}" if each.applied_by else ""
        click.echo(f"{mark} {each.key} 第 {each.number} 版  {each.applied_at:%Y-%m-%d %H:%M}{by}  {each.title}")
    if not found:
        click.echo("还没有应用过方案", err=True)
    return Exit.OK if found else Exit.NOTHING


@plan.command(help="显示正在使用的方案，或其中一版")
@click.option(
    "--version", "number", metavar="版次", type=click.IntRange(1, 100000), help="第几版，缺省为正在使用的一版"
)
@click.option("--key", metavar="名称", help="哪个方案，缺省为正在使用的方案")
@with_appcontext
def show(number: int | None, key: str | None) -> int:
    """Whose plan it is, when it was applied and what it changed."""
    session = db.session()
    current = version_in_force(session)
    profile_in_force(session)
    wanted = current if number is None or current is None else version_numbered(session, number, key or current.key)
    if wanted is not None:
        say_version(wanted, parsed(wanted.digest, wanted.resolved, wanted.key), wanted is current)
    return Exit.OK


@plan.command(help="检查方案文件：一次列出全部问题")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option("--live", is_flag=True, help="也对照本库的数据：应用后会有哪些变化，哪些数据挡住")
def check(file: Path, live: bool) -> int:
    """`ProfileError` carries the faults; exit code 1 when data stand in the way."""
    profile = load_profile(file)
    if live:
        return int(_held_against_data(file))
    click.echo(f"{quoted(profile.meta.title)}没有问题")
    return Exit.OK


@with_appcontext
def _held_against_data(file: Path) -> int:
    session = db.session()
    found = check_profile(session, read_profile(file), file)
    session.rollback()
    say_check(found)
    return Exit.FAILED if found.obstacles else Exit.OK


@plan.command(help="比较两个方案（名称、文件或版次）；只写一个时与正在使用的方案比较")
@click.argument("first", metavar="甲")
@click.argument("second", metavar="[乙]", required=False)
@with_appcontext
def diff(first: str, second: str | None) -> int:
    """Exit code 3 when both say the same."""
    session = db.session()
    if second is None:
        before, after = profile_in_force(session), source_named(session, first).profile()
    else:
        before, after = source_named(session, first).profile(), source_named(session, second).profile()
    found = differences(before, after)
    say_differences(found)
    return Exit.OK if found else Exit.NOTHING


@plan.command(help="应用方案：名称（见 plan list）或文件；重复执行不会改变什么")
@click.argument("name", metavar="名称或文件")
@click.option(
    "--base", metavar="版次", type=click.IntRange(0, 100000), help="查看时正在使用的版次（0 为没有）；已换过的就不应用"
)
@with_appcontext
def apply(name: str, base: int | None) -> None:
    """Apply a profile in one transaction."""
    session = db.session()
    source = source_named(session, name)
    before = version_in_force(session)
    expected = ANY if base is None else _expected(session, base)
    profile = apply_profile(session, source.text, source.path, expected)
    after = version_in_force(session)
    session.commit()
    for sentence in (after.changes if after and after is not before else "").splitlines():
        click.echo(f"· {sentence}")
    click.echo(
        f"已应用{quoted(profile.meta.title)}"
        if after is not before
        else f"{quoted(profile.meta.title)}正在使用，没有变化"
    )


def _expected(session: Session, number: int) -> int | None:
    current = version_in_force(session)
    if number == 0 or current is None:
        return None
    return version_numbered(session, number, current.key).id


@plan.command(help="输出方案的格式说明（JSON），供编辑器补全和检查")
@click.option("--out", metavar="文件", type=click.Path(path_type=Path, dir_okay=False), help="写到哪个文件，缺省为屏幕")
def schema(out: Path | None) -> None:
    """For editors."""
    _write(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n", out)


@plan.command(help="导出正在使用的方案（名称、版次可选）为文件")
@click.argument("name", metavar="[名称或版次]", required=False)
@click.option("--resolved", is_flag=True, help="连同继承来的内容一起写出")
@click.option("--out", metavar="文件", type=click.Path(path_type=Path, dir_okay=False), help="写到哪个文件，缺省为屏幕")
@with_appcontext
def export(name: str | None, resolved: bool, out: Path | None) -> None:
    """The text as it was written, or with all it inherits."""
    session = db.session()
    if name is None:
        profile_in_force(session)
        current = version_in_force(session)
        source = source_named(session, str(current.number) if current else "")
    else:
        source = source_named(session, name)
    _write(source.resolved() if resolved else source.text, out)


def _write(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text, nl=False)
        return
    out.write_text(text, encoding="utf-8")
    click.echo(f"已写到 {out}")


@plan.command(help="按方案列出的乡镇、村（社区）建立网格；已有的不动，重复执行不会改变什么")
@with_appcontext
def grids() -> None:
    """The top of the tree."""
    session = db.session()
    planted = plant_grids(session, profile_in_force(session))
    session.commit()
    for name in planted.made:
        click.echo(f"新建 {name}")
    click.echo(f"新建 {len(planted.made)} 个网格，原有 {planted.kept} 个没有改动")
