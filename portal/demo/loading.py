"""Fill an empty database with the demo town of a profile. Deterministic: the same seed gives the same town."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from shapely import MultiPolygon
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from geo.division import tile
from portal.demo import people, places, work
from portal.foundation.errors import Refusal
from portal.grids.models import Grid, GridLevel
from portal.plans.services import apply_profile
from seeds.demo import town
from seeds.demo.town import GridPlan
from seeds.loading import available_profiles
from seeds.schema import Profile

SEED = 7
Say = Callable[[str], None]


@dataclass
class DemoTown:
    """What was made so far: ids by the keys that `seeds.demo` uses, and the plain rows that later steps need."""

    profile: Profile
    today: dt.date
    plans: list[GridPlan]
    shapes: dict[str, MultiPolygon] = field(default_factory=dict)
    grids: dict[str, int] = field(default_factory=dict)
    households: dict[str, int] = field(default_factory=dict)
    homes: list[town.DemoHousehold] = field(default_factory=list)
    members: dict[str, int] = field(default_factory=dict)
    staff: list[town.DemoMember] = field(default_factory=list)

    def lowest(self) -> list[GridPlan]:
        """Grids that hold households."""
        parents = {plan.parent_code for plan in self.plans}
        return [plan for plan in self.plans if plan.code not in parents]


def is_empty(session: Session) -> bool:
    """Whether the database holds no grid yet."""
    return not session.scalar(select(exists().where(Grid.id.is_not(None))))


def load_demo(session: Session, today: dt.date, key: str = "longcheng", say: Say = lambda _sentence: None) -> DemoTown:
    """Make the whole town. `say` is told after every step. Raises `Refusal` when the database is not empty."""
    if not is_empty(session):
        raise Refusal("数据库中已有网格,演示数据只能装入空库")
    path = available_profiles()[key]
    profile = apply_profile(session, path.read_text(encoding="utf-8"), path)
    demo = DemoTown(profile, today, town.plan_grids(town.read_places(key)))
    _draw(demo)
    _grids(session, demo)
    say(f"网格 {len(demo.grids)} 个(边界为虚构)")
    places.load_households(session, demo)
    places.load_establishments(session, demo)
    say(f"住户 {len(demo.households)} 户(人员均为虚构)")
    people.load_members(session, demo)
    say(f"网格员等工作人员 {len(demo.members)} 名")
    work.load_visits(session, demo)
    say("一年的走访记录")
    say(f"诉求 {work.load_issues(session, demo)} 件")
    say(f"上年度考核 {work.load_assessments(session, demo)} 份")
    return demo


def _draw(demo: DemoTown) -> None:
    """Boundaries from the top down: every parent is divided among its children without gap or overlap."""
    county = town.county_outline(demo.profile.place.county_code)
    below: dict[str | None, list[GridPlan]] = {}
    for plan in demo.plans:
        below.setdefault(plan.parent_code, []).append(plan)
    for root in below[None]:
        demo.shapes[root.code] = town.town_outline(county)
    for plan in demo.plans:
        children = below.get(plan.code, [])
        if children:
            parts = tile(demo.shapes[plan.code], [child.area_share for child in children], SEED + plan.serial)
            demo.shapes |= {child.code: part for child, part in zip(children, parts, strict=True)}


def _grids(session: Session, demo: DemoTown) -> None:
    levels = {level.rank: level.id for level in session.scalars(select(GridLevel))}
    for plan in demo.plans:
        grid = Grid(
            code=plan.code, name=plan.name, kind=plan.kind, level_id=levels[plan.level_rank], boundary=demo.shapes[plan.code],
            parent_id=demo.grids[plan.parent_code] if plan.parent_code else None,
            valid_from=demo.today.replace(month=1, day=1), remark=town.BOUNDARIES_ARE_MADE_UP,
        )  # fmt: skip
        session.add(grid)
        session.flush()
        demo.grids[plan.code] = grid.id
