"""The home page says what of assessments waits for whom: the assessed, who answers, who signs next; and nobody else."""

import datetime as dt
import html
import re
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assessments import hearing, services, settling, signing
from portal.assessments.models import Assessment
from portal.foundation.clock import today
from portal.members.models import Member
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.assessments.plan import BY, follow, opened, scheme


@pytest.fixture
def told(session: Session, world: World) -> Assessment:
    """The west member's year, told; signed by the head of the village, then by the centre."""
    (made,) = follow(session, scheme())
    one = opened(session, made, member=session.get_one(Member, world.members["west1-member"]))
    for row in one.scores:
        row.score = Decimal(80)
        services.keep_score(session, row)
    settling.tell(session, one, BY)
    session.commit()
    return one


def waiting(sign_in: SignIn, role: str) -> list[tuple[str, str]]:
    """(line, where it leads) of the panel; nothing without one."""
    page = sign_in(role).get("/").text
    panel = re.search(r"<h2>考核待办</h2>.*?</section>", page, re.S)
    found = re.findall(r'<a href="([^"]+)"><span class="todo-text">([^<]+)', panel[0]) if panel else []
    return [(html.unescape(text), address) for address, text in found]


def test_who_was_assessed_is_told_until_they_have_spoken(sign_in: SignIn, session: Session, told: Assessment) -> None:
    page = f"/assessmentview/show/{told.id}"
    assert waiting(sign_in, roles.MEMBER) == [("您的 2026 年度考核已反馈", f"{page}#reply")]
    assert f"{told.appeal_until} 前（含当日）可填写意见或申诉" in sign_in(roles.MEMBER).get("/").text
    for role in (roles.CENTRE, roles.LEADER, roles.HEAD):
        assert waiting(sign_in, role) == []
    settling.reply(session, told, "没有意见", BY)
    session.commit()
    assert waiting(sign_in, roles.MEMBER) == []


def test_an_objection_waits_with_those_who_answer(sign_in: SignIn, session: Session, told: Assessment) -> None:
    settling.appeal(session, told, None, "偏低", BY)
    session.commit()
    line = [("1 件申诉待答复", f"/assessmentview/show/{told.id}#appeals")]
    assert [waiting(sign_in, each) for each in (roles.CENTRE, roles.LEADER)] == [line, line]
    assert [waiting(sign_in, each) for each in (roles.HEAD, roles.MEMBER)] == [[], []]


def test_a_signature_waits_with_who_signs_next(sign_in: SignIn, session: Session, told: Assessment) -> None:
    settling.reply(session, told, "没有意见", BY)
    session.commit()
    place = f"/assessmentview/show/{told.id}#signatures"
    assert waiting(sign_in, roles.HEAD) == [("考核待您以“网格长”签字", place)]
    assert waiting(sign_in, roles.CENTRE) == waiting(sign_in, roles.LEADER) == []
    signing.sign(session, told, BY, "郑西长")
    session.commit()
    assert waiting(sign_in, roles.CENTRE) == [("考核待您以“镇中心工作人员”签字", place)]
    assert waiting(sign_in, roles.HEAD) == []


def test_a_village_s_assessments_wait_with_its_own_head_only(
    sign_in: SignIn, session: Session, world: World, told: Assessment
) -> None:
    settling.reply(session, told, "没有意见", BY)
    told.member = session.get_one(Member, world.members["east1-member"])
    session.commit()
    assert waiting(sign_in, roles.HEAD) == []


@pytest.mark.parametrize("step", ["silent", "over", "none", "replied", "objected", "answered"])
def test_the_condition_says_what_the_sentence_says(session: Session, told: Assessment, step: str) -> None:
    if step in ("over", "none"):
        told.appeal_until = today() - dt.timedelta(days=1) if step == "over" else None
    if step == "replied":
        settling.reply(session, told, "没有意见", BY)
    if step in ("objected", "answered"):
        made = settling.appeal(session, told, None, "偏低", BY)
        if step == "answered":
            settling.answer(session, made, False, "维持", BY)
    session.flush()
    found = session.scalar(select(Assessment.id).where(Assessment.id == told.id, hearing.heard(today())))
    assert (found is None) == bool(hearing.unheard(session, told)) == (step in ("silent", "objected"))
