"""What a household sees of what it told, and what its rating does."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.feedback import services
from portal.feedback.models import ResidentReport
from portal.households.models import Household
from portal.issues.models import Issue, IssueEvent
from portal.issues.services import StepFacts, take_step
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.feedback.conftest import Phone, check_words


def issue_of(session: Session, receipt: str) -> Issue:
    session.rollback()
    return session.scalars(select(ResidentReport).where(ResidentReport.receipt == receipt)).one().issue


def answer(session: Session, receipt: str, outcome: str = "solved", note: str = "路灯已换新") -> Issue:
    issue = issue_of(session, receipt)
    take_step(session, issue, "handle", StepFacts(note=note, outcome=outcome))
    session.commit()
    return issue


def now_is(page: str) -> str:
    match = re.search(r'aria-current="step">([^<]+)<', page)
    assert match
    return match[1]


def test_progress_follows_the_issue(session: Session, phone: Phone) -> None:
    receipt = phone.receipt()
    page = phone.open(f"/{receipt}").text
    check_words(page)
    assert f"{receipt[:4]}-{receipt[4:]}" in page
    assert now_is(page) == "已收到"
    assert "门前的路灯坏了三天" in page
    issue = issue_of(session, receipt)
    take_step(session, issue, "assign", StepFacts(note="请看现场", department=issue.category.department))
    session.commit()
    page = phone.open(f"/{receipt}").text
    assert now_is(page) == "正在办理"
    assert "请看现场" not in page
    assert "门前的路灯坏了三天" not in page
    answer(session, receipt)
    page = phone.open(f"/{receipt}").text
    assert now_is(page) == "已答复"
    assert "路灯已换新" in page
    assert "已解决" in page
    assert "您满意吗" in page


def test_a_satisfied_rating_is_a_revisit(session: Session, phone: Phone) -> None:
    receipt = phone.receipt()
    answer(session, receipt)
    assert phone.post(f"/{receipt}", rating="satisfied", remark="谢谢").status_code == 302
    issue = issue_of(session, receipt)
    last = session.scalars(
        select(IssueEvent).where(IssueEvent.issue_id == issue.id).order_by(IssueEvent.id.desc())
    ).first()
    assert last is not None
    assert (last.action, last.satisfaction, last.actor, last.note) == ("revisit", "satisfied", "居民（扫码）", "谢谢")
    assert issue.stage == "answered"
    page = phone.open(f"/{receipt}").text
    assert "您的评价：<b>满意</b>" in page
    assert "您满意吗" not in page


def test_a_dissatisfied_rating_has_it_handled_again(session: Session, phone: Phone) -> None:
    receipt = phone.receipt()
    answer(session, receipt)
    phone.post(f"/{receipt}", rating="dissatisfied", remark="还是不亮")
    issue = issue_of(session, receipt)
    assert (issue.stage, issue.history[-1].action, issue.history[-1].note) == ("working", "reopen", "还是不亮")
    assert now_is(phone.open(f"/{receipt}").text) == "正在办理"


def test_an_answer_is_rated_once(session: Session, phone: Phone) -> None:
    receipt = phone.receipt()
    answer(session, receipt)
    phone.post(f"/{receipt}", rating="neutral")
    again = phone.post(f"/{receipt}", rating="dissatisfied", sure="y")
    assert again.status_code == 422
    assert "您已经评价过了" in again.text
    assert issue_of(session, receipt).stage == "answered"


@pytest.mark.parametrize("rating", ["", "excellent", "None"])
def test_a_rating_that_makes_no_sense_is_refused(session: Session, phone: Phone, rating: str) -> None:
    receipt = phone.receipt()
    answer(session, receipt)
    refused = phone.post(f"/{receipt}", rating=rating)
    assert refused.status_code == 422
    check_words(refused.text)


def test_what_is_not_answered_is_not_rated(session: Session, phone: Phone) -> None:
    receipt = phone.receipt()
    assert phone.post(f"/{receipt}", rating="satisfied").status_code == 422
    assert issue_of(session, receipt).stage == "new"


def test_closed_is_not_solved_who_is_dissatisfied_reopens_it(session: Session, phone: Phone) -> None:
    receipt = phone.receipt()
    issue = answer(session, receipt, outcome="explained")
    take_step(session, issue, "close", StepFacts(note="已说明政策"))
    session.commit()
    page = phone.open(f"/{receipt}").text
    assert now_is(page) == "已办结"
    asked = phone.post(f"/{receipt}", rating="dissatisfied")
    check_words(asked.text)
    assert "确定不满意，重新办理" in asked.text
    assert issue_of(session, receipt).stage == "closed"
    session.rollback()
    phone.post(f"/{receipt}", rating="dissatisfied", sure="y")
    assert issue_of(session, receipt).stage == "working"


def test_a_receipt_alone_tells_how_far_it_is_and_nothing_else(app: Flask, session: Session, phone: Phone) -> None:
    receipt = phone.receipt()
    answer(session, receipt)
    client = app.test_client()
    page = client.get(f"/r/?n={receipt[:4]}-{receipt[4:].lower()}").text
    check_words(page)
    assert "<b>已答复</b>" in page
    for secret in ("路灯", "居住环境", "赵甲", phone.token, "已解决"):
        assert secret not in page
    assert client.get("/r/").status_code == 200
    assert client.get("/r/?n=ABCDEFGH", environ_overrides={"REMOTE_ADDR": "10.7.0.9"}).status_code == 404


def test_another_household_sees_no_receipt_but_its_own(session: Session, phone: Phone, world: World) -> None:
    receipt = phone.receipt()
    other = services.code_for(session, session.get_one(Household, world.households["west1-2"])).token
    session.commit()
    phone.token = other
    assert phone.open(f"/{receipt}").status_code == 404
    assert phone.post(f"/{receipt}", rating="satisfied").status_code == 404


def test_what_was_merged_shows_how_far_and_nothing_of_the_other(session: Session, phone: Phone, world: World) -> None:
    receipt = phone.receipt()
    other = session.get_one(Issue, world.issues["east1-handled"])
    issue_of(session, receipt).merged_into_id = other.id
    session.add(
        IssueEvent(
            issue_id=other.id,
            at=other.registered_at,
            actor="甲",
            action="handle",
            to_state="handled",
            note="别家的答复",
        )
    )
    session.commit()
    page = phone.open(f"/{receipt}").text
    assert now_is(page) == "已答复"
    assert "合在一起办理" in page
    assert "别家的答复" not in page
    assert phone.post(f"/{receipt}", rating="dissatisfied").status_code == 422


def test_after_moving_to_another_grid_the_rating_still_counts(session: Session, phone: Phone, world: World) -> None:
    receipt = phone.receipt()
    answer(session, receipt)
    home = session.get_one(Household, world.households["west1-1"])
    home.grid_id, home.code = world.grids["east2"], "099"
    session.commit()
    assert phone.post(f"/{receipt}", rating="satisfied").status_code == 302
    assert issue_of(session, receipt).history[-1].satisfaction == "satisfied"


def test_staff_see_what_was_told(sign_in: SignIn, session: Session, phone: Phone) -> None:
    issue = issue_of(session, phone.receipt())
    number, pk = issue.number, issue.id
    page = sign_in(roles.MEMBER).get(f"/issueview/show/{pk}").text
    assert number in page
    assert "居民（扫码）" in page
