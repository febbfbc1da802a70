"""Who signs: each once, in their own name for their own post, or written down by the centre from paper, which is said."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from portal.assessments import freezing, services, settling, signing
from portal.assessments.history import events_of
from portal.assessments.models import Assessment
from portal.assessments.papers import sheets_of
from portal.assessments.rules import AssessmentState, Deed
from portal.foundation.clock import today
from portal.foundation.errors import Refusal
from portal.members.models import Assignment, Member
from portal.security.scope import Scope, set_scope
from tests.fixtures.world import World
from tests.portal.assessments.plan import BY, follow, opened, scheme


def test_signatures_go_by_posts(session: Session, world: World, draft: Assessment) -> None:
    settling.tell(session, draft, BY)
    settling.reply(session, draft, "没有意见", BY)
    set_scope(session, Scope(("/",), member_id=world.members["east-head"]))
    assert not signing.holds_next_post(session, draft)
    with pytest.raises(Refusal, match="轮到网格长签字"):
        signing.sign(session, draft, "王东长", "王东长")
    set_scope(session, Scope(("/",), member_id=world.members["west-head"]))
    with pytest.raises(Refusal, match="只能用自己的姓名签字"):
        signing.sign(session, draft, "郑西长", "周中心")
    signing.sign(session, draft, "郑西长", "郑西长")
    assert not signing.holds_next_post(session, draft)
    set_scope(session, Scope(("/",), member_id=world.members["centre"]))
    signing.sign(session, draft, "周中心", "周中心")
    assert draft.state == AssessmentState.FINAL
    assert [each["recorder"] for each in freezing.shown(session, draft)["signatures"]] == [None, None]


def test_the_centre_writes_down_who_signed_on_paper_and_says_so(
    session: Session, world: World, draft: Assessment
) -> None:
    settling.tell(session, draft, BY)
    settling.reply(session, draft, "没有意见", BY)
    set_scope(session, Scope(("/",), member_id=world.members["centre"]))
    with pytest.raises(Refusal, match="您不是网格长；其本人已在纸上签字的，请填写其姓名，由您代录"):
        signing.sign(session, draft, "周中心", "周中心")
    signing.sign(session, draft, "周中心", "郑西长", "同意")
    assert [each.note for each in events_of(session, draft) if each.deed == Deed.SIGN] == [
        "郑西长（由周中心代录）：同意"
    ]
    signing.sign(session, draft, "周中心", "周中心")
    kept = freezing.shown(session, draft)["signatures"]
    assert [(each["name"], each["recorder"]) for each in kept] == [("郑西长", "周中心"), ("周中心", None)]
    (sheet,) = sheets_of(session, [draft.id], today()).values()
    assert [each.recorder for each in sheet.signatures if each.name] == ["周中心", ""]


@pytest.fixture
def heard(session: Session, world: World) -> Assessment:
    """Told and answered; the centre signs first, then the head of the village, then the leader. In this town with few people who
    works at the centre is the head of the west village as well."""
    (made,) = follow(session, scheme(signers=["centre", "head", "leader"]))
    one = opened(session, made, "2025", member=session.get_one(Member, world.members["west1-member"]))
    for row in one.scores:
        row.score = Decimal(80)
        services.keep_score(session, row)
    settling.tell(session, one, BY)
    settling.reply(session, one, "没有意见", BY)
    post = {"duty": "head", "role": "head", "starts_on": dt.date(2026, 1, 1)}
    session.add(Assignment(member_id=world.members["centre"], grid_id=world.grids["west"], **post))
    session.flush()
    set_scope(session, Scope(("/",), member_id=world.members["centre"]))
    return one


@pytest.mark.parametrize("again", [BY, f"{BY}（兼）"])
def test_an_account_signs_in_its_own_name_at_one_level(session: Session, heard: Assessment, again: str) -> None:
    signing.sign(session, heard, BY, BY)
    assert signing.holds_next_post(session, heard)
    assert not signing.signing_of(session, heard, BY).own
    said = f"{BY}已在 {today()} 以“镇中心工作人员”签字，一个人只签一级；“网格长”请由别人签字"
    with pytest.raises(Refusal, match=said):
        signing.sign(session, heard, BY, again)
    signing.sign(session, heard, BY, "郑西长")
    assert signing.next_post(session, heard) == "镇分管领导"


def test_nobody_is_written_down_at_two_levels(session: Session, heard: Assessment) -> None:
    signing.sign(session, heard, BY, "郑西长")
    with pytest.raises(Refusal, match=f"郑西长已在 {today()} 以“镇中心工作人员”签字"):
        signing.sign(session, heard, BY, "郑西长")
    signing.sign(session, heard, BY, BY)
