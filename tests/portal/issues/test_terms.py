"""How long an issue may take: limits in days, in hours and at once; pauses, extensions, another category."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.foundation.calendar import calendar_of
from portal.foundation.clock import now, today
from portal.foundation.errors import Refusal
from portal.foundation.workdays import Calendar
from portal.issues import clock, services, supervision
from portal.issues.models import Issue, IssueCategory
from portal.issues.papers import IssueExtension
from seeds.sections.limits import TimeLimit
from tests.fixtures.world import World
from tests.portal.issues.conftest import Register, Take

MOMENTS = st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2026, 11, 30))


@given(MOMENTS, st.integers(1, 30))
def test_working_days_end_on_a_working_day_and_hours_run_through(start: dt.datetime, number: int) -> None:
    calendar = Calendar()
    days = clock.term(calendar, TimeLimit(working_days=number), start)
    assert (calendar.is_workday(days.day), calendar.between(start.date(), days.day), days.minute) == (
        True,
        number,
        None,
    )
    hours = clock.term(calendar, TimeLimit(hours=number), start)
    assert hours.minute == start + dt.timedelta(hours=number)
    at_once = clock.term(calendar, TimeLimit(at_once=True), start)
    assert (at_once.day, at_once.minute and at_once.minute.date()) == (start.date(), start.date())


def test_the_national_holiday_moves_a_term() -> None:
    start = dt.datetime(2026, 9, 30, 9)
    assert clock.term(Calendar(), TimeLimit(working_days=1), start).day == dt.date(2026, 10, 8)
    assert clock.term(Calendar({dt.date(2026, 10, 8): False}), TimeLimit(working_days=1), start).day == dt.date(
        2026, 10, 9
    )


def paused_for(session: Session, issue: Issue, days: int) -> None:
    """As if the pause had begun so many days ago."""
    session.execute(update(Issue).where(Issue.id == issue.id).values(paused_at=now() - dt.timedelta(days=days)))
    session.expire(issue, ["paused_at"])


def test_a_pause_stops_the_clock_and_gives_its_days_back(session: Session, register: Register, take: Take) -> None:
    issue = register()
    take(issue, "assign", department=issue.category.department)
    due = issue.due_on
    take(issue, "pause", "等配件", until=today() + dt.timedelta(days=20))
    assert (issue.stage, issue.due.overdue) == ("paused", False)
    paused_for(session, issue, 12)
    gone = calendar_of(session).between(today() - dt.timedelta(days=12), today())
    take(issue, "resume")
    assert due is not None
    assert issue.due_on == calendar_of(session).add(due, gone)
    assert (issue.state, issue.paused_at, issue.paused_until) == ("assigned", None, None)


def test_resuming_goes_back_to_what_was_interrupted(register: Register, take: Take) -> None:
    issue = register()
    take(issue, "pass_up")
    take(issue, "pause", "等批复", until=today() + dt.timedelta(days=3))
    take(issue, "resume")
    assert issue.state == "passed_up"


@pytest.mark.parametrize("until", [None, 0, -1, 400])
def test_a_pause_needs_its_last_day(register: Register, take: Take, until: int | None) -> None:
    issue = register()
    take(issue, "assign", department=issue.category.department)
    with pytest.raises(Refusal) as refused:
        take(issue, "pause", "等配件", until=None if until is None else today() + dt.timedelta(days=until))
    assert refused.value.field == "until"


def test_a_pause_that_is_over_is_pointed_out(session: Session, register: Register, take: Take) -> None:
    issue = register()
    take(issue, "assign", department=issue.category.department)
    take(issue, "pause", "等配件", until=today() + dt.timedelta(days=3))
    found = {
        day: issue.id
        in set(session.scalars(select(Issue.id).where(services.pause_over(today() + dt.timedelta(days=day)))))
        for day in (3, 4)
    }
    assert found == {3: False, 4: True}


def test_more_time_is_asked_for_once_and_moves_the_term_when_granted(session: Session, register: Register) -> None:
    issue = register()
    due = issue.due_on
    supervision.ask_extension(session, issue, 3, "配件未到")
    with pytest.raises(Refusal, match="等待审批"):
        supervision.ask_extension(session, issue, 3, "再次申请")
    assert issue.due_on == due
    supervision.decide_extension(session, issue, granted=True)
    assert due is not None
    assert issue.due_on == calendar_of(session).add(due, 3)
    supervision.ask_extension(session, issue, 2, "还要两天")
    with pytest.raises(Refusal) as refused:
        supervision.decide_extension(session, issue, granted=False)
    assert refused.value.field == "note"
    supervision.decide_extension(session, issue, granted=False, note="应抓紧")
    assert issue.due_on == calendar_of(session).add(due, 3)
    told = [row.granted for row in session.scalars(select(IssueExtension).order_by(IssueExtension.id))]
    assert told == [True, False]


def test_who_is_late_gets_no_more_time(session: Session, world: World) -> None:
    with pytest.raises(Refusal, match="已经超期"):
        supervision.ask_extension(session, session.get_one(Issue, world.issues["west1-registered"]), 3, "晚了")


def test_another_category_counts_from_the_beginning_and_keeps_what_was_granted(
    session: Session, register: Register, take: Take
) -> None:
    issue, calendar = register(), calendar_of(session)
    supervision.ask_extension(session, issue, 3, "配件未到")
    supervision.decide_extension(session, issue, granted=True)
    slow = IssueCategory(code="slow", name="道路改造", limit_days=20)
    session.add(slow)
    take(issue, "classify", category=slow)
    assert issue.due_on == calendar.add(calendar.add(today(), 20), 3)


def test_what_is_due_soon_is_neither_late_nor_far(session: Session, register: Register) -> None:
    issue = register()
    assert issue.due_on is not None
    seen = {}
    for day in (issue.due_on - dt.timedelta(days=20), issue.due_on, issue.due_on + dt.timedelta(days=1)):
        moment = dt.datetime.combine(day, dt.time(12))
        seen[day] = issue.id in set(session.scalars(select(Issue.id).where(services.due_soon(session, moment))))
    assert list(seen.values()) == [False, True, False]
