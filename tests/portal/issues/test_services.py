"""From registered to closed, back again, and what is refused on the way. On both databases."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.foundation.clock import now, today
from portal.foundation.constraints import refusal_for
from portal.foundation.errors import Refusal
from portal.foundation.workdays import Calendar
from portal.grids.models import Grid
from portal.issues import services
from portal.issues.models import Department, Issue, IssueCategory, IssueEvent
from portal.issues.registration import register_issue
from portal.issues.rules import is_overdue
from portal.issues.services import StepFacts
from tests.fixtures.world import World

Make = Callable[[], Issue]


@pytest.fixture
def make(session: Session, world: World) -> Make:
    """A freshly registered issue in the first west grid."""

    def registered() -> Issue:
        grid = session.get_one(Grid, world.grids["west1"])
        category = session.get_one(IssueCategory, world.others["category"])
        return register_issue(session, Issue(category=category, grid=grid, title="路灯不亮", text="坏了三天"))

    return registered


def events(session: Session, issue: Issue) -> list[tuple[str, str | None, str]]:
    rows = session.scalars(select(IssueEvent).where(IssueEvent.issue_id == issue.id).order_by(IssueEvent.id))
    return [(row.action, row.from_state, row.to_state) for row in rows]


def take(session: Session, issue: Issue, word: str, note: str = "", **facts: Any) -> None:
    services.take_step(session, issue, word, StepFacts(note, **facts))


def test_an_issue_is_carried_to_closed_and_every_step_is_kept(session: Session, world: World, make: Make) -> None:
    issue = make()
    road = session.get_one(Department, world.others["other_department"])
    take(session, issue, "assign", "请尽快", department=road)
    take(session, issue, "handle", "换了灯泡", outcome="solved")
    take(session, issue, "revisit", "", satisfaction="satisfied")
    take(session, issue, "close")
    assert (issue.state, issue.outcome, issue.department) == ("closed", "solved", road)
    assert issue.closed_at is not None
    assert events(session, issue) == [
        ("register", None, "registered"), ("assign", "registered", "assigned"), ("handle", "assigned", "handled"),
        ("revisit", "handled", "handled"), ("close", "handled", "closed"),
    ]  # fmt: skip
    last = session.scalars(
        select(IssueEvent).where(IssueEvent.issue_id == issue.id, IssueEvent.action == "assign")
    ).one()
    assert (last.department_name, last.note, last.actor) == (road.name, "请尽快", "系统")


def test_assigning_to_nobody_is_refused_at_its_field(session: Session, make: Make) -> None:
    issue = make()
    with pytest.raises(Refusal, match="请选择承办部门或承办人") as refused:
        take(session, issue, "assign")
    assert refused.value.field == "department"
    assert issue.state == "registered"


def test_what_is_solved_on_the_spot_needs_no_department(session: Session, make: Make) -> None:
    issue = make()
    take(session, issue, "handle", "当场换好", outcome="solved")
    assert issue.state == "handled"


def test_dissatisfied_people_reopen_the_issue_at_once(session: Session, make: Make) -> None:
    issue = make()
    take(session, issue, "handle", "已处理", outcome="solved")
    take(session, issue, "revisit", "灯又灭了", satisfaction="dissatisfied")
    assert (issue.state, issue.outcome) == ("reopened", None)
    assert issue.due_on == Calendar().add(today(), issue.category.limit_days)
    assert events(session, issue)[-2:] == [("revisit", "handled", "handled"), ("reopen", "handled", "reopened")]


def test_an_earlier_revisit_does_not_close_a_later_answer(session: Session, make: Make) -> None:
    issue = make()
    take(session, issue, "handle", "已处理", outcome="solved")
    take(session, issue, "revisit", "", satisfaction="satisfied")
    take(session, issue, "reopen", "又坏了")
    take(session, issue, "handle", "再次处理", outcome="solved")
    with pytest.raises(Refusal, match="还没有回访"):
        take(session, issue, "close")


def test_a_closed_issue_can_be_reopened(session: Session, make: Make) -> None:
    issue = make()
    take(session, issue, "handle", "不属本镇", outcome="rejected")
    take(session, issue, "close", "已告知")
    take(session, issue, "reopen", "群众再次反映")
    assert (issue.state, issue.closed_at) == ("reopened", None)


@pytest.mark.parametrize(
    ("action", "facts", "field"),
    [
        ("handle", StepFacts(outcome="solved"), "note"),
        ("handle", StepFacts(note="已处理"), "outcome"),
        ("handle", StepFacts(note="已处理", outcome="done"), "outcome"),
        ("close", StepFacts(note="销号"), None),
        ("revisit", StepFacts(satisfaction="satisfied"), None),
        ("register", StepFacts(), "action"),
        ("fly", StepFacts(), "action"),
    ],
)
def test_a_refused_step_changes_nothing(
    session: Session, make: Make, action: str, facts: StepFacts, field: str | None
) -> None:
    issue = make()
    with pytest.raises(Refusal) as refused:
        services.take_step(session, issue, action, facts)
    assert refused.value.field == field
    session.flush()
    session.refresh(issue)
    assert issue.state == "registered"
    assert len(events(session, issue)) == 1


def test_a_step_sees_what_another_person_did_meanwhile(session: Session, make: Make) -> None:
    issue = make()
    session.execute(text("UPDATE issue SET state = 'handled', outcome = 'solved' WHERE id = :id"), {"id": issue.id})
    with pytest.raises(Refusal, match="待回访"):
        take(session, issue, "assign")


@pytest.mark.parametrize("statement", ["UPDATE issue_event SET note = 'x'", "DELETE FROM issue_event"])
def test_the_database_keeps_history_as_it_is(session: Session, make: Make, statement: str) -> None:
    issue = make()
    with pytest.raises(DBAPIError) as broken:
        session.execute(text(f"{statement} WHERE issue_id = :id"), {"id": issue.id})
    refusal = refusal_for(broken.value)
    assert refusal is not None
    assert "只能追加" in refusal.message


def test_the_overdue_condition_agrees_with_the_rule(session: Session, world: World) -> None:
    noon = dt.time(12)
    for day in (today(), *(issue.due_on for issue in session.scalars(select(Issue)) if issue.due_on)):
        moment = dt.datetime.combine(day, noon)
        found = set(session.scalars(select(Issue.id).where(services.overdue(moment))))
        issues = session.scalars(select(Issue))
        assert found == {issue.id for issue in issues if is_overdue(issue.stage, issue.due_on, moment, issue.due_at)}
    assert {world.issues["west1-registered"], world.issues["west1-assigned"]} <= set(
        session.scalars(select(Issue.id).where(services.overdue(now())))
    )


def test_an_imported_issue_begins_its_history_with_the_first_deed(session: Session, world: World, make: Make) -> None:
    """The bulk import writes none, so that it can be taken back until then."""
    known = make()
    imported = Issue(
        number="2026X1",
        grid_id=known.grid_id,
        category_id=known.category_id,
        title="坏了",
        text="坏了",
        registered_at=now(),
        due_on=today(),
    )
    session.add(imported)
    session.flush()
    take(session, imported, "assign", department=imported.category.department)
    assert events(session, imported) == [("register", None, "registered"), ("assign", "registered", "assigned")]
