"""Which roles of a profile do the visiting, and who visits which grid."""

from seeds.demo.grids import GridPlan
from seeds.demo.staff import DemoMember
from seeds.schema import Profile


def visiting_roles(profile: Profile) -> set[str]:
    """Keys of the roles whose holders visit: members of the visiting level, else those in charge of it, else of what is above."""
    ranks = {level.key: level.rank for level in profile.levels}
    visiting = profile.visiting_level.rank
    for rank in range(visiting, 0, -1):
        for acting in ("member", "head"):
            found = {role.key for role in profile.roles if role.acts_as == acting and ranks[role.level] == rank}
            if found:
                return found
    return {role.key for role in profile.roles if role.acts_as in {"member", "head", "helper"}}


def grid_teams(profile: Profile, grids: list[GridPlan], members: list[DemoMember]) -> dict[str, list[DemoMember]]:
    """{code of a grid with households: those who visit it}, from the grid itself or the nearest one above that has any."""
    roles = visiting_roles(profile)
    holders: dict[str, list[DemoMember]] = {}
    for member in members:
        for held in member.assignments:
            if held.role in roles:
                holders.setdefault(held.grid_code, []).append(member)
    levels = {profile.level_at(grid.level_rank).key: grid.level_rank for grid in grids}
    ranks = {levels[role.level] for role in profile.roles if role.key in roles and role.level in levels}
    parents = {grid.code: grid.parent_code for grid in grids}
    return {
        grid.code: _nearest(grid.code, holders, parents)
        if max(ranks, default=0) < grid.level_rank
        else holders.get(grid.code, [])
        for grid in grids
        if grid.visits
    }


def _nearest(code: str, holders: dict[str, list[DemoMember]], parents: dict[str, str | None]) -> list[DemoMember]:
    above: str | None = code
    while above is not None and above not in holders:
        above = parents[above]
    return holders[above] if above is not None else []
