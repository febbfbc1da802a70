"""The screens of issues, as the people who use them."""

import io
import zipfile

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.issues.models import Issue, IssueEvent
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World

STEP = "/issueview/step/{}/{}"


def state_of(session: Session, issue_id: int) -> str:
    session.expire_all()
    return session.get_one(Issue, issue_id, execution_options={"unscoped": True}).state


def test_the_list_shows_words_and_marks_what_is_overdue(sign_in: SignIn) -> None:
    page = sign_in(roles.CENTRE).get("/issueview/list/").text
    assert "试验镇/西村/西村第一网格" in page
    assert page.count("tag-overdue") == 2  # those still worked on, of the four that are past their day
    assert "办理中" in page
    assert "None" not in page


def test_list_export_and_rest_are_searched_for_what_is_overdue(sign_in: SignIn) -> None:
    client = sign_in(roles.CENTRE)
    page = client.get("/issueview/list/?_flt_0_overdue=y").text
    assert "west1 第 0 件" in page
    assert "west1 第 1 件" in page
    assert "east1 第" not in page
    others = client.get("/issueview/list/?_flt_0_overdue=n").text
    assert "east1 第 2 件" in others
    assert "west1 第" not in others
    with zipfile.ZipFile(io.BytesIO(client.get("/issueview/export?_flt_0_overdue=y").data)) as book:
        texts = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "west1 第 1 件" in texts
    assert "east1 第" not in texts
    found = client.get("/api/v1/issue/?q=(filters:!((col:overdue,opr:truth,value:y)))").json
    assert found["count"] == 2
    assert client.get("/issueview/list/?_flt_0_overdue=maybe").status_code == 400


def test_searching_by_a_village_finds_the_issues_of_its_grids(sign_in: SignIn, world: World) -> None:
    page = sign_in(roles.CENTRE).get(f"/issueview/list/?_flt_0_grid={world.grids['west']}").text
    assert "west1 第 0 件" in page
    assert "east1" not in page


def test_a_member_registers_an_issue_for_a_household(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.MEMBER)
    data = {
        "household": world.households["west1-2"], "category": world.others["category"], "title": "污水外溢", "text": "井盖冒水",
        "source": "visit",
    }  # fmt: skip
    answer = client.post("/issueview/add", data=data)
    assert answer.status_code == 302, answer.text
    issue = session.scalars(select(Issue).where(Issue.title == "污水外溢")).one()
    assert (issue.grid_id, issue.member_id) == (world.grids["west1"], world.members["west1-member"])
    event = session.scalars(select(IssueEvent).where(IssueEvent.issue_id == issue.id)).one()
    assert (event.actor, event.action) == ("冯西一", "register")
    page = client.get(f"/issueview/show/{issue.id}").text
    assert "污水外溢" in page
    assert "冯西一" in page


def test_a_member_cannot_register_for_a_home_of_another_grid(sign_in: SignIn, session: Session, world: World) -> None:
    data = {
        "household": world.households["east1-1"], "category": world.others["category"], "title": "越权", "text": "越权",
        "source": "visit",
    }  # fmt: skip
    answer = sign_in(roles.MEMBER).post("/issueview/add", data=data)
    assert answer.status_code == 422
    assert session.scalars(select(Issue).where(Issue.title == "越权")).first() is None


def test_an_issue_is_carried_to_closed_on_screen(sign_in: SignIn, session: Session, world: World) -> None:
    issue_id = world.issues["west1-registered"]
    head, desk = sign_in(roles.HEAD), sign_in(roles.DEPARTMENT)
    steps = (
        (head, "assign", {"department": world.others["department"], "note": ""}, "assigned"),
        (desk, "handle", {"outcome": "solved", "note": "已修好"}, "handled"),
        (head, "revisit", {"satisfaction": "satisfied", "note": ""}, "handled"),
        (head, "close", {"note": ""}, "closed"),
    )
    for client, action, data, state in steps:
        form = client.get(STEP.format(issue_id, action))
        assert form.status_code == 200, form.text
        assert "None" not in form.text
        answer = client.post(STEP.format(issue_id, action), data=data)
        assert answer.status_code == 302, answer.text
        assert state_of(session, issue_id) == state
    page = head.get(f"/issueview/show/{issue_id}").text
    assert "沈水利" in page
    assert "已修好" in page
    assert "None" not in page


def test_a_missing_outcome_is_named_on_the_form(sign_in: SignIn, session: Session, world: World) -> None:
    issue_id = world.issues["west1-assigned"]
    answer = sign_in(roles.DEPARTMENT).post(STEP.format(issue_id, "handle"), data={"outcome": "solved", "note": " "})
    assert answer.status_code == 422
    assert "请填写办理情况" in answer.text
    assert state_of(session, issue_id) == "assigned"


@pytest.mark.parametrize(
    ("role", "issue", "action", "status"),
    [
        (roles.LEADER, "west1-registered", "assign", 403),
        (roles.MEMBER, "west1-registered", "assign", 403),
        (roles.MEMBER, "west1-registered", "close", 403),
        (roles.DEPARTMENT, "west1-assigned", "assign", 403),
        (roles.DEPARTMENT, "west1-assigned", "close", 403),
        (roles.DEPARTMENT, "west1-registered", "handle", 404),
        (roles.DEPARTMENT, "east1-handled", "handle", 404),
        (roles.HEAD, "east1-handled", "close", 404),
        (roles.HEAD, "west1-registered", "close", 422),
        (roles.HEAD, "west1-registered", "register", 400),
        (roles.HEAD, "west1-registered", "fly", 400),
    ],
)  # fmt: skip
def test_a_step_is_refused(
    sign_in: SignIn, session: Session, world: World, role: str, issue: str, action: str, status: int
) -> None:
    issue_id = world.issues[issue]
    before = state_of(session, issue_id)
    client = sign_in(role)
    data = {"department": world.others["department"], "outcome": "solved", "note": "说明", "satisfaction": "satisfied"}
    assert client.get(STEP.format(issue_id, action)).status_code == status
    assert client.post(STEP.format(issue_id, action), data=data).status_code == status
    assert state_of(session, issue_id) == before


@pytest.mark.parametrize("pks", ["x", "1,x", "1,", "0"])
def test_nonsense_in_the_address_is_not_a_fault(sign_in: SignIn, pks: str) -> None:
    assert sign_in(roles.CENTRE).get(STEP.format(pks, "assign")).status_code in {400, 404}


def test_several_issues_are_assigned_at_once(sign_in: SignIn, session: Session, world: World) -> None:
    chosen = [world.issues["west1-registered"], world.issues["west1-assigned"]]
    client = sign_in(roles.CENTRE)
    answer = client.post("/issueview/action_post", data={"action": "assign", "rowid": chosen})
    assert answer.status_code == 302
    page = client.get(answer.location)
    assert "west1 第 0 件" in page.text
    assert client.post(answer.location, data={"department": world.others["other_department"]}).status_code == 302
    for issue_id in chosen:
        assert state_of(session, issue_id) == "assigned"
        assert session.get_one(Issue, issue_id).department_id == world.others["other_department"]


def test_all_are_assigned_or_none(sign_in: SignIn, session: Session, world: World) -> None:
    chosen = f"{world.issues['west1-registered']},{world.issues['east1-closed']}"
    data = {"department": world.others["department"]}
    answer = sign_in(roles.CENTRE).post(STEP.format(chosen, "assign"), data=data)
    assert answer.status_code == 422
    assert state_of(session, world.issues["west1-registered"]) == "registered"


def test_the_form_starts_with_what_a_member_has_at_hand(sign_in: SignIn) -> None:
    page = sign_in(roles.MEMBER).get("/issueview/add").text
    places = [
        page.index(f'data-field="{name}"') for name in ("household", "category", "title", "text", "phone", "location")
    ]
    assert places == sorted(places)
    assert 'data-field="state"' not in page
    assert 'data-field="number"' not in page


def test_buttons_are_those_of_the_state_and_the_role(sign_in: SignIn, world: World) -> None:
    issue_id = world.issues["west1-registered"]
    assert STEP.format(issue_id, "assign") in sign_in(roles.HEAD).get(f"/issueview/show/{issue_id}").text
    member = sign_in(roles.MEMBER).get(f"/issueview/show/{issue_id}").text
    assert STEP.format(issue_id, "handle") in member
    assert STEP.format(issue_id, "assign") not in member
    assert STEP.format(issue_id, "close") not in member
    assert "/step/" not in sign_in(roles.LEADER).get(f"/issueview/show/{issue_id}").text


def test_a_desk_sees_its_issues_and_no_household(sign_in: SignIn, world: World) -> None:
    client = sign_in(roles.DEPARTMENT)
    page = client.get("/issueview/list/").text
    assert "west1 第 1 件" in page
    assert "west1 第 0 件" not in page
    page = client.get(f"/issueview/show/{world.issues['west1-assigned']}").text
    assert "west1 路口" in page
    assert "试验镇/西村/西村第一网格" in page
    assert "赵甲" not in page
    assert "住户" not in page


def test_text_may_be_corrected_until_the_issue_is_closed(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.CENTRE)
    data = {"title": "路灯不亮(两盏)", "text": "村口两盏路灯不亮"}
    assert client.post(f"/issueview/edit/{world.issues['west1-registered']}", data=data).status_code == 302
    closed = client.post(f"/issueview/edit/{world.issues['east1-closed']}", data={**data, "state": "registered"})
    assert closed.status_code == 422
    assert session.get_one(Issue, world.issues["west1-registered"]).title == "路灯不亮(两盏)"
    assert state_of(session, world.issues["east1-closed"]) == "closed"


def test_nobody_deletes_an_issue_or_changes_history(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.CENTRE)
    client.post(f"/issueview/delete/{world.issues['west1-registered']}")
    assert state_of(session, world.issues["west1-registered"]) == "registered"
    event_id = session.scalars(select(IssueEvent.id)).first()
    client.post(f"/issueeventview/edit/{event_id}", data={"note": "改"})
    client.post(f"/issueeventview/delete/{event_id}")
    session.expire_all()
    event = session.get_one(IssueEvent, event_id, execution_options={"unscoped": True})
    assert event.note is None


def test_a_department_gets_its_desk(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.SYSTEM)
    page = client.get("/departmentview/list/").text
    assert "沈水利" in page
    answer = client.post("/departmentview/add", data={"code": "housing", "name": "住建站", "phone": "", "staff": []})
    assert answer.status_code == 302, answer.text
    categories = client.get("/issuecategoryview/list/").text
    assert ("居住环境" in categories, "housing" in client.get("/departmentview/list/").text) == (True, False)
    form = client.get(f"/departmentview/edit/{world.others['department']}").text
    assert "沈水利" in form
    assert "周中心" not in form


def test_a_department_without_account_is_told_by_phone(sign_in: SignIn, session: Session, world: World) -> None:
    client, issue = sign_in("中心管理员"), world.issues["west1-registered"]
    page = client.get(f"/issueview/step/{issue}/assign").text
    assert "交通站（还没有经办账号，请电话告知）" in page
    assert "水利站</option>" in page
    data = {"department": world.others["other_department"], "note": "请办理"}
    answer = client.post(f"/issueview/step/{issue}/assign", data=data, follow_redirects=True).text
    assert "“交通站”还没有经办账号，请电话告知" in answer


def test_a_narrowed_list_sums_its_search_up_in_one_line(sign_in: SignIn) -> None:
    client = sign_in("村级网格长")
    assert "search-summary" not in client.get("/issueview/list/").text
    page = client.get("/issueview/list/?_flt_0_state=registered&_flt_0_overdue=y").text
    assert "状态：<strong>已登记</strong>" in page
    assert "超期：<strong>是</strong>" in page
