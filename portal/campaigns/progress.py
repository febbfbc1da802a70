"""How far a campaign is, in what the person sees: by object and by the grids below, every number of it nameable."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.preview import below
from portal.campaigns.rules import NOT_REACHED, TaskState
from portal.grids.models import Grid
from seeds.sections.campaigns import Campaign as Section


@dataclass
class Row:
    """One object, or one grid with all below it: how many tasks stand in each state. `key`: of the object, or the grid's id."""

    key: str
    name: str
    counts: Counter[str] = field(default_factory=Counter)
    target: float = 100

    @property
    def due(self) -> int:
        """All who take part; who left does not."""
        return self.counts.total() - self.counts[TaskState.LEFT]

    @property
    def unreached(self) -> int:
        """Who has still to be met."""
        return sum(self.counts[state] for state in NOT_REACHED)

    @property
    def phoned(self) -> int:
        """Reached by telephone only."""
        return self.counts[TaskState.PHONED]

    @property
    def visited(self) -> int:
        """Met in person."""
        return self.counts[TaskState.VISITED]


@dataclass(frozen=True)
class Progress:
    """`objects` in the order of the profile, `places` in that of their codes, and everything together."""

    objects: list[Row]
    places: list[Row]
    whole: Row


def progress(session: Session, campaign: Campaign, section: Section, within: Grid | None) -> Progress:
    """Counted over the visible tasks in three queries; inside a grid where one is given. Places are the grids right below that, or below
    the campaign's own."""
    counted = select(VisitTask.object, VisitTask.state, VisitTask.grid_id, func.count())
    counted = counted.where(VisitTask.campaign_id == campaign.id)
    if within is not None:
        inside = select(Grid.id).where(Grid.path.startswith(within.path, autoescape=True))
        counted = counted.where(VisitTask.grid_id.in_(inside))
    rows = session.execute(counted.group_by(VisitTask.object, VisitTask.state, VisitTask.grid_id)).all()
    grids = select(Grid.id, Grid.path, Grid.full_name).where(Grid.id.in_({row[2] for row in rows})).order_by(Grid.path)
    top = within.path if within is not None else f"/{campaign.grid_id}/"
    where = {identity: _place(top, identity, path, name) for identity, path, name in session.execute(grids)}
    objects = {each.key: Row(each.key, each.name, target=each.target) for each in section.objects}
    named = dict(where.values())
    order = session.scalars(select(Grid.id).where(Grid.id.in_([int(key) for key in named])).order_by(Grid.code))
    keys = [str(identity) for identity in order]
    places = {key: Row(key, named[key]) for key in [*keys, *(each for each in named if each not in keys)]}
    whole = Row("", "合计")
    for key, state, grid_id, number in rows:
        if grid_id in where:
            for each in (objects.setdefault(key, Row(key, key)), places[where[grid_id][0]], whole):
                each.counts[state] += number
    return Progress(list(objects.values()), list(places.values()), whole)


def _place(top: str, grid_id: int, path: str, name: str) -> tuple[str, str]:
    """(id, name) of the grid right below `top` on the way to this one; `top` may begin in the middle of the path."""
    start = path[: path.find(top) + len(top)]
    depth = len([part for part in start.split("/") if part])
    parts = name.split("/")
    return str(below(start, path) or grid_id), parts[min(depth, len(parts) - 1)]
