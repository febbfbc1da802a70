"""Which roles of a profile do the visiting, who visits which grid, and who signs for whom."""

from collections.abc import Sequence
from random import Random

from seeds.demo.grids import GridPlan
from seeds.demo.names import draw_lineage, draw_name
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


class Signers:
    """Who signs for whom, by the posts that a profile names for it."""

    def __init__(self, profile: Profile, grids: list[GridPlan], members: list[DemoMember]) -> None:
        self._parents = {grid.code: grid.parent_code for grid in grids}
        self._centre = next((role.key for role in profile.roles if role.acts_as == "centre"), "")
        self._names: dict[tuple[str, str], list[str]] = {}
        for member in members:
            for held in member.assignments:
                self._names.setdefault((held.role, held.grid_code), []).append(member.name)

    def names(self, posts: Sequence[tuple[str, str]], member: DemoMember) -> list[str]:
        """A name for each post (key of its role, empty for the centre; its name) over a member: who holds it nearest above, nobody twice;
        made up for a post that nobody holds in the portal."""
        taken = [member.name]
        for role, post in posts:
            held = self._above(role or self._centre, member.assignments[0].grid_code, taken)
            taken.append(held or _made_up(post))
        return taken[1:]

    def _above(self, role: str, code: str, taken: list[str]) -> str | None:
        above: str | None = code
        while above is not None:
            for name in self._names.get((role, above), ()):
                if name not in taken:
                    return name
            above = self._parents[above]
        return None


def _made_up(post: str) -> str:
    rng = Random(f"signer:{post}")
    return draw_name(rng, draw_lineage(rng), rng.choice(("male", "female")))


def _nearest(code: str, holders: dict[str, list[DemoMember]], parents: dict[str, str | None]) -> list[DemoMember]:
    above: str | None = code
    while above is not None and above not in holders:
        above = parents[above]
    return holders[above] if above is not None else []
