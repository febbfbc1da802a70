"""The screens of assessments, as the people who use them."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Session

from portal.assessments import hearing, settling
from portal.assessments.models import Assessment, AssessmentIndicator, AssessmentScheme, AssessmentScore
from portal.members.models import Assignment, Member
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.assessments.plan import follow, opened, scheme, score


def of_member(session: Session, world: World, key: str) -> Assessment:
    session.expire_all()
    wanted = select(Assessment).where(Assessment.member_id == world.members[key]).order_by(Assessment.id.desc())
    return session.scalars(wanted.execution_options(unscoped=True)).all()[0]


def test_the_page_opens_rates_to_numerator_and_denominator(sign_in: SignIn, session: Session, world: World) -> None:
    assessment = of_member(session, world, "west1-member")
    page = sign_in(roles.CENTRE).get(f"/assessmentview/show/{assessment.id}").text
    assert "46/50（92.0%）" in page
    assert "无数据" in page
    assert "优秀" in page
    assert "None" not in page


@pytest.mark.parametrize(
    ("state", "offered"), [("draft", (True, True)), ("told", (True, False)), ("final", (False, False))]
)
def test_only_what_still_stands_is_offered(
    sign_in: SignIn, session: Session, world: World, state: str, offered: tuple[bool, bool]
) -> None:
    assessment = of_member(session, world, "west1-member")
    assessment.state = state
    assessment.told_at = None if state == "draft" else dt.datetime(2026, 1, 5, 9)
    session.commit()
    client = sign_in(roles.CENTRE)
    for page in ("/assessmentview/list/", f"/assessmentview/show/{assessment.id}"):
        text = client.get(page).text
        ways = tuple(f"/assessmentview/{way}/{assessment.id}" in text for way in ("edit", "delete"))
        assert ways == offered, page


def test_the_centre_opens_counts_corrects_and_the_leader_makes_it_final(
    sign_in: SignIn, session: Session, world: World
) -> None:
    centre = sign_in(roles.CENTRE)
    data = {"scheme": world.others["scheme"], "period": "2026", "member": world.members["west1-member"]}
    answer = centre.post("/assessmentview/add", data=data)
    assert answer.status_code == 302, answer.text
    assessment = of_member(session, world, "west1-member")
    assert (assessment.period, assessment.total) == ("2026", None)
    for indicator in session.scalars(select(AssessmentIndicator)):
        indicator.source = {"入户走访率": "visit_rate"}.get(indicator.name, "manual")
    session.commit()
    assert centre.post(f"/assessmentview/action/propose/{assessment.id}").status_code == 302
    visits, satisfaction = of_member(session, world, "west1-member").scores
    assert (visits.numerator, visits.denominator) == (1, 3)
    answer = centre.post(f"/scoreview/edit/{satisfaction.id}", data={"score": "90", "note": "问卷"})
    assert answer.status_code == 302, answer.text
    assert of_member(session, world, "west1-member").total == pytest.approx(56, abs=0.05)
    assert sign_in(roles.LEADER).post(f"/assessmentview/action/finalise/{assessment.id}").status_code == 302
    final = of_member(session, world, "west1-member")
    assert (final.state, final.grade) == ("final", "fail")
    page = centre.get(f"/assessmentview/show/{assessment.id}").text
    assert "/action/finalise/" not in page
    assert "/action/print_sheets/" in page
    assert centre.post(f"/scoreview/edit/{satisfaction.id}", data={"score": "100"}).status_code == 422
    assert centre.post(f"/assessmentview/edit/{assessment.id}", data={"comment": "改"}).status_code == 422
    centre.post(f"/assessmentview/delete/{assessment.id}")
    assert of_member(session, world, "west1-member").state == "final"


def test_a_draft_says_what_it_waits_for(sign_in: SignIn, session: Session, world: World) -> None:
    (made,) = follow(session, scheme())
    draft = opened(session, made, member=session.get_one(Member, world.members["west1-member"]))
    session.commit()
    client, address = sign_in(roles.CENTRE), f"/assessmentview/show/{draft.id}"
    page = client.get(address).text
    assert "还差 3 项没有得分" in page
    assert "请点“按数据计分”：走访；办结" in page
    assert "等待评分：态度" in page
    assert page.count("<strong>尚未计分</strong>") == 3
    client.post(f"/assessmentview/action/propose/{draft.id}")
    page = client.get(address).text
    assert "还差 1 项没有得分" in page
    row = score(of_member(session, world, "west1-member"), "态度")
    client.post(f"/assessmentview/judge/{draft.id}", data={f"judge-{row.id}": "village", f"value-{row.id}": "80"})
    assert "各项都已计分，核对后点“反馈本人”" in client.get(address).text
    assert of_member(session, world, "west1-member").grade == "fail"


def test_the_list_names_who_is_assessed_and_where(sign_in: SignIn, session: Session, world: World) -> None:
    assessment = of_member(session, world, "west1-member")
    page = sign_in(roles.CENTRE).get("/assessmentview/list/").text
    named = re.search(r'data-label="考核对象"[^>]*><a href="/assessmentview/show/(\d+)[^>]*>([^<]+)', page)
    assert named, page
    assert session.get_one(Member, world.members["west1-member"]).name in page
    places = re.findall(r'data-label="负责网格"[^>]*>(?:<span[^>]*>)?([^<]+)', page)
    assert any(each.startswith("西村") for each in places), places
    assert f"/assessmentview/show/{assessment.id}" in page


def test_the_preview_tells_what_is_counted_from_what_people_judge(
    sign_in: SignIn, session: Session, world: World
) -> None:
    (made,) = follow(session, scheme())
    session.commit()
    form = {"scheme": made.id, "period": "2026", "grid": world.grids["town"], "do": "preview"}
    page = sign_in(roles.CENTRE).post("/assessmentview/opening", data=form).text
    assert "还要由人评的：态度" in page
    assert '<td data-label="走访">1/3</td>' in page
    assert 'data-label="态度"' not in page
    assert "考核期到 2026-12-31 才结束" in page
    assert f"&#34;{made.id}&#34;: &#34;2026&#34;" in page


@pytest.mark.parametrize("role", [roles.HEAD, roles.MEMBER])
def test_only_centre_and_leader_make_final(sign_in: SignIn, session: Session, world: World, role: str) -> None:
    assessment = of_member(session, world, "west1-member")
    assert sign_in(role).post(f"/assessmentview/action/finalise/{assessment.id}").status_code == 403
    assert of_member(session, world, "west1-member").state == "draft"


def test_scores_off_the_scale_are_refused_on_the_field(sign_in: SignIn, session: Session, world: World) -> None:
    score = of_member(session, world, "west1-member").scores[0]
    answer = sign_in(roles.CENTRE).post(f"/scoreview/edit/{score.id}", data={"score": "100.5"})
    assert answer.status_code == 422
    assert "得分应在 0 到 100" in answer.text


def test_the_same_person_is_not_assessed_twice_in_a_period(sign_in: SignIn, world: World) -> None:
    data = {"scheme": world.others["scheme"], "period": "2025", "member": world.members["west1-member"]}
    answer = sign_in(roles.CENTRE).post("/assessmentview/add", data=data)
    assert answer.status_code == 422
    assert "已有考核表" in answer.text


def test_a_member_sees_their_own_and_not_a_colleague_s(sign_in: SignIn, session: Session, world: World) -> None:
    own = of_member(session, world, "west1-member")
    colleague = Member(name="褚同网", sex="male", grid_id=world.grids["west1"])
    colleague.assignments = [Assignment(grid_id=world.grids["west1"], duty="helper", starts_on=own.assessed_on)]
    other = Assessment(scheme_id=own.scheme_id, period="2025", member=colleague, scores=[
        AssessmentScore(indicator_id=own.scores[0].indicator_id, score=55, note="只给本人看"),
    ])  # fmt: skip
    session.add(other)
    session.commit()
    client = sign_in(roles.MEMBER)
    assert "褚同网" not in client.get("/assessmentview/list/").text
    assert client.get(f"/assessmentview/show/{own.id}").status_code == 200
    assert client.get(f"/assessmentview/show/{other.id}").status_code == 404
    assert "只给本人看" not in client.get("/scoreview/list/").text
    assert [row["id"] for row in client.get("/api/v1/assessment/").json["result"]] == [own.id]
    assert "褚同网" in sign_in(roles.HEAD).get("/assessmentview/list/").text


def test_total_and_grade_cannot_be_written_over_rest(sign_in: SignIn, session: Session, world: World) -> None:
    assessment = of_member(session, world, "west1-member")
    sign_in(roles.CENTRE).put(
        f"/api/v1/assessment/{assessment.id}", json={"total": 1, "grade": "fail", "state": "final"}
    )
    found = of_member(session, world, "west1-member")
    assert (found.total, found.grade, found.state) == (Decimal(92), "excellent", "draft")


def test_the_scheme_behind_a_final_assessment_stays(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.SYSTEM)
    indicator = session.scalars(select(AssessmentIndicator)).all()[0]
    data = {"position": 1, "name": "走访", "weight": "70", "full_score": "100", "source": "manual", "basis": "标准"}
    assert client.post(f"/indicatorview/edit/{indicator.id}", data=data).status_code == 302
    of_member(session, world, "west1-member").state = "final"
    session.commit()
    assert client.post(f"/indicatorview/edit/{indicator.id}", data={**data, "weight": "10"}).status_code == 422
    scheme = {"code": "year", "name": "年度考核", "excellent_from": "95", "good_from": "80", "pass_from": "60"}
    assert client.post(f"/schemeview/edit/{world.others['scheme']}", data=scheme).status_code == 422
    page = client.get(f"/schemeview/show/{world.others['scheme']}").text
    assert "人工评分" in page
    assert "None" not in page


def test_a_scheme_that_another_took_the_place_of_is_not_offered(
    sign_in: SignIn, session: Session, world: World
) -> None:
    session.add(AssessmentScheme(code="year@1", name="旧的年度考核（至 2026-01-01）"))
    session.commit()
    client = sign_in(roles.CENTRE)
    assert "旧的年度考核" not in client.get("/assessmentview/add").text
    assert "旧的年度考核" in client.get("/assessmentview/list/").text  # what it judged is still searched for


def test_an_open_appeal_is_the_next_step(sign_in: SignIn, session: Session, draft: Assessment) -> None:
    settling.tell(session, draft, "中心")
    session.commit()
    client = sign_in(roles.CENTRE)
    page = client.get(f"/assessmentview/show/{draft.id}").text
    assert f"下一步：等待本人意见，{hearing.signable_from(draft)} 起由网格长签字" in page
    assert f"/assessmentview/sign/{draft.id}" not in page
    settling.appeal(session, draft, None, "偏低", "中心")
    session.commit()
    assert "下一步：答复申诉" in client.get(f"/assessmentview/show/{draft.id}").text


def test_the_page_asks_for_all_indicators_at_once(
    sign_in: SignIn, session: Session, world: World, connection: Connection
) -> None:
    client, assessment = sign_in(roles.CENTRE), of_member(session, world, "west1-member")
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    address = f"/assessmentview/show/{assessment.id}"
    client.get(address)
    session.expire_all()
    event.listen(connection, "before_cursor_execute", note)
    assert client.get(address).status_code == 200
    event.remove(connection, "before_cursor_execute", note)
    alone = [each for each in asked if "FROM assessment_indicator" in each and "assessment_indicator.id = " in each]
    assert alone == []
