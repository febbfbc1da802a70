"""The small forms of the page of an assessment: answered where they stand, with everything as it was typed."""

import html
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assessments import settling
from portal.assessments.models import Assessment
from portal.assessments.proceedings import AssessmentJudgement
from portal.members.models import Member
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.assessments.plan import BY, INDICATORS, follow, opened, scheme, score

BY_CHECK = {"key": "check", "name": "记录、台账", "weight": 10, "standard": "抽查", "judges": [{"judge": "centre", "share": 100}]}  # fmt: skip


def said(page: str) -> dict[str, str]:
    """{place: what is said there}, and what is said above the page."""
    found = re.findall(r'<div (?:id="told-([^"]+)" )?class="notice notice-[^"]*" role="[^"]*">(.*?)</div>', page, re.S)
    return {place: html.unescape(re.sub(r"<[^>]+>|\s|×|&times;", "", text)) for place, text in found}


@pytest.fixture
def judged_twice(session: Session, world: World) -> Assessment:
    """A draft with two indicators that people judge."""
    indicators = [{**INDICATORS[0], "weight": 40}, INDICATORS[1], INDICATORS[2], BY_CHECK]
    (made,) = follow(session, scheme(indicators=indicators))
    draft = opened(session, made, member=session.get_one(Member, world.members["west1-member"]))
    session.commit()
    return draft


def judge(client: FlaskClient, draft: Assessment, attitude: str, check: str, **more: str) -> str:
    """What the page says to points for both."""
    first, second = score(draft, "态度").id, score(draft, "记录、台账").id
    form = {
        f"judge-{first}": "village",
        f"value-{first}": attitude,
        f"judge-{second}": "centre",
        f"value-{second}": check,
    }
    return client.post(f"/assessmentview/judge/{draft.id}", data={**form, **more}, follow_redirects=True).text


def kept(session: Session) -> list[float]:
    session.expire_all()
    return sorted(float(each) for each in session.scalars(select(AssessmentJudgement.score)))


def test_all_points_of_the_page_are_kept_together(sign_in: SignIn, session: Session, judged_twice: Assessment) -> None:
    client = sign_in(roles.CENTRE)
    assert "等待评分：态度；记录、台账" in client.get(f"/assessmentview/show/{judged_twice.id}").text
    assert said(judge(client, judged_twice, "80", "90"))["judging"] == "已保存2项评分"
    assert kept(session) == [80, 90]
    assert said(judge(client, judged_twice, "", ""))["judging"] == "还没有填写分数"
    assert said(judge(client, judged_twice, "85", ""))["judging"] == "已保存1项评分"
    assert kept(session) == [85, 90]


def test_one_wrong_line_keeps_none_and_all_is_shown_as_typed(
    sign_in: SignIn, session: Session, judged_twice: Assessment
) -> None:
    line = score(judged_twice, "记录、台账").id
    page = judge(sign_in(roles.CENTRE), judged_twice, "80", "120", **{f"note-{line}": "抽查两户"})
    assert said(page)[f"score-{line}"] == "“记录、台账”：得分应在0到100之间"
    assert "有1项需要改正" in said(page)["judging"]
    assert kept(session) == []
    for value in ("80", "120", "抽查两户"):
        assert f'value="{value}"' in page, value
    assert f'data-posted="/assessmentview/show/{judged_twice.id}"' in page


@pytest.mark.parametrize(
    ("step", "form", "place", "message", "typed"),
    [
        ("reply", {"reply": " "}, "reply", "请写明本人意见", None),
        ("appeal", {"reason": ""}, "appeals", "请写明申诉理由", None),
        ("correct", {"value": "61"}, "score", "请写明更正理由", 'name="value" value="61"'),
        ("correct", {"value": "六十", "reason": "复核"}, "score", "分数应填数字", 'name="reason" value="复核"'),
    ],
)
def test_what_is_refused_is_said_at_its_form(
    sign_in: SignIn, session: Session, draft: Assessment, step: str, form: dict[str, str], place: str, message: str,
    typed: str | None,
) -> None:  # fmt: skip
    settling.tell(session, draft, BY)
    session.commit()
    line = score(draft, "态度").id
    address = f"/assessmentview/{step}/{line if place == 'score' else draft.id}"
    answer = sign_in(roles.CENTRE).post(address, data={"once": "0b7f8d1e-7a52-4b6e-9d3b-2f6d9c1f0a11", **form})
    assert answer.status_code == 422
    assert said(answer.text)[f"score-{line}" if place == "score" else place] == message
    assert typed is None or typed in answer.text


def test_a_correction_says_that_signatures_are_void_only_where_there_were_any(
    sign_in: SignIn, session: Session, draft: Assessment
) -> None:
    settling.tell(session, draft, BY)
    settling.reply(session, draft, "没有意见", BY)
    session.commit()
    client, line = sign_in(roles.CENTRE), score(draft, "态度").id

    def corrected(value: str) -> str:
        data = {"value": value, "reason": "复核"}
        answer = client.post(f"/assessmentview/correct/{line}", data=data, follow_redirects=True)
        return said(answer.text)[f"score-{line}"]

    assert corrected("61") == "已更正"
    signed = client.post(f"/assessmentview/sign/{draft.id}", data={"name": "郑西长"})
    assert signed.location.endswith("#told-signatures")
    assert said(client.get(signed.location).text)["signatures"] == "已签字"
    assert corrected("62") == "已更正；原有的1个签字作废，请重新签字"


def test_nobody_is_offered_to_sign_while_an_objection_is_open(
    sign_in: SignIn, session: Session, draft: Assessment
) -> None:
    settling.tell(session, draft, BY)
    settling.reply(session, draft, "没有意见", BY)
    made = settling.appeal(session, draft, None, "偏低", BY)
    session.commit()
    client, address = sign_in(roles.CENTRE), f"/assessmentview/show/{draft.id}"
    assert f"/assessmentview/sign/{draft.id}" not in client.get(address).text
    answer = client.post(
        f"/assessmentview/answer/{made.id}", data={"answer": "维持", "uphold": "n"}, follow_redirects=True
    )
    assert said(answer.text)[f"appeal-{made.id}"] == "已答复"
    assert f"/assessmentview/sign/{draft.id}" in answer.text


def test_all_that_is_wrong_with_an_opening_is_said_at_once(sign_in: SignIn, session: Session, world: World) -> None:
    (made,) = follow(session, scheme())
    session.commit()
    client, form = sign_in(roles.CENTRE), {"scheme": made.id, "period": "2026Q1", "grid": "", "do": "preview"}
    answer = client.post("/assessmentview/opening", data=form)
    assert answer.status_code == 422
    assert "请选择范围" in answer.text
    assert "按年度考核，考核期应写作 2025 的样子" in answer.text
    assert client.post("/assessmentview/opening", data={**form, "period": ""}).text.count("请填写考核期") == 1
