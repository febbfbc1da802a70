"""What filling one table goes by: the table, its ground, the plan, and where grids lie."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign
from portal.figures.grounds import Ground
from portal.foundation.clock import today
from portal.grids.models import Grid
from portal.households.care import grids_open_to
from portal.security.scope import scope_of
from portal.tables.places import Places, places_below
from reports.ledgers import Cell
from seeds.schema import Profile
from seeds.sections.tables import ExportTable

_grid = Grid.__table__.alias()
PORTION = 500
"""Rows that are read, with all that hangs on them, at one time."""

Part = Callable[[Any, str], Cell]
"""What a column takes from a row's facts; the text is what stands behind the colon of its source."""


@dataclass(frozen=True)
class Work:
    """One table to fill. `ground.campaign_id` is given when a campaign has been opened that its days belong to."""

    session: Session
    table: ExportTable
    ground: Ground
    profile: Profile
    remembered: dict[str, Any] = field(default_factory=dict, compare=False)
    """What was asked of the database once for this table, by whoever asks it."""

    @cached_property
    def places(self) -> Places:
        """Where the grids of the ground lie."""
        return places_below(self.session, self.profile, self.ground.grid)

    @cached_property
    def campaign(self) -> Campaign | None:
        """The campaign whose tasks count."""
        wanted = self.ground.campaign_id
        return self.session.get(Campaign, wanted) if wanted else None

    @cached_property
    def open_grids(self) -> set[int]:
        """Grids whose sensitive facts the person is responsible for; none on the command line, since paper wanders."""
        scope = scope_of(self.session)
        return grids_open_to(self.session, scope.member_id) if scope and scope.member_id else set()

    @property
    def day(self) -> dt.date:
        """The last day of the period, or today when that is earlier."""
        return min(self.ground.last, today())

    @property
    def dated(self) -> bool:
        """Whether the table is of a period, not of all time."""
        return self.table.period != "none"

    def arguments(self, name: str) -> list[str]:
        """What stands behind the colon of every condition of this name."""
        return [each.argument for each in self.table.filters if each.name == name]

    def asks(self, name: str) -> bool:
        """Whether the table has a condition of this name."""
        return any(each.name == name for each in self.table.filters)

    def inside(self, column: Any) -> ColumnElement[bool]:
        """Whether a column of grid ids lies in the ground."""
        below = select(_grid.c.id).where(_grid.c.path.startswith(self.ground.grid, autoescape=True))
        return column.in_(below)  # type: ignore[no-any-return]


def paired(work: Work, statement: Any) -> dict[Any, Any]:
    """{first column: second column} of a statement of two."""
    return dict(work.session.execute(statement).all())


@dataclass(frozen=True)
class Found:
    """How many rows there are, and the facts of those asked for."""

    count: int
    facts: Iterable[Any]


@dataclass(frozen=True)
class Family:
    """How the tables of one subject are filled: `find` their rows (at most so many), a part for each source, names of groups."""

    find: Callable[[Work, int | None], Found]
    parts: Mapping[str, Part]
    groups: Mapping[str, Callable[[Any], str]]


def found_by(
    work: Work,
    statement: Select[Any],
    limit: int | None,
    facts: Callable[[Work, Sequence[Any]], Iterable[Any]],
    loads: Sequence[Any] = (),
) -> Found:
    """The rows of a statement over one class, read in portions with these loader options; `facts` adds to each portion what
    hangs on it."""
    counted = statement.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
    return Found(work.session.scalar(counted) or 0, _in_portions(work, statement.options(*loads).limit(limit), facts))


def _in_portions(
    work: Work, statement: Select[Any], facts: Callable[[Work, Sequence[Any]], Iterable[Any]]
) -> Iterator[Any]:
    reading = work.session.scalars(statement.execution_options(yield_per=PORTION))
    for portion in reading.partitions(PORTION):
        yield from facts(work, list(portion))
