"""Use cases of members and assignments. They take a session, flush, and never commit."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal, refuse
from portal.foundation.identity import birth_date_of, check_id_number
from portal.foundation.sealed import blind_index, data_key
from portal.grids.models import Grid
from portal.grids.rules import GridStatus
from portal.members import appointing, rules
from portal.members.models import Assignment, Member
from portal.members.rules import Duty


def check_member(session: Session, member: Member) -> None:
    """Make the record agree with its identity number, and index that. Raises `Refusal`.

    A missing birth date is taken from the number; a differing birth date or sex is refused.
    """
    number = member.id_number
    if not number:
        member.id_number_index = None
        return
    check_id_number(number)
    member.birth_date = member.birth_date or birth_date_of(number)
    refuse(*rules.identity_problems(number, member.birth_date, member.sex))
    member.id_number_index = blind_index(number, "member.id_number", data_key())


def enrol(session: Session, name: str, sex: str, grid: Grid, duty: Duty, day: dt.date) -> Member:
    """Record somebody and give them a duty in a grid: the first people of a portal, whom nobody in it could enter.

    The role of the plan follows from the duty where only one fits. Raises `Refusal` as `check_assignment`."""
    member = Member(name=name, sex=sex, grid_id=grid.id)
    session.add(member)
    session.flush()
    assignment = Assignment(member=member, grid=grid, duty=duty, starts_on=day)
    with session.no_autoflush:
        check_assignment(session, assignment)
    session.add(assignment)
    session.flush()
    return member


def check_assignment(session: Session, assignment: Assignment) -> None:
    """Settle the role. Raise `Refusal` when it does not fit or is fully staffed, the period is wrong, the grid is out of use, or
    the same post is held at the same time."""
    role = appointing.settle_post(session, assignment)
    start, end = assignment.starts_on, assignment.ends_on
    if start and end and end < start:
        raise Refusal(f"结束日期 {end} 早于开始日期 {start}", "ends_on")
    if assignment.grid.status == GridStatus.RETIRED and end is None:
        raise Refusal(f"“{assignment.grid.name}”已停用，不能再安排任职", "grid")
    member_id = assignment.member.id if assignment.member is not None else assignment.member_id
    statement = select(Assignment.id).where(
        Assignment.member_id == member_id,
        Assignment.grid_id == assignment.grid.id,
        Assignment.duty == assignment.duty,
        Assignment.role.is_(None) if assignment.role is None else Assignment.role == assignment.role,
        Assignment.id != (assignment.id or 0),
        or_(Assignment.ends_on.is_(None), Assignment.ends_on >= start),
        Assignment.starts_on <= (end or dt.date.max),
    )
    if session.scalar(statement):
        raise Refusal("该网格员在这个网格的同一任职时间有重叠", "starts_on")
    if role is not None:
        appointing.check_room(session, assignment, role)


def grids_looked_after(session: Session, member_id: int | None, day: dt.date) -> set[int]:
    """Ids of the grids that a member works in on that day as grid member or helper."""
    statement = select(Assignment.grid_id).where(
        Assignment.member_id == (member_id or -1),
        Assignment.duty.in_((rules.Duty.MEMBER, rules.Duty.HELPER)),
        Assignment.starts_on <= day,
        or_(Assignment.ends_on.is_(None), Assignment.ends_on >= day),
    )
    return set(session.scalars(statement))
