"""What issues do when a plan's states change: they move along, or stand in the way."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.issues.models import Issue, IssueCategory
from portal.issues.workflow import ISSUE_STATES, workflow_of
from portal.plans.services import Blocked
from seeds.sections.workflow import STANDARD
from tests.fixtures.world import World
from tests.portal.issues.conftest import Register, Take
from tests.portal.plans.profiles import applied


def usual(data: dict[str, Any]) -> None:
    """The usual workflow, written out."""
    data["casework"]["workflow"] = STANDARD.model_dump(mode="json", exclude_none=True, exclude_defaults=True)


def renamed(data: dict[str, Any]) -> None:
    """办理中 becomes 承办中 under another key."""
    usual(data)
    flow = data["casework"]["workflow"]
    next(each for each in flow["states"] if each["key"] == "assigned").update(
        key="in_hand", name="承办中", was="assigned"
    )
    for step in flow["steps"]:
        step["sources"] = ["in_hand" if key == "assigned" else key for key in step["sources"]]
        if step.get("target") == "assigned":
            step["target"] = "in_hand"


def without_paused(data: dict[str, Any]) -> None:
    """Nothing is paused any more."""
    usual(data)
    flow = data["casework"]["workflow"]
    flow["states"] = [each for each in flow["states"] if each["key"] != "paused"]
    flow["steps"] = [each for each in flow["steps"] if each["effect"] not in {"pause", "resume"}]


def sorted_first(data: dict[str, Any]) -> None:
    """What is in hand counts as not yet begun."""
    usual(data)
    next(each for each in data["casework"]["workflow"]["states"] if each["key"] == "passed_up")["stage"] = "new"
    for step in data["casework"]["workflow"]["steps"]:
        if step["effect"] == "pass_up":
            step.update(effect="classify")
        if step["effect"] == "hand_down":
            step.update(effect="assign")


def an_issue(session: Session, register: Register) -> Issue:
    return register(category=session.scalars(select(IssueCategory).where(IssueCategory.code == "hazards")).one())


def test_issues_move_along_with_a_renamed_state(session: Session, world: World, register: Register, take: Take) -> None:
    applied(session, usual)
    issue, paused = an_issue(session, register), an_issue(session, register)
    desk = {"department": session.get_one(Issue, world.issues["west1-assigned"]).department}
    for each in (issue, paused):
        take(each, "assign", **desk)
    session.flush()
    take(paused, "pause", "等配件", until=issue.due_on)
    applied(session, renamed)
    session.expire_all()
    assert (issue.state, issue.stage, paused.state, paused.paused_from) == ("in_hand", "working", "paused", "in_hand")
    assert ISSUE_STATES.label_of("in_hand", session) == "承办中"
    assert ISSUE_STATES.label_of("assigned", session) == "办理中"
    take(paused, "resume")
    assert paused.state == "in_hand"


def test_a_state_that_issues_stand_in_cannot_be_taken_away(session: Session, world: World) -> None:
    issue = session.get_one(Issue, world.issues["west1-assigned"])
    issue.state, issue.stage = "paused", "paused"
    session.flush()
    with pytest.raises(Blocked) as blocked:
        applied(session, without_paused)
    assert any("暂停计时" in str(each) and "1 件诉求" in str(each) for each in blocked.value.obstacles)
    issue.state, issue.stage = "assigned", "working"
    session.flush()
    applied(session, without_paused)
    assert workflow_of(session).state("paused") is None


def test_a_stage_follows_where_nothing_else_is_asked_of_an_issue(session: Session, world: World) -> None:
    issue = session.get_one(Issue, world.issues["west1-assigned"])
    issue.state = "passed_up"
    session.flush()
    applied(session, sorted_first)
    session.expire_all()
    assert (issue.state, issue.stage) == ("passed_up", "new")
