"""One made-up year of visits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from random import Random

from seeds.demo.calendar import office_time
from seeds.demo.homes import DemoHousehold
from seeds.demo.staff import DemoMember

_WAYS = ("home", "phone", "absent", "refused")
_SHARES = {
    "resident": (82, 9, 8, 1),
    "rented": (62, 14, 22, 2),
    "away": (4, 78, 18, 0),
    "vacant": (0, 0, 100, 0),
}
_TIMES = {"resident": (0, 1, 1, 2, 2, 3), "rented": (0, 1, 1, 2), "away": (0, 1, 1), "vacant": (0, 0, 0, 1)}
_NOTES = {
    "home": (
        "核对家庭成员信息，无变化。",
        "宣传医保缴费和防诈骗知识。",
        "提醒用电用气安全。",
        "了解近况，暂无困难和诉求。",
    ),
    "phone": ("电话了解在外务工情况，一切平安。", "电话核对联系方式和返乡打算。"),
    "absent": ("家中无人，已留服务联系卡。", "敲门无人应答，改日再访。"),
    "refused": ("不便接待，约定改日电话联系。",),
}


@dataclass(frozen=True, slots=True)
class DemoVisit:
    """A made-up visit. `way`: home, phone, absent or refused.

    `satisfaction` (satisfied, neutral, dissatisfied) only where someone was spoken to; `at` is local time, no zone."""

    household_code: str
    grid_code: str
    member_key: str
    at: datetime
    way: str
    satisfaction: str | None
    note: str


def make_visits(
    households: Iterable[DemoHousehold], teams: dict[str, list[DemoMember]], *, seed: int, today: date
) -> Iterator[DemoVisit]:
    """Visits of the 365 days before `today`, by household and then by time; none in grids without a team.

    `teams`: who visits which grid. The visits of a grid do not hang on those of others. About one household in six was not
    visited at all, as campaigns find in practice."""
    for grid_code, homes in groupby(households, lambda home: home.grid_code):
        rng = Random(f"visits:{seed}:{grid_code}")
        team = teams.get(grid_code, [])
        for household in homes:
            times = rng.choice(_TIMES[household.kind]) if team else 0
            days = sorted(rng.randrange(1, 366) for _ in range(times))
            for days_ago in reversed(days):
                yield _visit(rng, household, rng.choice(team), today - timedelta(days=days_ago))


def _visit(rng: Random, household: DemoHousehold, member: DemoMember, day: date) -> DemoVisit:
    way = rng.choices(_WAYS, _SHARES[household.kind])[0]
    spoken = way in {"home", "phone"}
    return DemoVisit(
        household_code=household.code,
        grid_code=household.grid_code,
        member_key=member.key,
        at=office_time(rng, day),
        way=way,
        satisfaction=rng.choices(("satisfied", "neutral", "dissatisfied"), (88, 10, 2))[0] if spoken else None,
        note=rng.choice(_NOTES[way]),
    )
