"""Registering an issue: what the person leaves open is filled from the household, the establishment and the category."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.clock import now
from portal.foundation.errors import OutOfScope, Refusal, refuse, refuse_all
from portal.foundation.identity import phone_problem
from portal.grids.rules import GridStatus
from portal.issues import clock
from portal.issues.facts import enter
from portal.issues.models import Issue
from portal.issues.numbers import next_number
from portal.issues.services import record_registration
from portal.issues.workflow import workflow_of
from portal.members.models import Member
from portal.security.scope import scope_of

NOWHERE = "请选择住户、单位或网格，三者至少选一"


def register_issue(session: Session, issue: Issue) -> Issue:
    """Complete a new issue and write it with the first row of its history.

    `issue` is not in the session yet and has at least category, title, text, and one of grid, household and establishment
    (as objects). Number, state, class, holder, registration time, term, and where left open grid, place, contact, point
    and member are filled here; a department is whoever is given the issue, and the usual one of the category only where the plan
    has no step that gives it. One whose `uid` is stored already is not written again: the stored one is returned.
    Raises `Refusals` naming every field that is missing or wrong.
    """
    known = _known(session, issue.uid)
    if known is not None:
        return known
    with session.no_autoflush:
        check(issue)
        issue.member = issue.member or _own_member(session)
        _begin(session, issue)
    session.add(issue)
    session.flush()
    enter(session, issue, workflow_of(session).initial)
    record_registration(session, issue)
    return issue


def _known(session: Session, uid: str | None) -> Issue | None:
    """What was stored under the id that the browser made, so that sending it twice stores it once."""
    return session.scalars(select(Issue).where(Issue.uid == uid)).one_or_none() if uid else None


def _begin(session: Session, issue: Issue) -> None:
    """How every issue begins."""
    initial = workflow_of(session).initial
    issue.state, issue.stage = initial.key, initial.stage
    if not any(step.effect == "assign" for step in workflow_of(session).steps):
        issue.department = issue.department or issue.category.department
    issue.issue_class = clock.class_of(session, issue.category)
    issue.holder = issue.grid
    issue.outcome = issue.closed_at = None
    issue.registered_at = now()
    clock.set_due(issue, clock.due_of(session, issue, issue.registered_at))
    issue.number = next_number(session, issue.registered_at.date())


def check(issue: Issue) -> None:
    """Fill where it is from the home it is told of. Raises `Refusals` for everything that is missing or wrong, told together."""
    refuse_all(partial(_check_category, issue), partial(check_texts, issue), partial(_place, issue))


def _check_category(issue: Issue) -> None:
    if issue.category is None:
        raise Refusal("请选择类别", "category")
    if issue.category.retired:
        raise Refusal(f"类别“{issue.category.name}”已停用，请改选其他类别", "category")


def check_texts(issue: Issue) -> None:
    """Raise `Refusals` when title, text or phone cannot stand."""
    issue.title, issue.text = (issue.title or "").strip(), (issue.text or "").strip()
    issue.phone = (issue.phone or "").strip() or None
    missing = [
        (f"请填写{label}", name) for name, label in (("title", "标题"), ("text", "内容")) if not getattr(issue, name)
    ]
    problem = phone_problem(issue.phone) if issue.phone else None
    refuse(*missing, (problem, "phone") if problem else None)


def _place(issue: Issue) -> None:
    """Take grid, place, contact and point from the household or establishment. They must agree with a grid that is given."""
    home = issue.household or issue.establishment
    if home is not None:
        if home.grid is None:
            raise OutOfScope("所选住户或单位不在您的管辖范围内", "household")
        if issue.grid is not None and issue.grid.id != home.grid_id:
            raise Refusal(f"“{home}”不在所选网格内，请核对", "grid")
        issue.grid = home.grid
        issue.place = issue.place or home.address
        issue.phone = issue.phone or home.phone
        issue.location = issue.location or home.location
    if issue.household is not None:
        issue.contact_name = issue.contact_name or issue.household.head_name
    elif issue.establishment is not None:
        issue.contact_name = issue.contact_name or issue.establishment.contact_name
    if issue.grid is None:
        raise Refusal(NOWHERE, "grid")
    if issue.grid.status == GridStatus.RETIRED:
        raise Refusal(f"网格“{issue.grid.name}”已停用，不能再登记诉求", "grid")


def _own_member(session: Session) -> Member | None:
    scope = scope_of(session)
    return session.get(Member, scope.member_id) if scope and scope.member_id else None
