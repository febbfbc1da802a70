"""Passing issues up and down the tree, who may do what at which level, and how long each level has."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.foundation.calendar import calendar_of
from portal.foundation.clock import today
from portal.foundation.errors import OutOfScope, Refusal
from portal.issues import rules, services
from portal.issues.models import Issue
from portal.security.people import scope_for
from portal.security.scope import set_scope
from tests.fixtures.world import World
from tests.portal.issues.conftest import Register, Take


@pytest.fixture
def acting(session: Session, world: World) -> Callable[[str], None]:
    """`acting("网格员")`: the session acts in this role's scope."""

    def bind(role: str) -> None:
        set_scope(session, None)
        user = session.execute(
            text("SELECT id FROM ab_user WHERE username = :name"), {"name": world.users[role]}
        ).scalar_one()
        set_scope(session, scope_for(session, user))

    return bind


def test_an_issue_climbs_one_level_at_a_time_and_comes_down_again(
    session: Session, world: World, register: Register, take: Take
) -> None:
    issue = register()
    assert issue.holder_id == world.grids["west1"]
    take(issue, "pass_up", "网格里办不了")
    assert (issue.state, issue.holder_id, issue.holder_name) == ("passed_up", world.grids["west"], "试验镇/西村")
    take(issue, "pass_up")
    assert issue.holder_id == world.grids["town"]
    with pytest.raises(Refusal, match="已是最高一级"):
        take(issue, "pass_up")
    take(issue, "hand_down", "请村里办")
    assert (issue.state, issue.holder_id) == ("assigned", world.grids["west"])


def test_a_member_passes_up_what_lies_beyond_their_sight_and_then_leaves_it(
    session: Session, world: World, register: Register, take: Take, acting: Callable[[str], None]
) -> None:
    issue = register()
    acting("网格员")
    event = take(issue, "pass_up", "请村里协调")[0]
    assert (issue.holder_name, event.holder_name) == ("试验镇/西村", "试验镇/西村")
    with pytest.raises(OutOfScope, match="现由“试验镇/西村”办理"):
        take(issue, "handle", "已办", outcome="solved")
    acting("村级网格长")
    take(issue, "handle", "村里已修好", outcome="solved")
    acting("网格员")
    take(issue, "revisit", satisfaction="satisfied")


def test_the_desk_answers_wherever_the_issue_is_held(
    register: Register, take: Take, acting: Callable[[str], None]
) -> None:
    issue = register()
    take(issue, "pass_up")
    take(issue, "assign", department=issue.category.department)
    acting("部门经办")
    take(issue, "handle", "已修好", outcome="solved")
    assert issue.state == "handled"


def test_a_step_is_taken_by_those_whom_the_plan_names(
    session: Session, register: Register, take: Take, under: Callable[[str], None], acting: Callable[[str], None]
) -> None:
    under("dalu")
    issue = register()
    acting("网格员")
    with pytest.raises(OutOfScope, match="由村级网格长、中心工作人员办理"):
        take(issue, "report_town")
    take(issue, "report_village")
    acting("村级网格长")
    take(issue, "report_town")
    assert (issue.state, issue.holder_name) == ("town_work", "试验镇")


def test_a_state_with_a_level_reaches_it_in_one_step(
    session: Session, register: Register, take: Take, under: Callable[[str], None]
) -> None:
    under("dalu")
    issue = register()
    take(issue, "report_town")
    assert issue.holder_name == "试验镇"
    take(issue, "report_county", "乡里办不了")
    assert (issue.state, issue.holder_name) == ("county_work", "试验镇")
    take(issue, "return_town", "请乡里办")
    take(issue, "return_village")
    assert (issue.state, issue.holder_name) == ("assigned", "试验镇/西村")


def test_each_level_has_its_time_and_is_pointed_out_after_it(
    session: Session, register: Register, take: Take, under: Callable[[str], None]
) -> None:
    under("dalu")
    issue, calendar = register(), calendar_of(session)
    assert issue.step_due_on == calendar.add(today(), 1)
    take(issue, "report_village")
    assert issue.step_due_on == calendar.add(today(), 3)
    take(issue, "handle", "已办", outcome="solved")
    assert issue.step_due_on is None
    late = register()
    for day in (late.step_due_on, calendar.add(today(), 2)):
        found = set(session.scalars(select(Issue.id).where(services.step_overdue(day))))
        assert (late.id in found) == rules.is_step_overdue(late.stage, late.step_due_on, day)
