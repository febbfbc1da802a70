"""`portal grids`: list and export grids, check that they cover their parents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.features import Feature
from geo.writing import features_to_geojson
from portal.cli import Exit
from portal.cli.asking import grid_coded
from portal.cli.chinese import ChineseGroup
from portal.foundation.database import db
from portal.grids.fitting import misfits
from portal.grids.models import Grid
from portal.grids.services import coverage_of
from portal.plans.current import profile_or_none


@click.group(cls=ChineseGroup, help="网格：列出、导出、检查覆盖")
def grids() -> None:
    """Grids."""


@grids.command("list", help="列出网格")
@click.option("--grid", "code", metavar="编码", help="只列这个网格及其下级")
@with_appcontext
def list_grids(code: str | None) -> None:
    """One line a grid, in tree order."""
    for grid in below(db.session(), code):
        click.echo(f"{grid.code:<17}{'  ' * (grid.level.rank - 1)}{grid.name}（{grid.level.name}）")


@grids.command(help="导出边界为 GeoJSON(WGS 84)")
@click.option("--grid", "code", metavar="编码", help="只导出这个网格及其下级")
@click.option(
    "--out", required=True, metavar="文件", type=click.Path(path_type=Path, dir_okay=False), help="写到哪个文件"
)
@with_appcontext
def export(code: str | None, out: Path) -> int:
    """Write boundaries with code, name and level."""
    features = [
        Feature(grid.name, grid.boundary, {"code": grid.code, "level": grid.level.name, "full_name": grid.full_name})
        for grid in below(db.session(), code)
        if grid.boundary is not None
    ]
    if not features:
        click.echo("没有可导出的边界", err=True)
        return Exit.NOTHING
    out.write_text(features_to_geojson(features), encoding="utf-8")
    click.echo(f"已导出 {len(features)} 个网格到 {out}")
    return Exit.OK


@grids.command(help="检查下级网格是否铺满上级（重叠、空隙、越界），编码和规模是否符合方案")
@click.option("--grid", "code", metavar="编码", help="只检查这个网格及其下级")
@with_appcontext
def check(code: str | None) -> int:
    """Exit code 1 when something overlaps, gapes or spills, or lies outside the plan's rules."""
    session = db.session()
    found = [*_uncovered(session, code), *_unfit(session, code)]
    for sentence in found:
        click.echo(sentence)
    fits = "，编码和规模都符合方案" if profile_or_none(session) else ""
    click.echo(f"没有发现重叠、空隙或越界{fits}" if not found else f"共 {len(found)} 处问题")
    return Exit.FAILED if found else Exit.OK


def _uncovered(session: Session, code: str | None) -> Iterator[str]:
    for grid in below(session, code):
        report = coverage_of(session, grid)
        for sentence in report.sentences() if report else ():
            yield f"{grid.full_name}：{sentence}"


def _unfit(session: Session, code: str | None) -> Iterator[str]:
    profile = profile_or_none(session)
    if profile is not None:
        top = below(session, code)[0].path if code else "/"
        yield from (str(each) for each in misfits(session, profile, top))


def below(session: Session, code: str | None) -> list[Grid]:
    """The grid with this code and all below it (all grids without a code), in tree order. Raises `Refusal`."""
    statement = select(Grid).order_by(Grid.path)
    if code:
        statement = statement.where(Grid.path.startswith(grid_coded(session, code).path, autoescape=True))
    return list(session.scalars(statement))
