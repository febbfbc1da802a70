"""The screens of results, proposals and key tasks, as the people who use them."""

from __future__ import annotations

import io
import re

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.consequences.models import DutyFailure, Proposal
from portal.members.models import Member
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.assessments.plan import follow, opened, scheme
from tests.portal.consequences.conftest import ONE, PLAN
from tests.portal.security.paper_rows import add_paper_rows


def proposal(session: Session, world: World, village: str) -> Proposal:
    session.expire_all()
    wanted = select(Proposal).where(Proposal.area_id == world.grids[village])
    return session.scalars(wanted.execution_options(unscoped=True)).one()


@pytest.fixture(autouse=True)
def rows(session: Session, world: World) -> None:
    """A proposal and a failure in each village."""
    add_paper_rows(session, world)
    session.commit()


def test_a_head_s_results_are_those_of_the_own_village(sign_in: SignIn) -> None:
    page = sign_in(roles.HEAD).get("/results/?period=2025").text
    assert "冯西一" in page
    assert "陈东一" not in page
    assert "None" not in page


def test_the_workbook_has_a_sheet_of_totals_and_one_a_scheme(sign_in: SignIn) -> None:
    answer = sign_in(roles.LEADER).get("/results/book?period=2025")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    assert book.sheet_names == ["考核结果汇总表", "年度考核得分表"]
    row = next(row for row in book.get_sheet_by_name("年度考核得分表").to_python() if "冯西一" in row)
    assert row[3:7] == [92, "尚未计分", 92, "优秀"]


def test_what_nobody_scored_yet_is_not_called_no_data(sign_in: SignIn, session: Session, world: World) -> None:
    (made,) = follow(session, scheme())
    opened(session, made, member=session.get_one(Member, world.members["west1-member"]))
    session.commit()
    book = CalamineWorkbook.from_filelike(io.BytesIO(sign_in(roles.LEADER).get("/results/book?period=2026").data))
    rows = book.get_sheet_by_name("网格员年度考核得分表").to_python()
    assert next(row for row in rows if "冯西一" in row)[3:8] == ["尚未计分"] * 4 + ["未评定"]


def test_after_a_new_plan_the_scheme_that_took_the_place_is_offered(
    sign_in: SignIn, session: Session, world: World
) -> None:
    (made,) = follow(session, scheme())
    opened(session, made, member=session.get_one(Member, world.members["west1-member"]))
    (other,) = follow(session, scheme(indicators=ONE))
    session.commit()
    page = sign_in(roles.CENTRE).get("/results/?period=2026").text
    assert f'<option value="{other.id}">' in page
    assert f'<option value="{made.id}">' not in page


def test_who_holds_the_proposals_up_is_linked_to(sign_in: SignIn, session: Session, world: World) -> None:
    (made,) = follow(session, scheme(indicators=ONE, period="quarter"))
    draft = opened(session, made, "2026Q2", member=session.get_one(Member, world.members["west1-member"]))
    session.commit()
    client, link = sign_in(roles.CENTRE), f'<a href="/assessmentview/show/{draft.id}">冯西一</a>'
    form = {"grid": world.grids["town"], "scheme": made.id, "period": "2026"}
    page = client.post("/results/propose", data=form, follow_redirects=True).text
    assert f"还有 1 份考核没有定稿（{link}），全部定稿后才能提出建议" in page
    page = client.get("/results/?period=2026Q2").text
    assert f"其中 1 份还没有定稿：{link}。" in page


def test_an_empty_list_of_proposals_leads_on(sign_in: SignIn, session: Session) -> None:
    session.execute(delete(Proposal))
    session.commit()
    page = sign_in(roles.CENTRE).get("/proposalview/list/").text
    assert 'href="/results/"' in page
    assert "按方案提出评优和奖惩建议" in page


def test_no_list_is_ordered_by_total(sign_in: SignIn) -> None:
    client = sign_in(roles.LEADER)
    assert client.get("/assessmentview/list/?_oc_AssessmentView=total&_od_AssessmentView=desc").status_code == 400
    assert "_oc_AssessmentView=total" not in client.get("/assessmentview/list/").text


def test_a_leader_decides_with_a_reason_and_once(sign_in: SignIn, session: Session, world: World) -> None:
    client, row = sign_in(roles.LEADER), proposal(session, world, "west")
    address = f"/proposalview/decide/{row.id}"
    said = client.post(address, data={"accept": "y", "note": " "}, follow_redirects=True).text
    assert "请写明理由" in said
    for silent in ({"note": "同意"}, {"note": "同意", "accept": "maybe"}):
        assert "请选择采纳或不采纳" in client.post(address, data=silent, follow_redirects=True).text
    assert proposal(session, world, "west").state == "proposed"
    client.post(address, data={"accept": "n", "note": "名额已满"})
    assert (proposal(session, world, "west").state, proposal(session, world, "west").decision) == (
        "declined",
        "名额已满",
    )
    assert "不能再改" in client.post(address, data={"accept": "y", "note": "再议"}, follow_redirects=True).text


def test_the_other_village_s_proposal_is_not_there(sign_in: SignIn, session: Session, world: World) -> None:
    client = sign_in(roles.HEAD)
    assert client.get(f"/proposalview/show/{proposal(session, world, 'west').id}").status_code == 200
    assert client.get(f"/proposalview/show/{proposal(session, world, 'east').id}").status_code == 404


def test_without_a_rule_of_the_plan_nothing_is_recorded(sign_in: SignIn) -> None:
    assert "没有规定重点任务的责任追究" in sign_in(roles.CENTRE).get("/dutyfailureview/record").text


def test_what_came_of_a_task_is_said(sign_in: SignIn, session: Session, world: World) -> None:
    follow(session, scheme(indicators=ONE, signers=[], methods=[]), **PLAN)
    session.commit()
    client, before = sign_in(roles.CENTRE), session.scalar(select(func.count(DutyFailure.id)))
    data = {"key": "tasks", "member": world.members["west1-member"], "task": "秸秆禁烧", "happened_on": "2026-03-01"}
    for outcome in ({}, {"outcome": "是"}):
        answer = client.post("/dutyfailureview/record", data={**data, **outcome})
        assert (answer.status_code, "请选择完成或没有完成" in answer.text) == (422, True)
    assert session.scalar(select(func.count(DutyFailure.id))) == before
    (mark,) = re.findall(r'name="once" value="([0-9a-f-]{36})"', client.get("/dutyfailureview/record").text)
    made, again = (client.post("/dutyfailureview/record", data={**data, "outcome": "y", "once": mark}) for _ in "12")
    assert (made.status_code, again.location) == (302, made.location)
    assert session.scalar(select(func.count(DutyFailure.id))) == (before or 0) + 1


@pytest.mark.parametrize("period", ["1999", "2025Q5", "x"])
def test_a_period_that_reads_otherwise_is_refused(sign_in: SignIn, period: str) -> None:
    assert sign_in(roles.CENTRE).get(f"/results/?period={period}").status_code == 400
