"""Issues over REST, by the same rules as on screen."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from portal.foundation.clock import today
from portal.issues.models import Issue
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World

STEP = "/api/v1/issue/{}/step"


def state_of(session: Session, issue_id: int) -> str:
    session.expire_all()
    return session.get_one(Issue, issue_id, execution_options={"unscoped": True}).state


def test_a_member_registers_over_rest(sign_in: SignIn, session: Session, world: World) -> None:
    body = {
        "household": world.households["west1-2"],
        "category": world.others["category"],
        "title": "占道",
        "text": "占道经营",
    }
    answer = sign_in(roles.MEMBER).post("/api/v1/issue/", json=body)
    assert answer.status_code == 201, answer.text
    issue = session.get_one(Issue, answer.json["id"])
    assert (issue.state, issue.grid_id, issue.member_id) == (
        "registered", world.grids["west1"], world.members["west1-member"],
    )  # fmt: skip
    assert len(issue.number) == 12


def test_the_state_cannot_be_written(sign_in: SignIn, session: Session, world: World) -> None:
    issue_id = world.issues["west1-registered"]
    sign_in(roles.CENTRE).put(f"/api/v1/issue/{issue_id}", json={"state": "closed", "outcome": "solved"})
    assert state_of(session, issue_id) == "registered"


def test_a_desk_answers_over_rest(sign_in: SignIn, session: Session, world: World) -> None:
    issue_id = world.issues["west1-assigned"]
    client = sign_in(roles.DEPARTMENT)
    rows = client.get("/api/v1/issue/").json["result"]
    assert {row["number"] for row in rows} == {"202603010001", "202603010003"}
    answer = client.post(STEP.format(issue_id), json={"action": "handle", "outcome": "solved", "note": "已修好"})
    assert (answer.status_code, answer.json) == (200, {"id": issue_id, "state": "handled"})
    assert state_of(session, issue_id) == "handled"


@pytest.mark.parametrize(
    ("role", "issue", "body", "status"),
    [
        (roles.LEADER, "west1-registered", {"action": "assign"}, 403),
        (roles.MEMBER, "west1-registered", {"action": "close"}, 403),
        (roles.HEAD, "east1-handled", {"action": "revisit", "satisfaction": "satisfied"}, 404),
        (roles.DEPARTMENT, "west1-registered", {"action": "handle", "outcome": "solved", "note": "好"}, 404),
        (roles.HEAD, "west1-registered", {"action": "close"}, 422),
        (roles.HEAD, "west1-registered", {"action": "handle", "outcome": "done", "note": "好"}, 422),
        (roles.HEAD, "west1-registered", {"action": "handle", "outcome": ["solved"], "note": "好"}, 422),
        (roles.HEAD, "west1-registered", {"action": "assign", "department": 99999}, 422),
        (roles.HEAD, "west1-registered", {"action": "assign", "department": "x"}, 400),
        (roles.HEAD, "west1-registered", {}, 422),
        (roles.HEAD, "west1-registered", [], 400),
    ],
)
def test_a_refused_step_says_why_and_changes_nothing(
    sign_in: SignIn, session: Session, world: World, role: str, issue: str, body: object, status: int
) -> None:
    before = state_of(session, world.issues[issue])
    answer = sign_in(role).post(STEP.format(world.issues[issue]), json=body)
    assert answer.status_code == status, answer.text
    assert answer.json["message"]
    assert state_of(session, world.issues[issue]) == before


def test_issues_are_not_deleted_over_rest(sign_in: SignIn, session: Session, world: World) -> None:
    issue_id = world.issues["west1-registered"]
    assert sign_in(roles.CENTRE).delete(f"/api/v1/issue/{issue_id}").status_code in {403, 422}
    assert state_of(session, issue_id) == "registered"


def test_a_step_is_named_by_its_key_and_says_what_it_needs(sign_in: SignIn, session: Session, world: World) -> None:
    issue_id, client = world.issues["west1-assigned"], sign_in(roles.HEAD)
    refused = client.post(STEP.format(issue_id), json={"step": "pause", "note": "等配件"})
    assert (refused.status_code, refused.json["field"]) == (422, "until")
    wrong = client.post(STEP.format(issue_id), json={"step": "pause", "note": "等配件", "until": "明天"})
    assert wrong.status_code == 400
    until = (today() + dt.timedelta(days=5)).isoformat()
    done = client.post(STEP.format(issue_id), json={"step": "pause", "note": "等配件", "until": until})
    assert (done.status_code, done.json["state"]) == (200, "paused")
    assert client.get(f"/api/v1/issue/{issue_id}").json["result"]["paused_until"] == until
    impossible = client.post(STEP.format(issue_id), json={"step": "close"})
    assert impossible.status_code == 422
    assert "暂停计时" in impossible.json["message"]
    assert "恢复办理" in impossible.json["message"]
    assert sign_in(roles.DEPARTMENT).post(STEP.format(issue_id), json={"step": "resume"}).status_code == 403
