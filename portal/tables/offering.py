"""Which tables of the plan a person is offered, for which grid, and why one is empty."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.figures.grounds import Ground
from portal.figures.periods import Period
from portal.foundation.clock import today
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.members.models import Assignment
from portal.plans.current import profile_in_force, profile_or_none
from portal.security.roles import CENTRE, HEAD, LEADER
from portal.security.scope import in_force, scope_of
from portal.tables.periods import campaign_in
from seeds.sections.tables import ExportTable, TableSubject

_ALL = frozenset({CENTRE, LEADER, HEAD})

NEXT_STEP: dict[TableSubject, str] = {
    "issue": "这段时间没有登记符合条件的诉求。可以换一个时段或网格；诉求在“诉求”中登记，走访时提出的随走访一起登记。",
    "visit": "这段时间没有符合条件的走访记录。可以换一个时段或网格；走访在“走访”中记录。",
    "household": "没有符合条件的住户。可以换一个时段或网格。",
    "resident": "没有符合条件的居民。关爱类别在居民和住户的档案中登记。",
    "establishment": "没有符合条件的单位。单位在“单位与经营业户”中登记。",
    "grid": "这个范围内没有走访层级的网格。网格在“网格”中新增或导入。",
    "village": "这个范围内没有村（社区）。",
    "member": "这个范围内没有在任的人员。人员在“网格员”中登记，在“任职”中安排到网格。",
    "assessment": "这一期还没有定稿的考核。考核在“考核”中评分，定稿后才列入报表。",
    "admission": "实施方案中没有写准入的事项。",
    "pairing": "这次走访活动还没有安排走访人员和区域。",
    "sample": "这段时间没有抽取过。",
}  # fmt: skip
"""Why a table of a subject is empty, and what to do next."""


def tables_for(session: Session, roles: Collection[str]) -> tuple[ExportTable, ...]:
    """The tables of the plan in force: all for the centre, leaders and heads; for others those that their own role fills in."""
    profile = profile_or_none(session)
    if profile is None:
        return ()
    if _ALL & set(roles):
        return profile.tables
    own = _own_roles(session)
    return tuple(table for table in profile.tables if table.filled_by in own)


def _own_roles(session: Session) -> set[str]:
    """Keys of the plan's roles that the person holds today; where only a duty is recorded, of the roles that act so."""
    scope = scope_of(session)
    if scope is None or scope.member_id is None:
        return set()
    held = select(Assignment.role, Assignment.duty).where(Assignment.member_id == scope.member_id, in_force(today()))
    rows = session.execute(held).all()
    acting = {row.duty for row in rows if row.role is None}
    roles = profile_in_force(session).roles
    return {row.role for row in rows if row.role} | {role.key for role in roles if role.acts_as in acting}


def usual_grid(session: Session) -> Grid | None:
    """The grid that a person works for, when it is one; of the whole portal, its one root. None when there are several."""
    scope = scope_of(session)
    tops = Grid.parent_id.is_(None) if scope is None else Grid.path.in_(scope.paths)
    found = list(session.scalars(select(Grid).where(tops).limit(2)))
    return found[0] if len(found) == 1 else None


def ground_for(session: Session, table: ExportTable, grid: Grid | None, period: Period) -> Ground:
    """What the table is filled for."""
    campaign = campaign_in(session, table, period)
    return Ground(period.first, period.last, grid=grid.path if grid else "", campaign_id=campaign)


def not_begun(session: Session, table: ExportTable) -> Refusal:
    """What to say of a table of a campaign that has not been opened."""
    campaigns = profile_in_force(session).campaigns
    name = next((each.name for each in campaigns if each.key == table.campaign), table.campaign)
    return Refusal(f"走访活动“{name}”还没有开展，“{table.name}”没有可填的内容。请中心在“走访活动”中先开展这次活动")
