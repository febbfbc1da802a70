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
    """`objects` in the order of the profile, `places` in that of the tree, and everything together."""

    objects: list[Row]
    places: list[Row]
    whole: Row


def progress(session: Session, campaign: Campaign, section: Section, within: Grid | None) -> Progress:
    """Counted over the visible tasks in one query; inside a grid where one is given. Places are the grids right below that, or below
    the campaign's own."""
    statement = (
        select(VisitTask.object, VisitTask.state, Grid.id, Grid.path, Grid.full_name, func.count())
        .join(VisitTask.grid)
        .where(VisitTask.campaign_id == campaign.id)
        .group_by(VisitTask.object, VisitTask.state, Grid.id, Grid.path, Grid.full_name)
        .order_by(Grid.path)
    )
    if within is not None:
        statement = statement.where(Grid.path.startswith(within.path, autoescape=True))
    objects = {each.key: Row(each.key, each.name, target=each.target) for each in section.objects}
    places: dict[str, Row] = {}
    whole = Row("", "合计")
    top = within.path if within is not None else f"/{campaign.grid_id}/"
    for key, state, grid_id, path, name, number in session.execute(statement):
        start = top if path.startswith(top) else path[: path.find(top) + len(top)]
        place = str(below(start, path) or grid_id)
        depth = len([part for part in start.split("/") if part])
        parts = name.split("/")
        row = places.setdefault(place, Row(place, parts[min(depth, len(parts) - 1)]))
        for each in (objects.setdefault(key, Row(key, key)), row, whole):
            each.counts[state] += number
    return Progress(list(objects.values()), list(places.values()), whole)
