"""The kinds of rows that measures count, and by what each can be broken down.

Rows are asked for through the ORM class named in `model`, so that the scope of the session narrows them; what hangs on them is
asked through its table, because whoever sees a row sees what hangs on it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, VisitTask
from portal.campaigns.settling import took_part
from portal.figures.grounds import Ground, inside
from portal.figures.telephone import not_by_phone
from portal.foundation.clock import now
from portal.households.models import Household
from portal.issues.models import Issue, IssueEvent
from portal.visits.models import Visit

_campaign = Campaign.__table__
_event = IssueEvent.__table__
_visit = Visit.__table__


@dataclass(frozen=True)
class Asked:
    """One question: in which session, over what ground."""

    session: Session
    ground: Ground

    @cached_property
    def moment(self) -> dt.datetime:
        """Now; one answer has one now."""
        return now()

    @property
    def until(self) -> dt.date:
        """The last day of the ground, or today when that is earlier."""
        return min(self.ground.last, self.moment.date())

    @cached_property
    def telephone(self) -> frozenset[tuple[int, str]]:
        """(campaign, object) pairs whose task a telephone call does not finish."""
        return not_by_phone(self.session)


Conditions = Callable[[Asked], list[ColumnElement[bool]]]


@dataclass(frozen=True)
class Source:
    """Rows of `model`. `unit`: what is counted; `grid`: where each belongs; `axes`: what else it is broken down by.

    `join` brings in the tables that conditions name; `narrow` applies the ground's limits.
    """

    key: str
    model: Any
    unit: Any
    grid: Any
    narrow: Conditions
    axes: Mapping[str, Any]
    join: Callable[[Select[Any]], Select[Any]] = lambda statement: statement


def _tasks(asked: Asked) -> list[ColumnElement[bool]]:
    """Tasks of the campaign, or of all that ran in the period; who left by its last day owes it nothing any more."""
    ground = asked.ground
    found = [took_part(ground.last)]
    if ground.campaign_id is not None:
        found.append(VisitTask.campaign_id == ground.campaign_id)
    else:
        found += [_campaign.c.starts_on <= ground.last, _campaign.c.ends_on >= ground.first]
    return [*found, *inside(asked.session, ground, VisitTask.grid_id)]


def _homes(asked: Asked) -> list[ColumnElement[bool]]:
    return inside(asked.session, asked.ground, Household.grid_id)


def _issues(asked: Asked) -> list[ColumnElement[bool]]:
    """What was merged into another issue is counted there."""
    ground = asked.ground
    found: list[ColumnElement[bool]] = [Issue.merged_into_id.is_(None)]
    if ground.department_id is not None:
        found.append(_equal(Issue.department_id, ground.department_id))
    if ground.category_id is not None:
        found.append(Issue.category_id == ground.category_id)
    if ground.issue_class is not None:
        found.append(_equal(Issue.issue_class, ground.issue_class))
    return [*found, *inside(asked.session, ground, Issue.grid_id)]


def _equal(column: Any, value: Any) -> ColumnElement[bool]:
    """Equal; nothing for 0 or an empty text."""
    return column == value if value else column.is_(None)  # type: ignore[no-any-return]


_ISSUE_AXES = {"department": Issue.department_id, "category": Issue.category_id, "class": Issue.issue_class}

TASKS = Source(
    "tasks", VisitTask, VisitTask.id, VisitTask.grid_id, _tasks, {},
    lambda statement: statement.join(_campaign, VisitTask.campaign_id == _campaign.c.id),
)  # fmt: skip
HOMES = Source("homes", Household, Household.id, Household.grid_id, _homes, {})
ISSUES = Source("issues", Issue, Issue.id, Issue.grid_id, _issues, _ISSUE_AXES)
REVISITS = Source(
    "revisits", Issue, _event.c.id, Issue.grid_id, _issues, _ISSUE_AXES,
    lambda statement: statement.join(_event, _event.c.issue_id == Issue.id),
)  # fmt: skip
VISITS = Source(
    "visits", Household, _visit.c.id, Household.grid_id, _homes, {},
    lambda statement: statement.join(_visit, _visit.c.household_id == Household.id),
)  # fmt: skip
