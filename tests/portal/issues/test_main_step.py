"""The page of an issue puts first what the issue waits for; a case that people are content with reads so everywhere."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from sqlalchemy.orm import Session

from portal.issues import rules
from portal.issues.facts import StepFacts
from portal.issues.models import Issue
from portal.issues.services import take_step
from portal.security import roles
from portal.security.scope import set_scope
from seeds.loading import available_profiles, load_profile
from seeds.sections.workflow import STANDARD
from tests.fixtures.people import SignIn
from tests.fixtures.profiles import put_in_force
from tests.fixtures.world import World

ASKED = "已回访，待销号"


def first_button(page: str) -> str:
    """The name on the first button of the page's heading."""
    actions = page.split('class="heading-actions"')[1]
    return str(re.findall(r'<(?:a|summary) class="btn [^"]*"[^>]*>\s*([^<\s]+)', actions)[0])


@pytest.mark.parametrize(
    ("role", "issue", "name"),
    [
        (roles.CENTRE, "west1-registered", "交办"),
        (roles.HEAD, "west1-registered", "交办"),
        (roles.MEMBER, "west1-registered", "当场办结"),
        (roles.DEPARTMENT, "west1-assigned", "办理答复"),
        (roles.HEAD, "west1-assigned", "可以办理"),
        (roles.CENTRE, "west1-assigned", "可以办理"),
        (roles.LEADER, "west1-registered", "可以办理"),
    ],
)
def test_what_the_issue_waits_for_comes_first(sign_in: SignIn, world: World, role: str, issue: str, name: str) -> None:
    page = sign_in(role).get(f"/issueview/show/{world.issues[issue]}").text
    assert first_button(page) == name
    heading = page.split('class="heading-actions"')[1].split("<h2")[0]
    assert heading.count('class="btn btn-primary"') <= 1


def test_a_desk_without_an_account_leaves_the_answer_to_who_gave_it(
    session: Session, sign_in: SignIn, world: World
) -> None:
    client, issue_id = sign_in(roles.HEAD), world.issues["west1-assigned"]
    set_scope(session, None)
    department = session.get_one(Issue, issue_id).department
    assert department is not None
    department.staff = []
    session.commit()
    assert first_button(client.get(f"/issueview/show/{issue_id}").text) == "办理答复"


def test_who_goes_on_is_told_what_was_said_before(session: Session, sign_in: SignIn, world: World) -> None:
    centre, desk, issue_id = sign_in(roles.CENTRE), sign_in(roles.DEPARTMENT), world.issues["west1-assigned"]
    set_scope(session, None)
    issue = session.get_one(Issue, issue_id)
    issue.phone = "13900001111"
    take_step(session, issue, "handle", StepFacts("换了灯泡", outcome="solved"))
    session.commit()
    form = centre.get(f"/issueview/step/{issue_id}/revisit").text
    assert "换了灯泡" in form
    assert 'href="tel:13900001111"' in form
    said = {"satisfaction": "dissatisfied", "note": "只亮了一晚"}
    assert centre.post(f"/issueview/step/{issue_id}/revisit", data=said).status_code == 302
    form = desk.get(f"/issueview/step/{issue_id}/handle").text
    assert "只亮了一晚" in form
    assert "换了灯泡" in form


def test_nobody_deals_with_what_is_closed_and_a_desk_is_named_once(
    session: Session, sign_in: SignIn, world: World
) -> None:
    client, issue_id = sign_in(roles.CENTRE), world.issues["west1-assigned"]
    assert "当前由谁办理" in client.get(f"/issueview/show/{issue_id}").text
    set_scope(session, None)
    issue = session.get_one(Issue, issue_id)
    for word, facts in (
        ("assign", StepFacts("改派", department=issue.department)),
        ("handle", StepFacts("修好了", outcome="solved")),
        ("revisit", StepFacts(satisfaction="satisfied")),
        ("close", StepFacts()),
    ):
        take_step(session, issue, word, facts)
    session.commit()
    page = client.get(f"/issueview/show/{issue_id}").text
    assert "当前由谁办理" not in page
    assert page.count("承办部门：") == 1


def test_who_is_content_is_not_asked_again(session: Session, sign_in: SignIn, world: World) -> None:
    client, issue_id = sign_in(roles.CENTRE), world.issues["west1-assigned"]
    set_scope(session, None)
    issue = session.get_one(Issue, issue_id)
    take_step(session, issue, "handle", StepFacts("修好了", outcome="solved"))
    session.commit()
    assert first_button(client.get(f"/issueview/show/{issue_id}").text) == "回访"
    assert "待回访" in client.get("/issueview/list/?_flt_0_to_revisit=y").text
    assert client.post(f"/issueview/step/{issue_id}/revisit", data={"satisfaction": "satisfied"}).status_code == 302
    page = client.get(f"/issueview/show/{issue_id}").text
    assert first_button(page) == "销号"
    assert ASKED in page
    listed = client.get("/issueview/list/?_flt_0_to_close=y").text
    assert (ASKED in listed, issue.number in listed) == (True, True)
    assert issue.number not in client.get("/issueview/list/?_flt_0_to_revisit=y").text
    home = client.get("/").text
    assert "待销号" in home
    chart = client.get("/dashboard/chart/states").json
    assert dict(zip(chart["labels"], chart["series"][0]["values"], strict=True))[ASKED] == 1


def test_an_issue_ends_in_the_words_of_the_plan(session: Session, sign_in: SignIn, world: World) -> None:
    plan = yaml.safe_load(available_profiles()["longcheng"].read_text("utf-8"))
    renamed = json.loads(STANDARD.model_dump_json(exclude_defaults=True).replace("销号", "办结"))
    put_in_force(session, casework={**plan["casework"], "workflow": renamed})
    client, issue_id = sign_in(roles.CENTRE), world.issues["west1-assigned"]
    set_scope(session, None)
    issue = session.get_one(Issue, issue_id)
    take_step(session, issue, "handle", StepFacts("修好了", outcome="solved"))
    session.commit()
    refused = client.post(f"/issueview/step/{issue_id}/close", data={"note": ""})
    assert "还没有回访，不能办结" in refused.text
    client.post(f"/issueview/step/{issue_id}/revisit", data={"satisfaction": "satisfied"})
    pages = [client.get(address).text for address in ("/", "/issueview/list/", f"/issueview/step/{issue_id}/close")]
    assert "待办结" in pages[0]
    assert "办结说明" in pages[2]
    told = client.post(f"/issueview/step/{issue_id}/close", data={"note": ""}, follow_redirects=True).text
    assert "办结时间" in told
    charts = client.get("/dashboard/chart/registered_by_category").text
    assert [text for text in (*pages, refused.text, told, charts) if "销号" in text] == []


def test_a_state_that_tells_of_the_revisit_keeps_its_name() -> None:
    flow = load_profile(available_profiles()["chaihudian"]).casework.workflow
    assert rules.closing_left(flow, "revisited", "answered", "satisfied") is None
    for satisfaction in (None, "dissatisfied"):
        assert rules.closing_left(STANDARD, "handled", "answered", satisfaction) is None
    close = rules.closing_left(STANDARD, "handled", "answered", "neutral")
    assert close is not None
    assert close.effect == "close"


def test_after_acceptance_people_are_still_asked_first() -> None:
    flow = load_profile(available_profiles()["chaihudian"]).casework.workflow
    first = rules.main_step("answered", None, flow.steps_from("handled"))
    then = rules.main_step("answered", "satisfied", flow.steps_from("revisited"))
    assert [step.key if step else None for step in (first, then)] == ["revisit", "close"]


def test_closed_rows_offer_no_change(sign_in: SignIn, world: World) -> None:
    client = sign_in(roles.CENTRE)
    page = client.get("/issueview/list/").text
    assert f"/issueview/edit/{world.issues['west1-registered']}" in page
    assert f"/issueview/edit/{world.issues['east1-closed']}" not in page
    assert "/issueview/edit/" not in client.get(f"/issueview/show/{world.issues['east1-closed']}").text
