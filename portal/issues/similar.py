"""Issues that may be the same as one about to be registered: of the same home, of the same kind close by, or called alike.

Only open ones that the person may see are looked at, the newest first.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from geo.measuring import distance_m
from portal.issues.models import Issue
from portal.issues.rules import OPEN_STAGES

NEAR = 200
"""Metres within which an issue of the same category counts as close by."""
ALIKE = 0.6
"""Share of pairs of characters that two titles have in common, from which on they count as alike."""
MOST_CANDIDATES = 200
MOST_SHOWN = 5
_METRES_A_DEGREE = 111_320
"""Of latitude; of longitude times the cosine of the latitude. Only for the box that the database looks into."""


@dataclass(frozen=True)
class Alike:
    """An open issue and what it has in common, in words."""

    issue: Issue
    why: str


def similar(session: Session, issue: Issue) -> list[Alike]:
    """Open issues like this one, which need not be stored yet; at most `MOST_SHOWN`, the likeliest first."""
    with session.no_autoflush:
        found: dict[int, Alike] = {}
        for rows, why in (
            (_of_home(session, issue), "同一户（单位）还没有办结的诉求"), (_close_by(session, issue), f"{NEAR} 米内的同类诉求"),
            (_called_alike(session, issue), "同一网格里标题相近"),
        ):  # fmt: skip
            for row in rows:
                found.setdefault(row.id, Alike(row, why))
    return list(found.values())[:MOST_SHOWN]


def told_alike(session: Session, issue: Issue) -> Issue | None:
    """The open issue of the same home that says the same in the same words, the newest; `issue` need not be stored yet."""
    with session.no_autoflush:
        same = (each for each in _of_home(session, issue) if _words(each.text) == _words(issue.text))
        return next(same, None)


def _words(text: str) -> str:
    return "".join(each for each in text if each.isalnum())


def likeness(one: str, other: str) -> float:
    """The share of pairs of neighbouring characters that two titles have in common (Dice's coefficient), from 0 to 1."""
    pairs, others = (Counter(text[place : place + 2] for place in range(len(text) - 1)) for text in (one, other))
    total = pairs.total() + others.total()
    return 2 * (pairs & others).total() / total if total else float(one == other)


def _of_home(session: Session, issue: Issue) -> list[Issue]:
    home, unit = issue.household, issue.establishment
    told = [Issue.household_id == home.id] if home else []
    told += [Issue.establishment_id == unit.id] if unit else []
    return _open(session, issue, or_(*told)) if told else []


def _close_by(session: Session, issue: Issue) -> list[Issue]:
    home = issue.household or issue.establishment
    point = issue.location or (home.location if home else None)
    if point is None or issue.category is None:
        return []
    high = NEAR / _METRES_A_DEGREE
    wide = high / math.cos(math.radians(point.y))
    inside = and_(
        func.ST_X(Issue.location).between(point.x - wide, point.x + wide),
        func.ST_Y(Issue.location).between(point.y - high, point.y + high),
    )
    rows = _open(session, issue, Issue.category_id == issue.category.id, inside)
    return [row for row in rows if row.location is not None and distance_m(point, row.location) <= NEAR]


def _called_alike(session: Session, issue: Issue) -> list[Issue]:
    home = issue.household or issue.establishment
    grid_id = issue.grid.id if issue.grid else (home.grid_id if home else None)
    if grid_id is None or not issue.title:
        return []
    rows = _open(session, issue, Issue.grid_id == grid_id)
    return [row for row in rows if likeness(row.title, issue.title) >= ALIKE]


def _open(session: Session, issue: Issue, *conditions: ColumnElement[bool]) -> list[Issue]:
    others = [Issue.id != issue.id] if issue.id else []
    statement = select(Issue).where(Issue.stage.in_(OPEN_STAGES), Issue.merged_into_id.is_(None), *conditions, *others)
    return list(session.scalars(statement.order_by(Issue.id.desc()).limit(MOST_CANDIDATES)))
