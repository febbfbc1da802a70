"""Whoever fills in a form of issues is told everything that is wrong with it, each with the way to its field."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusals
from portal.issues.models import Issue, IssueCategory
from portal.issues.registration import register_issue
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World


def told(page: str) -> list[str]:
    """The labels that the box above the form leads to; each link has its target."""
    box = page.split('class="notice notice-danger"')[1].split("</div>")[0]
    found = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', box)
    assert all(f'id="{target}"' in page for target, _ in found)
    return [label for _, label in found]


def test_an_empty_form_is_told_of_everything_at_once(sign_in: SignIn) -> None:
    answer = sign_in(roles.CENTRE).post("/issueview/add", data={"phone": "12"})
    assert answer.status_code == 422
    assert {"类别", "标题", "内容", "联系电话", "网格"} <= set(told(answer.text))


@pytest.mark.parametrize(
    ("issue", "step", "data", "labels"),
    [
        ("west1-registered", "assign", {}, ["承办部门"]),
        ("west1-assigned", "pause", {}, ["暂停到", "暂停理由"]),
        ("west1-assigned", "handle", {"outcome": ""}, ["办理结果", "办理情况"]),
    ],
)
def test_a_step_is_told_of_everything_at_once(
    sign_in: SignIn, world: World, issue: str, step: str, data: dict[str, str], labels: list[str]
) -> None:
    answer = sign_in(roles.CENTRE).post(f"/issueview/step/{world.issues[issue]}/{step}", data=data)
    assert answer.status_code == 422
    assert told(answer.text) == labels


def test_registering_refuses_all_that_is_wrong(session: Session, world: World) -> None:
    category = session.get_one(IssueCategory, world.others["category"])
    category.retired = True
    with pytest.raises(Refusals) as refused:
        register_issue(session, Issue(category=category, title=" ", text="", phone="12"))
    assert [each.field for each in refused.value.problems] == ["category", "title", "text", "phone", "grid"]


def test_several_issues_start_without_a_department_unless_all_share_it(
    sign_in: SignIn, session: Session, world: World
) -> None:
    client, pair = sign_in(roles.CENTRE), [world.issues["west1-registered"], world.issues["west1-assigned"]]
    address = f"/issueview/step/{pair[0]},{pair[1]}/assign"
    assert re.search(r"<option selected[^>]*>水利站", client.get(address).text)
    session.get_one(Issue, pair[1]).department_id = world.others["other_department"]
    session.commit()
    assert not re.search(r"<option selected[^>]* value=\"\d", client.get(address).text)
