"""From an account to what it sees: member record, assignments in force, areas to visit in campaigns that run, departments."""

from __future__ import annotations

from sqlalchemy import Date, bindparam, false, select, true, union
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, VisitorArea
from portal.campaigns.rules import CampaignState
from portal.foundation.clock import today
from portal.grids.models import Grid
from portal.issues.models import department_staff
from portal.members.models import Assignment, Member
from portal.security.scope import Scope, in_force

_member, _assignment, _grid = Member.__table__, Assignment.__table__, Grid.__table__
_area, _campaign = VisitorArea.__table__, Campaign.__table__


_OWN = select(_member.c.id).where(_member.c.user_id == bindparam("user_id"))
_HELD = (
    select(_grid.c.path, false())
    .join(_assignment, _assignment.c.grid_id == _grid.c.id)
    .where(_assignment.c.member_id == bindparam("member_id"), in_force(bindparam("day", type_=Date)))
)
_TO_VISIT = (
    select(_grid.c.path, false())
    .join(_area, _area.c.grid_id == _grid.c.id)
    .join(_campaign, _campaign.c.id == _area.c.campaign_id)
    .where(_area.c.member_id == bindparam("member_id"), _campaign.c.state == CampaignState.OPEN)
)
_ROOTS = select(_grid.c.path, true()).where(_grid.c.parent_id.is_(None))
_PATHS = union(_HELD, _TO_VISIT, _ROOTS)
_DESKS = select(department_staff.c.department_id).where(department_staff.c.user_id == bindparam("user_id"))
"""Core statements, which no scope narrows; built once, for every request asks them."""


def scope_for(session: Session, user_id: int) -> Scope:
    """The scope of an account today."""
    member_id = session.execute(_OWN, {"user_id": user_id}).scalar()
    found = session.execute(_PATHS, {"member_id": member_id, "day": today()}).all()
    paths, roots = ({path for path, is_root in found if is_root == which} for which in (False, True))
    desks = session.execute(_DESKS, {"user_id": user_id}).scalars()
    return Scope(widest(paths), tuple(sorted(desks)), member_id, user_id, holds_all(paths, roots))


def holds_all(paths: set[str], roots: set[str]) -> bool:
    """Whether these are paths of all trees there are; of the one, as a rule. Every grid hangs on a root."""
    return bool(roots) and roots <= paths


def widest(paths: set[str]) -> tuple[str, ...]:
    """Paths without those that lie below another."""
    return tuple(sorted(path for path in paths if not any(path != other and path.startswith(other) for other in paths)))
