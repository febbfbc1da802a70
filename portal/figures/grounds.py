"""What a figure is counted over: a part of the tree, of the people and of the work, from one day to another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from portal.grids.models import Grid
from portal.members.models import Assignment
from portal.members.rules import Duty

NONE = 0
"""Stands for “without one” where an id is asked for, such as issues that no department has yet."""

WALKERS = (Duty.MEMBER, Duty.HELPER, Duty.HEAD)
"""Who has an area of their own to look after."""


@dataclass(frozen=True)
class Ground:
    """From the first day to the last. `grid`: path of the grid that holds everything; empty for all that is visible.

    `member_id`: only the grids this member holds at some time in the period, with all below. `department_id`, `category_id`
    (`NONE`: without one) and `issue_class` (empty text: without one) narrow issues only, `campaign_id` tasks only.
    """

    first: dt.date
    last: dt.date
    grid: str = ""
    member_id: int | None = None
    department_id: int | None = None
    category_id: int | None = None
    issue_class: str | None = None
    campaign_id: int | None = None

    def within(self, **limits: Any) -> Ground:
        """The same ground with these limits put in."""
        return replace(self, **limits)


def inside(session: Session, ground: Ground, column: Any) -> list[ColumnElement[bool]]:
    """Conditions on a column of grid ids; none where nothing is limited."""
    found: list[ColumnElement[bool]] = []
    if ground.grid:
        found.append(column.in_(_below([ground.grid])))
    if ground.member_id is not None:
        held = paths_held(session, ground.first, ground.last, ground.member_id).get(ground.member_id, ())
        found.append(column.in_(_below(held)))
    return found


def paths_held(
    session: Session, first: dt.date, last: dt.date, member_id: int | None = None
) -> dict[int, tuple[str, ...]]:
    """{member id: paths of the grids they held at some time from the first day to the last}, without those inside another."""
    held = (
        select(Assignment.member_id, Grid.path)
        .join(Grid, Assignment.grid_id == Grid.id)
        .where(Assignment.duty.in_(WALKERS), Assignment.starts_on <= last)
        .where(or_(Assignment.ends_on.is_(None), Assignment.ends_on >= first))
        .order_by(Grid.path)
    )
    if member_id is not None:
        held = held.where(Assignment.member_id == member_id)
    found: dict[int, tuple[str, ...]] = {}
    for member, path in session.execute(held):
        known = found.get(member, ())
        found[member] = known if any(path.startswith(each) for each in known) else (*known, path)
    return found


def _below(paths: Iterable[str]) -> Any:
    return select(Grid.id).where(or_(false(), *(Grid.path.startswith(path, autoescape=True) for path in paths)))
