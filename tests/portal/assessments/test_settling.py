"""From draft to final: every step is kept, illegal ones are refused, and the events alone tell where it stands."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.assessments import freezing, services, settling, signing
from portal.assessments.history import events_of, written
from portal.assessments.models import Assessment
from portal.assessments.proceedings import AssessmentEvent
from portal.assessments.rules import AssessmentState, Deed
from portal.foundation.clock import today
from portal.foundation.errors import Refusal
from portal.members.models import Member
from portal.security.scope import Scope, set_scope
from tests.fixtures.world import World
from tests.portal.assessments.plan import BY, follow, opened, scheme, score
from tests.portal.assessments.replaying import replayed


def test_the_total_is_that_of_a_calculator(draft: Assessment) -> None:
    """One of three households met, none of two issues closed, 86: 33.3 × 50 % + 0 × 20 % + 86 × 30 %."""
    assert [written(each.score) for each in draft.scores] == ["33.3", "0.0", "86.0"]
    assert (draft.total, draft.grade) == (Decimal("42.5"), "fail")


def test_the_whole_way(session: Session, draft: Assessment) -> None:
    settling.tell(session, draft, BY)
    assert draft.state == AssessmentState.TOLD
    assert draft.appeal_until is not None
    assert draft.appeal_until > today()
    with pytest.raises(Refusal, match="不能删除"):
        services.must_be_untold(draft)
    with pytest.raises(Refusal, match="更正"):
        services.keep_score(session, score(draft, "态度"))
    since = draft.appeal_until + dt.timedelta(days=1)
    with pytest.raises(Refusal, match=f"本人还没有表示意见，暂不能签字；从 {since} 起可以签字"):
        signing.sign(session, draft, BY, "郑西长")
    objection = settling.appeal(session, draft, score(draft, "走访").indicator, "少算一户", BY)
    with pytest.raises(Refusal, match="1 件申诉"):
        signing.sign(session, draft, BY, "郑西长")
    with pytest.raises(Refusal, match="已有申诉"):
        settling.appeal(session, draft, score(draft, "走访").indicator, "少算一户", BY)
    settling.answer(session, objection, True, "属实", BY)
    settling.correct(session, score(draft, "走访"), Decimal("66.7"), "漏计一户", BY)
    assert draft.total == Decimal("59.2")
    assert signing.posts_of(session, draft) == ("网格长", "镇中心工作人员")
    signing.sign(session, draft, BY, "郑西长", "同意")
    assert draft.state == AssessmentState.TOLD
    signing.sign(session, draft, BY, "周中心")
    assert draft.state == AssessmentState.FINAL
    assert draft.assessed_on == today()


def test_events_alone_tell_where_it_stands(session: Session, draft: Assessment) -> None:
    settling.tell(session, draft, BY)
    settling.appeal(session, draft, None, "总体偏低", BY)
    settling.correct(session, score(draft, "办结"), Decimal(50), "补登记", BY)
    found = replayed(events_of(session, draft))
    assert found.state == draft.state
    assert found.scores == {each.indicator.name: written(each.score) for each in draft.scores}
    assert (found.signatures, found.open_appeals) == (0, 1)


def test_a_correction_makes_signatures_void(session: Session, draft: Assessment) -> None:
    settling.tell(session, draft, BY)
    settling.reply(session, draft, "没有意见", BY)
    signing.sign(session, draft, BY, "郑西长")
    settling.correct(session, score(draft, "办结"), None, "当年没有诉求", BY)
    assert signing.signatures_of(session, draft) == 0
    assert replayed(events_of(session, draft)).signatures == 0
    assert signing.next_post(session, draft) == "网格长"


def test_nobody_signs_without_a_total(session: Session, draft: Assessment) -> None:
    settling.tell(session, draft, BY)
    settling.reply(session, draft, "没有意见", BY)
    for row in draft.scores:
        settling.correct(session, row, None, "来源有误", BY)
    with pytest.raises(Refusal, match="没有总分，不能签字；各项都没有得分：“走访”“办结”“态度”"):
        signing.sign(session, draft, BY, "郑西长")


def test_what_is_final_is_kept_as_it_was(session: Session, draft: Assessment) -> None:
    settling.tell(session, draft, BY)
    settling.reply(session, draft, "没有意见", BY)
    for name in ("郑西长", "周中心"):
        signing.sign(session, draft, BY, name)
    kept = freezing.shown(session, draft)
    assert kept["total"] == "42.5"
    assert kept["grade_name"] == "不称职"
    assert kept["consequence"] == "一律解聘"
    assert [each["name"] for each in kept["signatures"]] == ["郑西长", "周中心"]
    assert (
        kept["scores"][0]["evidence"]
        == "应走访住户数 3，其中已见面或电话联系住户数 1（33.3%）；得 33.3 分（满分 100）。"
    )
    assert (
        kept["scores"][2]["evidence"]
        == "村（社区）评 80.0 分（1 人）；群众评 90.0 分（30 人，访，周中心代录）；得 86.0 分（满分 100）。"
    )
    assert sum(Decimal(each["points"]) for each in kept["scores"]) == pytest.approx(
        Decimal("42.5"), abs=Decimal("0.06")
    )
    session.get_one(Member, draft.member_id).name = "改名"
    session.flush()
    assert freezing.shown(session, draft)["subject"]["name"] == "冯西一"
    for step in (
        lambda: settling.tell(session, draft, BY), lambda: settling.reply(session, draft, "有", BY),
        lambda: settling.correct(session, draft.scores[0], Decimal(1), "再改", BY), lambda: signing.sign(session, draft, BY, "某"),
        lambda: services.propose_scores(session, draft), lambda: settling.appeal(session, draft, None, "迟了", BY),
    ):  # fmt: skip
        with pytest.raises(Refusal):
            step()


def test_objections_end_with_their_time(session: Session, draft: Assessment) -> None:
    settling.tell(session, draft, BY)
    draft.appeal_until = today()
    with pytest.raises(Refusal, match="还没有表示意见"):
        signing.sign(session, draft, BY, "郑西长")
    draft.appeal_until = today() - dt.timedelta(days=1)
    with pytest.raises(Refusal, match="申诉期已于"):
        settling.appeal(session, draft, None, "迟了", BY)
    signing.sign(session, draft, BY, "郑西长")


def test_what_nobody_signs_is_not_final_either_before_its_member_was_heard(
    session: Session, world: World, draft: Assessment
) -> None:
    (made,) = follow(session, scheme(signers=[]))
    one = settled = opened(session, made, "2025", member=session.get_one(Member, world.members["west1-member"]))
    for row in one.scores:
        row.score = Decimal(80)
        services.keep_score(session, row)
    settling.tell(session, one, BY)
    with pytest.raises(Refusal, match="还没有表示意见"):
        services.finalise(session, one, BY)
    settling.reply(session, one, "没有意见", BY)
    services.finalise(session, one, BY)
    assert settled.state == AssessmentState.FINAL


def test_nobody_acts_on_their_own(session: Session, world: World, draft: Assessment) -> None:
    set_scope(session, Scope(("/",), member_id=world.members["west1-member"]))
    with pytest.raises(Refusal, match="自己的考核评分"):
        services.keep_score(session, score(draft, "态度"))
    with pytest.raises(Refusal, match="自己的考核反馈"):
        settling.tell(session, draft, BY)
    set_scope(session, None)
    settling.tell(session, draft, BY)
    set_scope(session, Scope(("/",), member_id=world.members["west1-member"]))
    objection = settling.appeal(session, draft, None, "偏低", "冯西一")
    with pytest.raises(Refusal, match="答复申诉"):
        settling.answer(session, objection, True, "同意", "冯西一")
    with pytest.raises(Refusal, match="自己的考核签字"):
        signing.sign(session, draft, "冯西一", "冯西一")
    set_scope(session, None)
    settling.answer(session, objection, False, "数据无误", BY)
    with pytest.raises(Refusal, match="同名"):
        signing.sign(session, draft, BY, "冯西一")


def test_events_are_never_rewritten(session: Session, draft: Assessment) -> None:
    assert session.scalars(select(AssessmentEvent.deed)).first() == Deed.OPEN
    with pytest.raises(DBAPIError, match="append_only"):
        session.execute(update(AssessmentEvent.__table__).values(note="改写"))
    session.rollback()
