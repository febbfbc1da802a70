"""Who is assessed, and who may judge, sign and answer: never oneself, and only as what one is in the grids above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.assessments.models import Assessment
from portal.assessments.rules import Judge, days_of
from portal.foundation.clock import today
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.members.models import Assignment, Member
from portal.members.rules import Duty
from portal.security.scope import in_force, scope_of, set_scope

OVER = (Duty.CENTRE, Duty.LEADER)
"""Duties whose holders oversee everybody below."""
_AS_HEAD = frozenset({Judge.HEAD, Judge.VILLAGE, Judge.RESIDENTS})
_AS_DEPARTMENT = frozenset({Judge.DEPARTMENT, Judge.POLICE})
_assignment, _grid, _member = Assignment.__table__, Grid.__table__, Member.__table__
_WALKERS = (Duty.MEMBER, Duty.HELPER, Duty.HEAD)


@contextmanager
def unscoped(session: Session) -> Iterator[None]:
    """What is counted of somebody, and the field they stand in, do not depend on who asks. What was changed inside is flushed."""
    scope = scope_of(session)
    set_scope(session, None)
    try:
        yield
        session.flush()
    finally:
        set_scope(session, scope)


def assessed(session: Session, assessment: Assessment) -> set[int]:
    """The members it is about: the member, or whoever looked after the grid itself at some time in the period."""
    if assessment.member_id is not None or assessment.member is not None:
        return {assessment.member_id or assessment.member.id if assessment.member else assessment.member_id or 0}
    first, last = days_of(assessment.period) or (today(), today())
    held = select(_assignment.c.member_id).where(
        _assignment.c.grid_id == assessment.grid_id,
        _assignment.c.duty.in_(_WALKERS),
        _assignment.c.starts_on <= last,
        or_(_assignment.c.ends_on.is_(None), _assignment.c.ends_on >= first),
    )
    return set(session.scalars(held))


def is_oneself(session: Session, assessment: Assessment) -> bool:
    """Whether the person signed in is who is assessed."""
    scope = scope_of(session)
    return scope is not None and scope.member_id is not None and scope.member_id in assessed(session, assessment)


def must_be_another(session: Session, assessment: Assessment, what: str) -> None:
    """Raise `Refusal` when who is assessed would do this to their own assessment. `what`: 评分, 签字 …"""
    if is_oneself(session, assessment):
        raise Refusal(f"不能给自己的考核{what}，请由其他人办理")


def posts_over(session: Session, assessment: Assessment) -> set[tuple[str, str | None]]:
    """(duty, role) of what the person signed in is today in the grids above and of who is assessed."""
    return posts_over_each(session, [assessment])[assessment.id]


def posts_over_each(session: Session, assessments: Sequence[Assessment]) -> dict[int, set[tuple[str, str | None]]]:
    """{assessment id: the same}, of many in as many questions as of one."""
    scope = scope_of(session)
    if scope is None or scope.member_id is None:
        return {each.id: set() for each in assessments}
    held = (
        select(_assignment.c.duty, _assignment.c.role, _grid.c.path)
        .join(_grid, _assignment.c.grid_id == _grid.c.id)
        .where(_assignment.c.member_id == scope.member_id, in_force(today()))
    )
    rows, below = session.execute(held).all(), _paths(session, assessments)
    return {
        each.id: {
            (row.duty, row.role) for row in rows if any(path.startswith(row.path) for path in below[_subject(each)])
        }
        for each in assessments
    }


def may_judge_as(session: Session, assessment: Assessment) -> frozenset[Judge]:
    """As whom the person signed in may judge; everybody without a scope (command line), nobody about themselves."""
    scope = scope_of(session)
    if scope is None:
        return frozenset(Judge)
    if is_oneself(session, assessment):
        return frozenset()
    duties = {duty for duty, _ in posts_over(session, assessment)}
    if duties & set(OVER):
        return frozenset(Judge)
    return _departments(session) | (_AS_HEAD if Duty.HEAD in duties else frozenset())


def judges_oneself(session: Session, assessment: Assessment) -> frozenset[Judge]:
    """As whom the person signed in judges by their own office; as anybody else they write down what others gave."""
    if scope_of(session) is None:
        return frozenset(Judge) - {Judge.RESIDENTS}
    duties = {duty for duty, _ in posts_over(session, assessment)}
    own = {Judge.CENTRE} if duties & set(OVER) else set()
    return may_judge_as(session, assessment) & (
        own | (_AS_HEAD if Duty.HEAD in duties else set()) | _departments(session)
    ) - {Judge.RESIDENTS}


def _departments(session: Session) -> frozenset[Judge]:
    """As what the departments of the person signed in judge."""
    scope = scope_of(session)
    return _AS_DEPARTMENT if scope is not None and scope.departments else frozenset()


def speaks_for(session: Session, assessment: Assessment) -> bool:
    """Whether the person signed in may comment and object: who is assessed, or the centre that writes down what they said."""
    if scope_of(session) is None or is_oneself(session, assessment):
        return True
    return any(duty == Duty.CENTRE for duty, _ in posts_over(session, assessment))


def _paths(session: Session, assessments: Sequence[Assessment]) -> dict[tuple[str, int | None], set[str]]:
    """{subject: where they belong}: the grid, or where the member's record is kept and what they look after today."""
    grids, members = {each.grid_id for each in assessments}, {each.member_id for each in assessments}
    kept = select(_member.c.id, _grid.c.path).join(_grid, _member.c.grid_id == _grid.c.id)
    held = select(_assignment.c.member_id, _grid.c.path).join(_grid, _assignment.c.grid_id == _grid.c.id)
    found: dict[tuple[str, int | None], set[str]] = defaultdict(set)
    for kind, asked in (
        ("grid", select(_grid.c.id, _grid.c.path).where(_grid.c.id.in_(grids))),
        ("member", kept.where(_member.c.id.in_(members))),
        ("member", held.where(_assignment.c.member_id.in_(members), in_force(today()))),
    ):
        for number, path in session.execute(asked):
            found[kind, number].add(path)
    return found


def _subject(assessment: Assessment) -> tuple[str, int | None]:
    return ("member", assessment.member_id) if assessment.grid_id is None else ("grid", assessment.grid_id)
