"""What each member gets of the bonus: the pool of a township shared out by points, never evenly.

The pool is the township's, so shares do not depend on how much of it the person sees.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from portal.assessments.models import Assessment
from portal.consequences.bonus import shares
from portal.foundation.errors import Refusal
from portal.grids.models import Grid, GridLevel
from portal.grids.rules import GridStatus
from portal.members.models import Member
from portal.tables.work import Work


def bonuses(work: Work, of_period: Sequence[Any]) -> dict[int, Decimal]:
    """{assessment: yuan to the cent} of all townships that reach into the ground; nothing where the plan has no pool."""
    plan = work.profile.bonus
    if plan is None:
        return {}
    points: dict[str, dict[int, Decimal]] = defaultdict(dict)
    for result, path, total in work.session.execute(_results(of_period), execution_options={"unscoped": True}):
        points[_township(work, path)][result] = total or Decimal(0)
    pools = _pools(work, plan.level, Decimal(str(plan.amount)))
    return {
        result: share
        for town, each in points.items()
        for result, share in shared_out(pools.get(town, Decimal(0)), each).items()
    }


def shared_out(pool: Decimal, points: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """The pool in yuan by points, to the cent, as the proposals share it; nothing where nobody has points or all have the same,
    since an even share is what no plan allows."""
    try:
        cents = shares(int(pool * 100), list(points.values()))
    except Refusal:
        return {}
    return {key: Decimal(each) / 100 for key, each in zip(points, cents, strict=True)}


def _results(of_period: Sequence[Any]) -> Any:
    return (
        select(Assessment.id, Grid.path, Assessment.total)
        .join(Assessment.scheme)
        .outerjoin(Member, Assessment.member_id == Member.id)
        .join(Grid, Grid.id == func.coalesce(Assessment.grid_id, Member.grid_id))
        .where(*of_period)
        .order_by(Assessment.id)
    )


def _township(work: Work, path: str) -> str:
    """The path of the township that a grid lies in: so many steps down as the town's rank, the whole way when it is above."""
    parts = path.split("/")[1:-1]
    return "/" + "".join(f"{part}/" for part in parts[: work.places.town])


def _pools(work: Work, level: str, amount: Decimal) -> dict[str, Decimal]:
    statement = (
        select(Grid.path)
        .join(GridLevel, Grid.level_id == GridLevel.id)
        .where(GridLevel.key == level, Grid.status == GridStatus.ACTIVE)
    )
    pools: dict[str, Decimal] = defaultdict(Decimal)
    for path in work.session.scalars(statement, execution_options={"unscoped": True}):
        pools[_township(work, path)] += amount
    return dict(pools)
