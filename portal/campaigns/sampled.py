"""What a draw drew, as its page shows it: one line a row, with what is needed to verify it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import Select, func, null, select
from sqlalchemy.orm import Session

from portal.campaigns.models import Sample, SampleItem
from portal.grids.models import Grid
from portal.households.models import Establishment, Household
from portal.members.models import Member


@dataclass(frozen=True)
class Line:
    """One drawn row. `phone`: of the home, for a verifying call; None where the person may not see the home."""

    item: SampleItem
    name: str
    place: str
    phone: str | None = None
    day: dt.date | None = None
    way: str | None = None
    visitor: str | None = None
    note: str | None = None
    target: int | None = None
    """The row to open: a visit, a member or an issue."""


def lines(session: Session, sample: Sample) -> list[Line]:
    """All lines in the order of the draw, in two queries; what is out of scope stays empty."""
    make = {"visits": _visits, "visitors": _visitors, "issues": _issues}[sample.subject]
    column = {"visits": "visit_id", "visitors": "member_id", "issues": "issue_id"}[sample.subject]
    ids = [getattr(item, column) for item in sample.items]
    found = {row[0]: row for row in session.execute(make(ids))}
    return [_line(item, getattr(item, column), found.get(getattr(item, column))) for item in sample.items]


def _line(item: SampleItem, target: int, row: Any) -> Line:
    if row is None:
        return Line(item, "已不在管辖范围内或已删除", "")
    _, name, place, phone, day, way, visitor, note = row
    return Line(item, name or "", place or "", phone, day, way, visitor, note, target)


def _visits(ids: list[int]) -> Select[Any]:
    visit = Model.metadata.tables["visit"]
    found: Select[Any] = (
        select(
            visit.c.id, func.coalesce(Household.head_name, Establishment.name), func.coalesce(Household.address, Establishment.address),
            func.coalesce(Household.phone, Establishment.phone), visit.c.visited_on, visit.c.way, Member.name, visit.c.note,
        )
        .select_from(visit)
        .outerjoin(Household, Household.id == visit.c.household_id)
        .outerjoin(Establishment, Establishment.id == visit.c.establishment_id)
        .outerjoin(Member, Member.id == visit.c.member_id)
        .where(visit.c.id.in_(ids), func.coalesce(Household.id, Establishment.id).is_not(None))
    )  # fmt: skip
    return found


def _visitors(ids: list[int]) -> Select[Any]:
    own: tuple[Any, ...] = (Member.id, Member.name, Grid.full_name, Member.phone)
    none = (null(), null(), null(), null())
    return select(*own, *none).join(Member.grid).where(Member.id.in_(ids))


def _issues(ids: list[int]) -> Select[Any]:
    issue = Model.metadata.tables["issue"]
    columns: tuple[Any, ...] = (
        issue.c.id, issue.c.title, Grid.full_name, issue.c.phone, func.date(issue.c.registered_at), null(), null(), issue.c.number,
    )  # fmt: skip
    found: Select[Any] = select(*columns).select_from(issue).join(Grid, Grid.id == issue.c.grid_id)
    return found.where(issue.c.id.in_(ids))
