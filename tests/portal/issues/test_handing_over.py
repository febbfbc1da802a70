"""Steps that come too late, and whose an issue is before and after it is handed over."""

import re

from sqlalchemy.orm import Session

from portal.issues.models import Issue
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.issues.test_screens import STEP, state_of


def test_a_step_from_a_stale_window_leads_on_with_what_was_typed(
    sign_in: SignIn, session: Session, world: World
) -> None:
    issue_id, client = world.issues["west1-assigned"], sign_in(roles.DEPARTMENT)
    assert client.post(STEP.format(issue_id, "handle"), data={"outcome": "solved", "note": "换了灯"}).status_code == 302
    stale = client.post(STEP.format(issue_id, "handle"), data={"outcome": "solved", "note": "灯泡和线都换了"})
    assert stale.status_code == 422
    assert "不能“办理答复”" in stale.text
    assert "灯泡和线都换了" in stale.text
    assert "422" not in stale.text
    assert STEP.format(issue_id, "close") not in stale.text  # a desk does not close
    head = sign_in(roles.HEAD)
    offered = head.post(STEP.format(issue_id, "handle"), data={"outcome": "solved", "note": "村里去看过"}).text
    assert STEP.format(issue_id, "revisit") in offered
    carried = head.post(STEP.format(issue_id, "revisit"), data={"carried": "1", "note": "村里去看过"})
    assert carried.status_code == 200
    assert "村里去看过" in carried.text
    assert "notice-danger" not in carried.text
    assert state_of(session, issue_id) == "handled"


def test_a_department_is_only_proposed_until_the_issue_is_handed_over(
    sign_in: SignIn, session: Session, world: World
) -> None:
    issue_id, head, desk = world.issues["west1-registered"], sign_in(roles.HEAD), sign_in(roles.DEPARTMENT)
    session.get_one(Issue, issue_id).department_id = None
    session.commit()
    page = head.get(f"/issueview/show/{issue_id}").text
    assert "建议：水利站" in page
    assert "建议：水利站" in head.get("/issueview/list/?_flt_0_state=registered").text
    assert desk.get(f"/issueview/show/{issue_id}").status_code == 404
    data = {"department": world.others["department"], "note": ""}
    assert head.post(STEP.format(issue_id, "assign"), data=data).status_code == 302
    page = head.get(f"/issueview/show/{issue_id}").text
    assert "建议：" not in page
    assert re.search(r"当前由谁办理\s*</dt>\s*<dd[^>]*>\s*水利站", page), page
    assert desk.post(STEP.format(issue_id, "handle"), data={"outcome": "solved", "note": "修好了"}).status_code == 302
    assert not re.search(r"当前由谁办理\s*</dt>\s*<dd[^>]*>\s*水利站", head.get(f"/issueview/show/{issue_id}").text)
