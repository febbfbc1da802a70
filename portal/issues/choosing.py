"""What the select boxes on the pages of issues offer, within the person's scope."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.foundation.clock import today
from portal.issues.forms import Offer
from portal.issues.holding import way_up
from portal.issues.models import Department, Issue, IssueCategory
from portal.members.models import Assignment, Member
from portal.security.scope import in_force

MOST_MEMBERS = 60


def offer_for(session: Session, issues: Sequence[Issue], fields: tuple[str, ...]) -> Offer:
    """What these fields of a step with these issues offer; a department is chosen beforehand where it is the usual one of all."""
    usual = {issue.department or issue.category.department for issue in issues}
    return Offer(
        departments(session) if "department" in fields else (),
        _members(session, issues) if "member" in fields else (),
        _categories(session) if "category" in fields else (),
        usual.pop() if len(usual) == 1 else None,
    )


def departments(session: Session) -> list[Department]:
    """Those in use, with the accounts of their desks."""
    statement = select(Department).where(Department.retired.is_(False)).order_by(Department.code)
    return list(session.scalars(statement.options(selectinload(Department.staff))))


def _categories(session: Session) -> list[IssueCategory]:
    return list(
        session.scalars(select(IssueCategory).where(IssueCategory.retired.is_(False)).order_by(IssueCategory.code))
    )


def _members(session: Session, issues: Sequence[Issue]) -> list[Member]:
    """Who works today in a grid that holds all of the issues: in their own grid or in one above it."""
    ways = [{rung.id for rung in way_up(session, grid)} for grid in {issue.grid_id for issue in issues}]
    at_work = select(Assignment.member_id).where(Assignment.grid_id.in_(set.intersection(*ways)), in_force(today()))
    return list(session.scalars(select(Member).where(Member.id.in_(at_work)).order_by(Member.name).limit(MOST_MEMBERS)))
