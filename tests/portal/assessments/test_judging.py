"""What judges give: weighed, replaced, taken back by who gave it, and what nobody may give."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from portal.assessments import freezing, judging, services, settling
from portal.assessments.history import events_of, written
from portal.assessments.models import Assessment
from portal.assessments.people import judges_oneself
from portal.assessments.rules import Source
from portal.assessments.scoring import verdicts_of
from portal.foundation.errors import Refusal
from portal.members.models import Member
from portal.security.scope import Scope, set_scope
from tests.fixtures.world import World
from tests.portal.assessments.plan import BY, follow, opened, scheme, score


def test_judgements_weigh_by_the_shares_of_the_judges(session: Session, draft: Assessment) -> None:
    row = score(draft, "态度")
    assert row.score == Decimal("86.0")
    first = judging.judge(session, row, judge="residents", value=Decimal(60), people=30, by=BY)
    assert row.score == Decimal("77.0")
    judging.withdraw(session, first, BY)
    assert row.score == Decimal("86.0")


def test_who_judges_again_replaces_and_residents_add_up(session: Session, draft: Assessment) -> None:
    row = score(draft, "态度")
    judging.judge(session, row, judge="village", value=Decimal(60), by=BY)
    assert row.score == Decimal("78.0")
    assert events_of(session, draft)[-1].note == "村（社区）评 60.0 分，1 人，替换原评的 80.0 分"
    judging.judge(session, row, judge="village", value=Decimal(70), by="另一人")
    assert row.score == Decimal("80.0")
    judging.judge(session, row, judge="residents", value=Decimal(60), people=30, by=BY)
    assert row.score == Decimal("71.0")


def test_the_same_verdict_again_is_no_step(session: Session, draft: Assessment) -> None:
    before = len(events_of(session, draft))
    judging.judge(session, score(draft, "态度"), judge="village", value=Decimal(80), by=BY)
    assert len(events_of(session, draft)) == before


def test_who_writes_down_for_others_is_named(session: Session, world: World, draft: Assessment) -> None:
    centre, row = world.members["centre"], score(draft, "态度")
    set_scope(session, Scope(paths=("/",), user_id=91, member_id=centre))
    for judge in ("head", "centre"):
        assert (judge in judges_oneself(session, draft)) == (judge == "centre")
    judging.judge(session, row, judge="village", value=Decimal(70), by="周中心")
    set_scope(session, None)
    said = freezing.shown(session, draft)["scores"]
    sentence = next(each["evidence"] for each in said if each["indicator"] == "态度")
    assert "村（社区）评 75.0 分（2 人，周中心代录）" in sentence


def test_typed_points_stay_until_they_are_asked_to_go(session: Session, draft: Assessment) -> None:
    row = next(each for each in draft.scores if each.indicator.source != Source.MANUAL and each.score is not None)
    counted = row.score
    row.score = Decimal(55)
    services.keep_score(session, row)
    services.propose_scores(session, draft, BY)
    assert row.score == Decimal(55)
    sentence = next(
        each["evidence"] for each in freezing.shown(session, draft)["scores"] if each["indicator"] == row.indicator.name
    )
    assert "改填 55.0 分" in sentence
    services.recount(session, row, BY)
    assert row.score == counted
    last = events_of(session, draft)[-1]
    assert (last.before, last.after, last.note) == ("55.0", written(counted), "改用数据分")
    with pytest.raises(Refusal, match="没有人工改填"):
        services.recount(session, row, BY)


def test_judges_of_one_name_are_told_apart_by_their_accounts(session: Session, world: World, draft: Assessment) -> None:
    row = score(draft, "态度")
    for account, value in ((901, 60), (902, 70), (901, 64)):
        set_scope(session, Scope(("/",), member_id=world.members["west-head"], user_id=account))
        judging.judge(session, row, judge="village", value=Decimal(value), by="王伟")
    set_scope(session, None)
    given = {each.user_id: each.score for each in verdicts_of(session, [draft])[row.id] if each.given_by == "王伟"}
    assert given == {901: Decimal(64), 902: Decimal(70)}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"judge": "police"}, "由村（社区）、群众评分"),
        ({"judge": "village", "value": Decimal("100.1")}, "0 到 100 之间"),
        ({"judge": "village", "note": "长" * 201}, "最多 200 个字"),
        ({"judge": "village", "people": 0}, "人数"),
        ({"judge": "village", "method": "看"}, "访、听"),
    ],
)
def test_what_no_judge_may_give(session: Session, draft: Assessment, values: dict[str, object], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        judging.judge(session, score(draft, "态度"), **{"judge": "village", "value": Decimal(80), "by": BY, **values})  # type: ignore[arg-type]
    with pytest.raises(Refusal, match="由数据计分"):
        judging.judge(session, score(draft, "走访"), judge="village", value=Decimal(80), by=BY)


def test_what_nobody_judged_is_not_passed_over(session: Session, world: World) -> None:
    (made,) = follow(session, scheme())
    assessment = opened(session, made, member=session.get_one(Member, world.members["west1-member"]))
    with pytest.raises(Refusal, match="还没有评分：“态度”；还没有按数据计分：“走访”“办结”，不能反馈"):
        settling.tell(session, assessment, BY)
    services.propose_scores(session, assessment, BY)
    assert (assessment.total, assessment.grade) == (Decimal("23.8"), None)
    with pytest.raises(Refusal, match="还没有评分：“态度”，不能反馈"):
        settling.tell(session, assessment, BY)
    score(assessment, "态度").note = "本期不测评"
    settling.tell(session, assessment, BY)
    assert score(assessment, "态度").score is None


def test_nobody_takes_back_what_another_gave(session: Session, world: World, draft: Assessment) -> None:
    row = score(draft, "态度")
    given = judging.judge(session, row, judge="village", value=Decimal(60), by="周中心二")
    set_scope(session, Scope(("/",), member_id=world.members["west-head"]))
    own = judging.judge(session, row, judge="village", value=Decimal(90), by="郑西长")
    with pytest.raises(Refusal, match="只能撤回自己的评分"):
        judging.withdraw(session, given, "郑西长")
    judging.withdraw(session, own, "郑西长")
    with pytest.raises(Refusal, match="已经撤回"):
        judging.withdraw(session, own, "郑西长")
    set_scope(session, Scope(("/",), member_id=world.members["centre"]))
    judging.withdraw(session, given, "周中心")
    set_scope(session, None)
