"""Made-up staff, by the roles of a profile: heads, members, helpers, the centre, leaders, department clerks."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count, groupby
from random import Random

from seeds.demo.grids import GridPlan
from seeds.demo.identity import IdNumbers, staff_mobile
from seeds.demo.names import draw_lineage, draw_name
from seeds.demo.people import born, standing
from seeds.schema import Profile
from seeds.sections.team import TeamRole

_FEW = 3


@dataclass(frozen=True, slots=True)
class DemoAssignment:
    """A grid held in a role (a key of the profile's roles) since a day."""

    grid_code: str
    role: str
    since: date


@dataclass(frozen=True, slots=True)
class DemoMember:
    """A made-up staff member. `key` (M001 …) names them elsewhere in the demo; `employment`: full or part; `role`: of the first grid.

    `department` is a department code for clerks, else None; `assignments` is never empty."""

    key: str
    name: str
    sex: str
    birth_date: date
    ethnicity: str
    political_status: str
    education: str
    id_number: str
    phone: str
    employment: str
    department: str | None
    assignments: tuple[DemoAssignment, ...]

    @property
    def role(self) -> str:
        """The role of the first assignment."""
        return self.assignments[0].role


class _Recruiter:
    """Makes people one after another, each with the next key, phone and ID number."""

    def __init__(self, rng: Random, province: str, today: date) -> None:
        self._rng, self._today = rng, today
        self._numbers = IdNumbers(province, 0, rng)
        self._serials = count(1)

    def hire(self, role: TeamRole, grids: list[GridPlan], department: str | None = None) -> DemoMember:
        rng, serial = self._rng, next(self._serials)
        lineage, sex, age = draw_lineage(rng), rng.choice(("male", "female")), rng.randint(25, 57)
        birth_date = born(rng, age, self._today)
        since = self._today - timedelta(days=rng.randint(400, 1500))
        return DemoMember(
            key=f"M{serial:03d}",
            name=draw_name(rng, lineage, sex),
            sex=sex,
            birth_date=birth_date,
            ethnicity=lineage.ethnicity,
            political_status="party" if role.acts_as in {"leader", "head"} else standing(rng, age)[0],
            education=rng.choice(("senior", "college", "college", "bachelor")),
            id_number=self._numbers.issue(birth_date, sex),
            phone=staff_mobile(serial),
            employment=_employment(role, grids[0]),
            department=department,
            assignments=tuple(DemoAssignment(grid.code, role.key, since) for grid in grids),
        )


def _employment(role: TeamRole, grid: GridPlan) -> str:
    """Full- or part-time, as the role has it for this place; where both are usual, communities have full-time people."""
    special = (each.employment for each in role.staffing if any(area in grid.address_prefix for area in each.areas))
    found = next(special, None)
    if found is not None:
        return found
    if len(role.employment) == 1:
        return role.employment[0]
    usual = "part" if role.acts_as in {"head", "helper"} else "full"
    return "part" if grid.setting == "village" else usual


def make_members(profile: Profile, grids: list[GridPlan], *, seed: int, today: date) -> list[DemoMember]:
    """The staff of a planned tree, by the profile's roles: so many for every grid of a role's level as it asks for.

    Those who act as members sometimes share or combine grids, as far as the role allows; a clerk a department. The very last
    grid with households has nobody, when there are more than two. Places without households have their head, nobody else. Raises IndexError for no grids."""
    recruiter = _Recruiter(Random(f"members:{seed}"), profile.place.county_code[:2], today)
    ranks = {level.key: level.rank for level in profile.levels}
    staff: list[DemoMember] = []
    for role in profile.roles:
        held = [grid for grid in grids if grid.level_rank == ranks[role.level] and _is_held(role, grid, profile)]
        if role.acts_as is not None:
            staff += _holders(recruiter, role, held, profile)
        elif role.portal_role == "部门经办" and held:
            staff += [recruiter.hire(role, held[:1], department.code) for department in profile.departments]
    lasting = [grid for grid in grids if grid.visits and grid.households_planned]
    if len(lasting) < _FEW:
        return staff
    return _without_grid(
        staff, lasting[-1].code, {role.key for role in profile.roles if role.acts_as in {"member", "helper"}}
    )


def _is_held(role: TeamRole, grid: GridPlan, profile: Profile) -> bool:
    if role.kinds and grid.kind not in role.kinds:
        return False
    below = grid.level_rank > profile.visiting_level.rank
    return bool(grid.households_planned or grid.dedicated or below or role.acts_as == "head")


def _holders(recruiter: _Recruiter, role: TeamRole, grids: list[GridPlan], profile: Profile) -> list[DemoMember]:
    staff: list[DemoMember] = []
    for share in _shares(role, grids) if role.acts_as == "member" else [[grid] for grid in grids]:
        staff.append(recruiter.hire(role, share))
        staff += [recruiter.hire(role, share[:1]) for _ in range(_further(role, share[0], profile))]
    return staff


def _further(role: TeamRole, grid: GridPlan, profile: Profile) -> int:
    """How many more than one hold the role for this grid."""
    posts = (
        post.minimum
        for team in profile.teams
        if team.level == role.level and (not team.kinds or grid.kind in team.kinds)
        for post in team.posts
        if post.role == role.key
    )
    wanted = max(role.minimum, *posts, 1)
    if role.maximum == 1:
        return 0
    more = role.acts_as == "centre" and grid.parent_code is None
    more |= role.acts_as == "member" and grid.setting == "community" and grid.serial % 3 == 0
    return max(wanted - 1, int(more))


def _shares(role: TeamRole, grids: list[GridPlan]) -> list[list[GridPlan]]:
    """Which grids one person takes together: a dedicated grid with the one before it, in a village two neighbours."""
    if role.covers == "one":
        return [[grid] for grid in grids]
    shares: list[list[GridPlan]] = []
    for _, siblings in groupby(grids, lambda grid: grid.parent_code):
        own: list[list[GridPlan]] = []
        for grid in siblings:
            pair = grid.setting == "village" and (role.covers == "many" or len(own) == 1)
            if own and (grid.dedicated or (pair and len(own[-1]) == 1)):
                own[-1].append(grid)
            else:
                own.append([grid])
        shares += own
    return shares


def _without_grid(staff: list[DemoMember], code: str, roles: set[str]) -> list[DemoMember]:
    """Nobody looks after this grid, so that reports of missing data have something to show."""
    remaining = [
        replace(
            member,
            assignments=tuple(held for held in member.assignments if held.grid_code != code or held.role not in roles),
        )
        for member in staff
    ]
    return [member for member in remaining if member.assignments]
