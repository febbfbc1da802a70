"""`portal assess`: open, count and tell the assessments of a field, and what follows from them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assessments import field, settling
from portal.assessments.models import Assessment, AssessmentScheme
from portal.assessments.rules import AssessmentState
from portal.cli import Exit
from portal.cli.asking import grid_coded
from portal.cli.chinese import ChineseGroup
from portal.consequences import services as consequences
from portal.consequences.models import Proposal
from portal.consequences.results import field_of
from portal.consequences.rules import ProposalKind, ProposalState
from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.grids.models import Grid

BY = "命令行"


def _of_field(command: Callable[..., int]) -> Callable[..., int]:
    """A command for a scheme, a period and an area, called as `command(session, scheme, period, area, **options)`."""

    @click.argument("key", metavar="方案")
    @click.argument("period", metavar="考核期")
    @click.option("--grid", "code", metavar="编码", required=True, help="考核哪个网格及其下级")
    @with_appcontext
    @functools.wraps(command)
    def run(key: str, period: str, code: str, **options: Any) -> int:
        session = db.session()
        return command(session, _scheme(session, key), period, grid_coded(session, code), **options)

    return run


@click.group(cls=ChineseGroup, help="考核：列出方案、开始考核、按数据算分、反馈本人、结果运用建议")
def assess() -> None:
    """Assessments."""


@assess.command("list", help="列出考核方案和各考核期的进度")
@with_appcontext
def list_schemes() -> None:
    """Schemes in force, and how far their periods are."""
    session = db.session()
    for scheme in session.scalars(select(AssessmentScheme).order_by(AssessmentScheme.code)):
        if not scheme.retired:
            click.echo(f"{scheme.code:<20}{scheme.name}（{len(scheme.indicators)} 项指标）")
    states: dict[tuple[str, str], list[str]] = {}
    columns = Assessment.scheme_id, Assessment.period, Assessment.state
    for scheme_id, period, state in session.execute(select(*columns).order_by(*columns)):
        states.setdefault((session.get_one(AssessmentScheme, scheme_id).name, period), []).append(state)
    for (name, period), found in states.items():
        counts = "，".join(f"{state.label} {found.count(state)} 份" for state in AssessmentState if state in found)
        click.echo(f"{period:<8}{name}：{counts}")


@assess.command("open", help="给一个区域内该方案的考核对象都建立考核表（已有的不重复）")
@_of_field
@click.option("--preview", "only_look", is_flag=True, help="只看有哪些考核对象、数据如何，不建立")
def open_(session: Session, scheme: AssessmentScheme, period: str, area: Grid, only_look: bool) -> int:
    """Open a field, or only look at it."""
    if only_look:
        _say_preview(session, scheme, period, area)
        return Exit.OK
    made = field.open_all(session, scheme, period, area, BY)
    db.session.commit()
    click.echo(f"“{scheme.name}”{period}：新建 {made} 份考核表")
    return Exit.OK if made else Exit.NOTHING


@assess.command(help="给区域内的草稿按数据算分（人工评的分不变）")
@_of_field
def propose(session: Session, scheme: AssessmentScheme, period: str, area: Grid) -> int:
    """Count all drafts."""
    number = field.propose_all(session, scheme, period, area, BY)
    db.session.commit()
    click.echo(f"已给 {number} 份草稿按数据算分；没有数据的指标不计分，也不算零分")
    return Exit.OK if number else Exit.NOTHING


@assess.command(help="把区域内评完分的草稿反馈本人，申诉期从今天起算")
@_of_field
def tell(session: Session, scheme: AssessmentScheme, period: str, area: Grid) -> int:
    """Tell all that can be told; say why the others cannot."""
    drafts = [each for each in field_of(session, scheme, period, area) if each.state == AssessmentState.DRAFT]
    told = 0
    for each in drafts:
        try:
            settling.tell(session, each, BY)
            told += 1
        except Refusal as reason:
            click.echo(f"{each.member or each.grid}：{reason.message}", err=True)
    db.session.commit()
    click.echo(f"已反馈 {told} 份，没有反馈 {len(drafts) - told} 份")
    return Exit.OK if told else Exit.NOTHING


@assess.command("consequences", help="按定稿的结果提出等次运用、评优、奖金的建议，由人决定（重复执行不会重复提出）")
@_of_field
@click.option("--list", "only_look", is_flag=True, help="只列出已有的建议")
def consequences_(session: Session, scheme: AssessmentScheme, period: str, area: Grid, only_look: bool) -> int:
    """Propose what follows, and list what was proposed."""
    found = _stood(session, period, area) if only_look else consequences.propose(session, scheme, period, area, BY)
    for each in found:
        kind, state = ProposalKind.label_of(each.kind), ProposalState.label_of(each.state)
        click.echo(f"{state}  {kind}  {each.member or each.grid}：{each.text}")
    db.session.commit()
    if not found:
        click.echo("没有建议")
    return Exit.OK if found else Exit.NOTHING


def _say_preview(session: Session, scheme: AssessmentScheme, period: str, area: Grid) -> None:
    found = field.preview(session, scheme, period, area)
    click.echo(f"“{scheme.name}”{period}，“{area}”有 {len(found)} 个考核对象：")
    for each in found:
        total = "还没有数据" if each.total is None else f"由数据计分的部分折合 {each.total:.1f} 分"
        click.echo(f"  {each.name}（{each.place}）：{total}{'，已有考核表' if each.opened else ''}")


def _stood(session: Session, period: str, area: Grid) -> list[Proposal]:
    inside = select(Grid.id).where(Grid.path.startswith(area.path, autoescape=True))
    wanted = select(Proposal).where(Proposal.period == period, Proposal.area_id.in_(inside))
    return list(session.scalars(wanted.order_by(Proposal.id)))


def _scheme(session: Session, key: str) -> AssessmentScheme:
    found = session.scalars(select(AssessmentScheme).where(AssessmentScheme.code == key)).one_or_none()
    if found is None:
        raise Refusal(f"没有编码为 {key} 的考核方案，可用 portal assess list 查看")
    return found
