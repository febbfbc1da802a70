"""Who is assessed, as the paper names them, and how they did before: of many at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from portal.assessments.history import written
from portal.assessments.lineage import of_lineage, stem
from portal.assessments.models import Assessment, AssessmentScheme
from portal.assessments.rules import AssessmentState, days_of, kind_of, period_name
from portal.assessments.sections import grade_name, section_of
from portal.figures.grounds import paths_held
from portal.foundation.clock import today
from portal.grids.models import Grid
from portal.members.models import Assignment
from portal.members.posts import posts_of

EARLIER = 8
"""So many earlier results are shown."""
_grid = Grid.__table__
Shown = dict[str, Any]


def subjects_of(session: Session, assessments: Iterable[Assessment]) -> dict[int, Shown]:
    """{assessment id: name, post and places}: of a member those held in the period, of a grid where it lies."""
    found, by_days = {}, defaultdict(list)
    for each in assessments:
        if each.grid is not None:
            found[each.id] = _subject("grid", each.grid.name, each.grid.level.name, [each.grid.full_name])
        else:
            by_days[days_of(each.period) or (today(), today())].append(each)
    for days, several in by_days.items():
        found |= _members(session, several, *days)
    return found


def earlier_of(session: Session, assessments: Iterable[Assessment]) -> dict[int, list[Assessment]]:
    """{assessment id: earlier final results of the same subject}, the oldest first, by the same scheme or one it replaced."""
    kept = list(assessments)
    members = {each.member_id for each in kept if each.member_id}
    grids = {each.grid_id for each in kept if not each.member_id}
    rows = session.scalars(
        select(Assessment)
        .join(AssessmentScheme, Assessment.scheme_id == AssessmentScheme.id)
        .where(or_(Assessment.member_id.in_(members), Assessment.grid_id.in_(grids)))
        .where(Assessment.state == AssessmentState.FINAL, of_lineage(*{each.scheme.code for each in kept}))
        .options(joinedload(Assessment.scheme))
        .order_by(Assessment.period, Assessment.id)
    )  # fmt: skip
    finals: dict[object, list[Assessment]] = defaultdict(list)
    for row in rows:
        finals[_same(row)].append(row)
    return {each.id: [one for one in finals[_same(each)] if _before(one, each)][-EARLIER:] for each in kept}


def trend_of(session: Session, earlier: Sequence[Assessment]) -> list[Shown]:
    """Earlier results as they are shown."""
    return [
        {"period": each.period, "name": period_name(each.period), "total": written(each.total),
         "grade": grade_name(section_of(session, each), each.grade)}
        for each in earlier
    ]  # fmt: skip


def _members(session: Session, several: Sequence[Assessment], first: dt.date, last: dt.date) -> dict[int, Shown]:
    members = {each.member_id for each in several}
    held = paths_held(session, first, last, next(iter(members)) if len(members) == 1 else None)
    paths = {path for member in members for path in held.get(member or 0, ())}
    grids = {
        row.path: row
        for row in session.execute(select(_grid.c.path, _grid.c.full_name, _grid.c.code).where(_grid.c.path.in_(paths)))
    }
    posts = _posts(session, members, last)
    found = {}
    for each in several:
        own = sorted(
            (grids[path] for path in held.get(each.member_id or 0, ()) if path in grids), key=lambda row: row.code
        )
        name, post = each.member.name if each.member else "", posts.get(each.member_id, "")
        found[each.id] = _subject("member", name, post, [row.full_name for row in own])
    return found


def _posts(session: Session, members: Iterable[int | None], last: dt.date) -> Mapping[int | None, str]:
    """What the members were last up to this day."""
    newest = select(Assignment.member_id, Assignment.role, Assignment.duty).where(
        Assignment.member_id.in_(members), Assignment.starts_on <= last
    )
    labels = posts_of(session)
    rows = session.execute(newest.order_by(Assignment.starts_on, Assignment.id))
    return {row.member_id: labels.label(row.role, row.duty) for row in rows}


def _subject(kind: str, name: str, post: str, places: list[str]) -> Shown:
    return {"kind": kind, "name": name, "post": post, "places": places}


def _same(assessment: Assessment) -> object:
    subject = ("member", assessment.member_id) if assessment.member_id else ("grid", assessment.grid_id)
    return (*subject, stem(assessment.scheme.code), kind_of(assessment.period))


def _before(one: Assessment, other: Assessment) -> bool:
    return one.period < other.period and len(one.period) == len(other.period)
