"""Who is assessed, as the paper names them, and how they did before."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.assessments.history import written
from portal.assessments.lineage import of_lineage
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


def subject_shown(session: Session, assessment: Assessment) -> dict[str, Any]:
    """Name, post and places: of a member those held in the period, of a grid where it lies."""
    if assessment.grid is not None:
        return {"kind": "grid", "name": assessment.grid.name, "post": assessment.grid.level.name,
                "places": [assessment.grid.full_name]}  # fmt: skip
    first, last = days_of(assessment.period) or (today(), today())
    member = assessment.member
    held = paths_held(session, first, last, assessment.member_id).get(assessment.member_id or 0, ())
    places = session.scalars(select(_grid.c.full_name).where(_grid.c.path.in_(held)).order_by(_grid.c.code))
    return {"kind": "member", "name": member.name if member else "", "post": _post(session, assessment), "places": list(places)}  # fmt: skip


def trend_of(session: Session, assessment: Assessment) -> list[dict[str, Any]]:
    """Earlier final results of the same subject by the same scheme, the oldest first; by a replaced scheme of the same key as well."""
    same = (
        Assessment.member_id == assessment.member_id
        if assessment.member_id
        else Assessment.grid_id == assessment.grid_id
    )
    found = session.scalars(
        select(Assessment)
        .join(AssessmentScheme, Assessment.scheme_id == AssessmentScheme.id)
        .where(same, Assessment.state == AssessmentState.FINAL, Assessment.id != assessment.id)
        .where(of_lineage(assessment.scheme.code))
        .where(Assessment.period < assessment.period, func.length(Assessment.period) == len(assessment.period))
        .order_by(Assessment.period.desc()).limit(EARLIER)
    )  # fmt: skip
    return [
        {"period": each.period, "name": period_name(each.period), "total": written(each.total),
         "grade": grade_name(section_of(session, each), each.grade)}
        for each in reversed(list(found)) if kind_of(each.period) == kind_of(assessment.period)
    ]  # fmt: skip


def _post(session: Session, assessment: Assessment) -> str:
    """What the member was last in the period."""
    last = (days_of(assessment.period) or (today(), today()))[1]
    newest = select(Assignment.role, Assignment.duty).where(
        Assignment.member_id == assessment.member_id, Assignment.starts_on <= last
    )
    row = session.execute(newest.order_by(Assignment.starts_on.desc(), Assignment.id.desc())).first()
    return posts_of(session).label(row.role, row.duty) if row else ""
