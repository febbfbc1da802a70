"""Fill an empty database with the demo of a profile. Deterministic: the same seed, size and day give the same demo."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from shapely import MultiPolygon
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.demo import areas, campaigns, homes, people, wordings, work
from portal.demo.progress import Say
from portal.foundation.errors import Refusal
from portal.foundation.quoting import quoted
from portal.grids.models import Grid
from portal.plans.current import version_in_force
from portal.plans.services import apply_profile
from seeds.demo import town
from seeds.demo.town import GridPlan
from seeds.loading import available_profiles
from seeds.schema import Profile

SEED = 7
FULL = -1
"""As a number of households: as many as such places have."""


@dataclass
class Demo:
    """What was made so far: ids by the keys that `seeds.demo` uses, and the plain rows that later steps need.

    `told`: households that issues may be about, some of every grid; all of them would not fit into memory."""

    profile: Profile
    today: dt.date
    plans: list[GridPlan]
    version_id: int
    shapes: dict[str, MultiPolygon] = field(default_factory=dict)
    grids: dict[str, int] = field(default_factory=dict)
    members: dict[str, int] = field(default_factory=dict)
    staff: list[town.DemoMember] = field(default_factory=list)
    teams: dict[str, list[town.DemoMember]] = field(default_factory=dict)
    told: dict[str, town.DemoHousehold] = field(default_factory=dict)
    households: dict[str, int] = field(default_factory=dict)

    @property
    def planned(self) -> int:
        """How many households there will be."""
        return sum(plan.households_planned for plan in self.plans if plan.visits)


def is_empty(session: Session) -> bool:
    """Whether the database holds no grid yet."""
    return not session.scalar(select(exists().where(Grid.id.is_not(None))))


def load_demo(
    session: Session, today: dt.date, key: str, households: int | None = None, say: Say = lambda _sentence: None
) -> Demo:
    """Make the whole demo of a profile in one transaction, with about so many households (by default: `usual_households`).

    `say` is told after every step, and every few seconds how fast it goes. Raises `Refusal` when the database is not empty or
    there is no such profile."""
    if not is_empty(session):
        raise Refusal("数据库中已有网格，演示数据只能装入空库")
    path = available_profiles().get(key)
    if path is None:
        raise Refusal(f"没有名为“{key}”的方案，可选：{'、'.join(available_profiles())}")
    profile = apply_profile(session, path.read_text(encoding="utf-8"), path)
    version = version_in_force(session)
    wished = town.full_households(profile) if households == FULL else households or town.usual_households(profile)
    demo = Demo(profile, today, town.plan_grids(profile, households=wished), version.id if version else 0)
    if not demo.plans:
        raise Refusal(f"方案{quoted(profile.meta.title)}没有列出村（社区），不能装入演示数据")
    areas.draw(demo)
    areas.load_grids(session, demo)
    say(f"网格 {len(demo.grids):,} 个（边界为虚构）")
    people.load_members(session, demo)
    say(f"网格员等工作人员 {len(demo.members):,} 名")
    say(homes.load_homes(session, demo, say))
    tasks = campaigns.run_campaign(session, profile, today)
    if tasks:
        say(f"走访任务 {tasks:,} 项")
    say(f"诉求 {work.load_issues(session, demo):,} 件")
    say(f"考核 {work.load_assessments(session, demo):,} 份")
    say(f"印刷文字 1 份：{wordings.approve_one(session, demo).label}")
    return demo
