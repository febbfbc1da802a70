"""All results of an area in a period: what the page, the workbook and the report are made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assessments.freezing import all_shown
from portal.assessments.models import Assessment
from portal.assessments.papers import assessments_of, points, score_rows
from portal.assessments.places import Place, places_of
from portal.assessments.rules import AssessmentState
from portal.assessments.wording import coverage_text
from portal.consequences.models import Proposal
from portal.grids.models import Grid
from reports.contexts import ScoreRow

PERIODS = 24
"""So many periods are offered."""


@dataclass(frozen=True)
class Row:
    """One assessment: where it belongs, and what is shown of it."""

    id: int
    place: Place
    said: dict[str, Any]

    @property
    def name(self) -> str:
        """Of the member or the grid."""
        return str(self.said["subject"]["name"])

    @property
    def post(self) -> str:
        """What the member was, or that it is a grid."""
        return str(self.said["subject"]["post"] or self.place.post)

    @property
    def total(self) -> Decimal | None:
        """None is no data."""
        return points(self.said["total"])

    @property
    def scores(self) -> dict[str, ScoreRow]:
        """By the name of the indicator."""
        return {row.name: row for row in score_rows(self.said)}

    @property
    def waiting(self) -> bool:
        """Whether something is not scored yet, which is something else than no data."""
        return any(each.waiting for each in self.scores.values())

    @property
    def coverage(self) -> str:
        """How far the total rests on data; empty where on all indicators."""
        return coverage_text(self.said["scores"])

    @property
    def state(self) -> str:
        """In words."""
        return AssessmentState.label_of(self.said["state"])

    @property
    def final(self) -> bool:
        """Whether it is signed and frozen."""
        return bool(self.said["state"] == AssessmentState.FINAL)


@dataclass(frozen=True)
class Overview:
    """`schemes`: {name: its rows}, rows in the order of the grids; there is no order by result."""

    area: Grid
    period: str
    day: dt.date
    schemes: dict[str, tuple[Row, ...]]
    proposals: tuple[Proposal, ...]

    @property
    def count(self) -> int:
        """How many assessments there are."""
        return sum(map(len, self.schemes.values()))

    @property
    def unfinished(self) -> list[Row]:
        """Those that are not final."""
        return [row for rows in self.schemes.values() for row in rows if not row.final]

    @property
    def open(self) -> int:
        """How many are not final."""
        return len(self.unfinished)


def overview_of(session: Session, area: Grid, period: str, day: dt.date) -> Overview:
    """Everything of the area and below that the session sees."""
    ids = session.scalars(select(Assessment.id).where(Assessment.period == period)).all()
    found = assessments_of(session, ids)
    places = places_of(session, found, day)
    inside = [one for one in found if places[one.id].path.startswith(area.path)]
    said, schemes = all_shown(session, inside), dict[str, list[Row]]()
    for one in sorted(inside, key=lambda each: (each.scheme_id, places[each.id].code, each.id)):
        schemes.setdefault(one.scheme.name, []).append(Row(one.id, places[one.id], said[one.id]))
    return Overview(
        area, period, day, {name: tuple(rows) for name, rows in schemes.items()}, _proposals(session, area, period)
    )


def periods_of(session: Session) -> list[str]:
    """The periods that have assessments in sight, the newest first."""
    found = session.scalars(select(Assessment.period).distinct().order_by(Assessment.period.desc()).limit(PERIODS))
    return list(found)


def _proposals(session: Session, area: Grid, period: str) -> tuple[Proposal, ...]:
    """What was proposed for the area or one below it."""
    wanted = (
        select(Proposal)
        .join(Grid, Proposal.area_id == Grid.id)
        .where(Proposal.period == period, Grid.path.startswith(area.path, autoescape=True))
        .order_by(Proposal.kind, Proposal.key, Proposal.id)
    )
    return tuple(session.scalars(wanted))


def grades_of(rows: Sequence[Row]) -> dict[str, int]:
    """{grade: how many}, in the order of the scheme's worth; those without a total are not counted."""
    counted: dict[str, int] = {}
    for row in sorted(rows, key=lambda each: -(each.total or Decimal(0))):
        if row.said["grade_name"]:
            counted[row.said["grade_name"]] = counted.get(row.said["grade_name"], 0) + 1
    return counted
