"""The bonus of an area: how large the pool is, who has a share in it, and by what rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from portal.assessments.rules import days_of
from portal.consequences.bonus import shares, yuan
from portal.consequences.models import Proposal
from portal.consequences.results import Result
from portal.consequences.rules import ProposalKind
from portal.foundation.errors import Refusal
from portal.grids.models import Grid, GridLevel
from portal.grids.rules import GridStatus
from portal.members.models import Assignment
from portal.plans.current import profile_in_force
from seeds.sections.awards import Bonus

_UNSCOPED = {"unscoped": True}


@dataclass(frozen=True)
class Share:
    """What one person would get, in words and cents, and the figures it rests on."""

    result: Result
    cents: int
    text: str
    basis: dict[str, Any]


def pools(session: Session, bonus: Bonus, area: Grid) -> list[Grid]:
    """The grids that share out a pool of their own: those of the level that the plan names, in the area; else the area itself.

    Raises `Refusal` for an area that is smaller than such a grid."""
    if bonus.within is None:
        return [area]
    inside = (
        GridLevel.key == bonus.within,
        Grid.status == GridStatus.ACTIVE,
        Grid.path.startswith(area.path, autoescape=True),
    )
    wanted = select(Grid).join(GridLevel, Grid.level_id == GridLevel.id).where(*inside).order_by(Grid.code)
    found = list(session.scalars(wanted))
    if not found:
        name = next(each.short for each in profile_in_force(session).levels if each.key == bonus.within)
        raise Refusal(f"“{bonus.name}”由{name}分配，请选择{name}或它的上级")
    return found


def already(session: Session, key: str, period: str, area: Grid) -> list[Proposal]:
    """What was proposed for this area before. Raises `Refusal` when the same money went through an area above or below."""
    found = session.scalars(
        select(Proposal).where(Proposal.kind == ProposalKind.BONUS, Proposal.key == key, Proposal.period == period),
        execution_options=_UNSCOPED,
    ).all()
    for each in found:
        other = each.area
        if other.id != area.id and (other.path.startswith(area.path) or area.path.startswith(other.path)):
            raise Refusal(f"“{other.name}”已经提出过 {period} 的奖金分配，同一笔钱不能再分一次")
    return [each for each in found if each.area_id == area.id]


def shared(session: Session, bonus: Bonus, results: Sequence[Result], period: str, area: Grid) -> list[Share]:
    """The shares of all who held the role in the period. Raises `Refusal` when nobody did, or all scored the same."""
    holders = _holders(session, bonus, period, area)
    kept = [each for each in results if each.assessment.member_id in holders]
    if not kept:
        raise Refusal(f"“{area.name}”没有可以分配“{bonus.name}”的人")
    grids = _grids(session, bonus, area)
    each_cents = int((Decimal(str(bonus.amount)) * 100).quantize(Decimal(1), ROUND_HALF_UP))
    pool = each_cents * grids
    try:
        cents = shares(pool, [each.total for each in kept])
    except Refusal as reason:
        raise Refusal(f"{area.name}：{reason.message}") from reason
    whole = sum((each.total for each in kept), Decimal(0))
    rule = (
        f"{bonus.name}：每个{_level_name(session, bonus)} {yuan(each_cents)} 元，共 {grids} 个，合计 {yuan(pool)} 元；"
        "按考核得分占全体得分之和的比例分配，精确到分，尾差按最大余数法补足，不平均分配"
    )
    return [
        Share(result, cent, f"{bonus.name} {yuan(cent)} 元",
              {"rule": rule, "pool_cents": pool, "grids": grids, "score": f"{result.total:.1f}", "sum": f"{whole:.1f}"})
        for result, cent in zip(kept, cents, strict=True)
    ]  # fmt: skip


def _holders(session: Session, bonus: Bonus, period: str, area: Grid) -> set[int]:
    """Members who held the role in the area at some time in the period."""
    role = next(each for each in profile_in_force(session).roles if each.key == bonus.role)
    first, last = days_of(period) or (dt.date.min, dt.date.max)
    named = or_(Assignment.role == role.key, and_(
        Assignment.role.is_(None), Assignment.duty == (role.acts_as or ""), GridLevel.key == role.level
    ))  # fmt: skip
    found = (
        select(Assignment.member_id)
        .join(Grid, Assignment.grid_id == Grid.id)
        .join(GridLevel, Grid.level_id == GridLevel.id)
        .where(named, Grid.path.startswith(area.path, autoescape=True), Assignment.starts_on <= last)
        .where(or_(Assignment.ends_on.is_(None), Assignment.ends_on >= first))
    )
    return set(session.scalars(found, execution_options=_UNSCOPED))


def _grids(session: Session, bonus: Bonus, area: Grid) -> int:
    """How many grids of the level lie in the area."""
    counted = select(func.count(Grid.id)).join(GridLevel, Grid.level_id == GridLevel.id)
    inside = (Grid.path.startswith(area.path, autoescape=True), Grid.status == GridStatus.ACTIVE)
    return session.scalar(counted.where(GridLevel.key == bonus.level, *inside), execution_options=_UNSCOPED) or 0


def _level_name(session: Session, bonus: Bonus) -> str:
    return next(each.short for each in profile_in_force(session).levels if each.key == bonus.level)
