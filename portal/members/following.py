"""What assignments do when a profile comes into force: the roles they are held in."""

from __future__ import annotations

from portal.grids.models import Grid
from portal.members.models import Assignment, Member
from portal.plans.following import Follower
from portal.plans.keys import KeysFollower
from portal.plans.shifts import Entry
from portal.plans.uses import Use
from seeds.schema import Profile

_assignment = Assignment.__table__
_member = Member.__table__
_grid = Grid.__table__
_HELD = _assignment.join(_member, _member.c.id == _assignment.c.member_id).join(
    _grid, _grid.c.id == _assignment.c.grid_id
)


def _roles(profile: Profile) -> list[Entry]:
    return [Entry(each.key, each.name, each.was) for each in profile.roles]


ROLES = KeysFollower("角色", _roles, Use(
    "条任职", _assignment.c.role, _HELD, "AssignmentView", _assignment.c.id, _member.c.name + " · " + _grid.c.full_name,
))  # fmt: skip


def followers() -> tuple[Follower, ...]:
    """In the order in which they follow."""
    return (ROLES,)
