"""Made-up staff: village heads, grid members, the centre, the leader, department clerks."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from random import Random

from seeds.demo.grids import GridPlan
from seeds.demo.identity import IdNumbers, made_up_area, staff_mobile
from seeds.demo.names import draw_lineage, draw_name
from seeds.demo.people import born, standing

DEPARTMENTS = (
    "safety_office",
    "police",
    "justice",
    "civil_affairs",
    "human_resources",
    "construction",
    "emergency",
    "agriculture",
)


@dataclass(frozen=True, slots=True)
class DemoAssignment:
    """A grid held in a role (a key of the profile's roles) since a day."""

    grid_code: str
    role: str
    since: date


@dataclass(frozen=True, slots=True)
class DemoMember:
    """A made-up staff member. `key` (M001 …) names them elsewhere in the demo; `employment`: full or part.

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
        self._numbers = IdNumbers(made_up_area(province, 0), rng)
        self._serials = count(1)

    def hire(
        self, role: str, grids: list[str], *, employment: str = "full", department: str | None = None
    ) -> DemoMember:
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
            political_status="party" if role in {"leader", "head"} else standing(rng, age)[0],
            education=rng.choice(("senior", "college", "college", "bachelor")),
            id_number=self._numbers.issue(birth_date, sex),
            phone=staff_mobile(serial),
            employment=employment,
            department=department,
            assignments=tuple(DemoAssignment(grid, role, since) for grid in grids),
        )


def make_members(
    grids: list[GridPlan], *, seed: int, today: date, departments: tuple[str, ...] = DEPARTMENTS
) -> list[DemoMember]:
    """The staff of a planned tree: a leader, two at the centre, a clerk a department, a head a village, grid members.

    Every third community grid has two members; in each village two neighbouring grids share one; a member of a
    community with a dedicated grid holds that too; the very last grid has nobody. Raises IndexError for no grids."""
    recruiter = _Recruiter(Random(f"members:{seed}"), grids[0].code[:2], today)
    towns = [grid for grid in grids if grid.level_rank == 1]
    staff = [member for town in towns for member in _office(recruiter, town.code, departments)]
    for village in (grid for grid in grids if grid.level_rank == 2):
        staff.append(recruiter.hire("head", [village.code], employment="part"))
        staff += _village_team(recruiter, [grid for grid in grids if grid.parent_code == village.code])
    return _without_grid(staff, grids[-1].code)


def _office(recruiter: _Recruiter, town: str, departments: tuple[str, ...]) -> list[DemoMember]:
    roles = ["leader", "centre", "centre"]
    return [recruiter.hire(role, [town]) for role in roles] + [
        recruiter.hire("clerk", [town], department=department) for department in departments
    ]


def _village_team(recruiter: _Recruiter, grids: list[GridPlan]) -> list[DemoMember]:
    team: list[DemoMember] = []
    for grids_held in _shares(grids):
        community = grids_held[0].setting == "community"
        employment = "full" if community else "part"
        codes = [grid.code for grid in grids_held]
        team.append(recruiter.hire("member", codes, employment=employment))
        if community and grids_held[0].serial % 3 == 0:
            team.append(recruiter.hire("member", codes[:1], employment="part"))
    return team


def _shares(grids: list[GridPlan]) -> list[list[GridPlan]]:
    """Which grids one person takes together: a village's first two, a dedicated grid with the one before it."""
    shares: list[list[GridPlan]] = []
    for index, grid in enumerate(grids):
        joins = grid.kind == "dedicated" or (grid.setting == "village" and index == 1)
        if joins and shares:
            shares[-1].append(grid)
        else:
            shares.append([grid])
    return shares


def _without_grid(staff: list[DemoMember], code: str) -> list[DemoMember]:
    """Nobody looks after this grid, so that reports of missing data have something to show."""
    remaining = [
        replace(member, assignments=tuple(held for held in member.assignments if held.grid_code != code))
        for member in staff
    ]
    return [member for member in remaining if member.assignments]
