"""Searching assessments: one's own, and everything in a grid and below it."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_appbuilder.models.filters import BaseFilter
from sqlalchemy import false, or_, select

from portal.assessments.models import Assessment
from portal.foundation.database import db
from portal.grids.filters import Within
from portal.grids.models import Grid
from portal.members.models import Assignment, Member
from portal.security.scope import scope_of

OVERSEEING = ("can_edit", "finalise", "print_sheets", "can_sign")
"""Who holds one of these verbs oversees the assessments in their scope; everybody else sees only their own."""


def oversees() -> bool:
    """Whether the person signed in oversees others' assessments."""
    manager: Any = current_app.appbuilder.sm  # type: ignore[attr-defined]
    return any(manager.has_access(verb, "AssessmentView") for verb in OVERSEEING)


class FilterOwn(BaseFilter):
    """A person who oversees nobody sees only their own assessment, not their colleagues' in the same grid."""

    name = "本人"

    def apply(self, query: Any, value: Any) -> Any:
        """Narrow the query. `value`: the column that holds the assessment's id."""
        if oversees():
            return query
        scope = scope_of(db.session())
        own = select(Assessment.id).where(Assessment.member_id == (scope.member_id if scope else None))
        return query.filter(getattr(self.model, value).in_(own))


class WorksWithin(Within):
    """The assessment is of that grid or one below it, or of somebody who works or is kept there."""

    def apply(self, query: Any, value: Any) -> Any:
        """Narrow the query."""
        grid = self.datamodel.get_related_obj(self.column_name, value)
        if grid is None:
            return query.filter(false())
        inside = select(Grid.id).where(Grid.path.startswith(grid.path, autoescape=True))
        working = select(Assignment.member_id).where(Assignment.grid_id.in_(inside))
        kept = select(Member.id).where(Member.grid_id.in_(inside))
        people = or_(Assessment.member_id.in_(working), Assessment.member_id.in_(kept))
        return query.filter(or_(Assessment.grid_id.in_(inside), people))
