"""What follows from final results: proposals that rest on the plan's words, come once, and wait for a person."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assessments.models import AssessmentScheme
from portal.consequences import services
from portal.consequences.models import DutyFailure, Proposal
from portal.foundation.clock import today
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.members.models import Assignment, Member
from portal.security.scope import Scope, set_scope
from tests.fixtures.world import World
from tests.portal.assessments.plan import BY, follow, opened, scheme
from tests.portal.consequences.conftest import ONE, PLAN, TASKS, TOP, by_kind, final


def test_all_that_follows_from_two_results(
    session: Session, town: Grid, made: AssessmentScheme, west: Member, east: Member
) -> None:
    final(session, made, west, "95.0")
    final(session, made, east, "55.0")
    found = services.propose(session, made, "2026", town, BY)
    grades = by_kind(found, "grade")
    assert {name: (each.text, each.basis["rule"]) for name, each in grades.items()} == {
        "冯西一": ("表扬", "网格员年度考核：优秀的，表扬"), "陈东一": ("一律解聘", "网格员年度考核：不称职的，一律解聘"),
    }  # fmt: skip
    assert list(by_kind(found, "award")) == ["冯西一"]
    shares = by_kind(found, "bonus")
    assert {name: each.amount_cents for name, each in shares.items()} == {"冯西一": 190_000, "陈东一": 110_000}
    assert shares["冯西一"].text == "绩效资金 1,900.00 元"
    assert "共 2 个，合计 3,000.00 元" in shares["冯西一"].basis["rule"]
    assert {each.state for each in found} == {"proposed"}


def test_asked_again_nothing_comes_twice(
    session: Session, town: Grid, made: AssessmentScheme, west: Member, east: Member
) -> None:
    final(session, made, west, "95.0")
    final(session, made, east, "55.0")
    first = services.propose(session, made, "2026", town, BY)
    services.decide(session, first[0], False, "本人已调离", BY)
    assert [each.id for each in services.propose(session, made, "2026", town, BY)] == [each.id for each in first]
    assert len(session.scalars(select(Proposal)).all()) == len(first)
    with pytest.raises(Refusal, match="同一笔钱"):
        services.propose_bonus(session, made, "2026", session.get_one(Grid, west.grid_id), BY)


def test_nothing_is_proposed_before_all_is_final(
    session: Session, town: Grid, made: AssessmentScheme, west: Member, east: Member
) -> None:
    with pytest.raises(Refusal, match="没有“网格员年度考核”的考核"):
        services.propose(session, made, "2026", town, BY)
    final(session, made, west, "95.0")
    opened(session, made, member=east)
    with pytest.raises(Refusal, match="还有 1 份考核没有定稿（陈东一）"):
        services.propose(session, made, "2026", town, BY)
    village = session.get_one(Grid, west.grid_id)
    assert by_kind(services.propose_grades(session, made, "2026", village, BY), "grade").keys() == {"冯西一"}


def test_equal_scores_share_nothing_out(
    session: Session, town: Grid, made: AssessmentScheme, west: Member, east: Member
) -> None:
    final(session, made, west, "88.0")
    final(session, made, east, "88.0")
    with pytest.raises(Refusal, match="平均分配"):
        services.propose(session, made, "2026", town, BY)
    tied = services.propose_awards(session, made, "2026", town, BY)
    assert [each.text for each in tied] == ["十佳网格员（并列 2 名，余 1 个名额，请择定）"] * 2


def test_a_yearly_award_takes_the_quarters_together(
    session: Session, world: World, town: Grid, west: Member, east: Member
) -> None:
    quarterly = scheme(indicators=ONE, signers=[], methods=[], period="quarter")
    (made,) = follow(session, quarterly, awards=[TOP], bonus=None, accountability=[])
    for period, one, other in (("2026Q1", "95.0", "90.0"), ("2026Q2", "80.0", "90.0")):
        final(session, made, west, one, period)
        final(session, made, east, other, period)
    found = services.propose(session, made, "2026", town, BY)
    assert [(str(each.member), each.basis["total"], each.basis["periods"]) for each in found] == [
        ("陈东一", "90.0", ["2026Q1", "2026Q2"])
    ]
    assert services.propose_awards(session, made, "2026Q1", town, BY) == []


def test_a_decision_needs_a_reason_and_another_person(
    session: Session, town: Grid, made: AssessmentScheme, west: Member, east: Member
) -> None:
    final(session, made, west, "95.0")
    final(session, made, east, "55.0")
    proposal = by_kind(services.propose(session, made, "2026", town, BY), "bonus")["冯西一"]
    with pytest.raises(Refusal, match="理由"):
        services.decide(session, proposal, True, " ", BY)
    set_scope(session, Scope((town.path,), member_id=west.id))
    with pytest.raises(Refusal, match="自己"):
        services.decide(session, proposal, True, "同意", "冯西一")
    set_scope(session, None)
    services.decide(session, proposal, True, "按办法发放", BY)
    assert (proposal.state, proposal.decided_by, proposal.decision) == ("accepted", BY, "按办法发放")
    with pytest.raises(Refusal, match="已采纳"):
        services.decide(session, proposal, False, "改主意", BY)


def test_three_failures_in_a_row(session: Session, world: World, made: AssessmentScheme, west: Member) -> None:
    def fail(day: int, succeeded: bool = False) -> int:
        return services.record_failure(
            session,
            key="tasks",
            member=west,
            task="秸秆禁烧",
            happened_on=dt.date(2026, 3, day),
            by=BY,
            succeeded=succeeded,
        ).id

    ids = [fail(1), fail(2, succeeded=True), fail(3), fail(4), fail(5)]
    proposals = {each.failure_id: each for each in session.scalars(select(Proposal))}
    assert [proposals[one].text if one in proposals else None for one in ids] == ["约谈", None, "约谈", "降职", "免职"]
    assert proposals[ids[4]].basis["rule"] == "大气污染防治，连续 3 次：免职"
    services.decide(session, proposals[ids[2]], True, "已约谈", BY)
    services.cancel_failure(session, session.get_one(DutyFailure, ids[2]), "登记错了人", BY)
    assert [proposals[one].text for one in ids[2:]] == ["约谈", "约谈", "降职"]
    assert (proposals[ids[2]].state, proposals[ids[3]].state) == ("accepted", "proposed")
    services.cancel_failure(session, session.get_one(DutyFailure, ids[4]), "不属实", BY)
    assert (proposals[ids[4]].state, proposals[ids[4]].decision) == ("declined", "记录已撤销，不再计算")


def test_a_measure_counted_away_comes_back_with_the_corrected_record(
    session: Session, world: World, west: Member, made: AssessmentScheme
) -> None:
    strikes = [{"failures": 2, "measure": "降职"}]
    follow(
        session,
        scheme(indicators=ONE, signers=[], methods=[]),
        **{**PLAN, "accountability": [{**TASKS, "strikes": strikes}]},
    )

    def fail(day: int) -> DutyFailure:
        return services.record_failure(
            session, key="tasks", member=west, task="禁烧", happened_on=dt.date(2026, 3, day), by=BY
        )

    wrong, second = fail(1), fail(5)
    proposal = session.scalars(select(Proposal)).one()
    services.cancel_failure(session, wrong, "日期填错", BY)
    assert (proposal.state, proposal.decision) == ("declined", "重新计算后没有达到次数")
    fail(2)
    assert session.scalars(select(Proposal)).one() is proposal
    assert (proposal.failure_id, proposal.state, proposal.decided_at) == (second.id, "proposed", None)
    services.decide(session, proposal, False, "情节轻微", BY)
    fail(3)
    assert (proposal.state, proposal.decision) == ("declined", "情节轻微")


def test_who_has_moved_out_of_sight_is_counted_on(
    session: Session, world: World, town: Grid, west: Member, made: AssessmentScheme
) -> None:
    """The proposals lie where the member was then; who records now sees the new place only."""
    for day in (1, 2):
        services.record_failure(
            session, key="tasks", member=west, task="禁烧", happened_on=dt.date(2026, 3, day), by=BY
        )
    east = session.get_one(Grid, world.grids["east"])
    west.grid_id = east.id
    session.add(
        Assignment(member_id=west.id, grid_id=world.grids["east2"], duty="member", starts_on=dt.date(2026, 3, 4))
    )
    session.commit()
    set_scope(session, Scope((east.path,), member_id=world.members["east-head"]))
    made_now = services.record_failure(
        session, key="tasks", member=west, task="禁烧", happened_on=dt.date(2026, 3, 5), by=BY
    )
    set_scope(session, None)
    found = {each.failure_id: each.text for each in session.scalars(select(Proposal))}
    assert found[made_now.id] == "免职"


def test_a_record_is_cancelled_also_when_the_plan_has_no_such_rule_any_more(
    session: Session, world: World, west: Member, made: AssessmentScheme
) -> None:
    record = services.record_failure(
        session, key="tasks", member=west, task="禁烧", happened_on=dt.date(2026, 3, 1), by=BY
    )
    follow(session, scheme(indicators=ONE, signers=[], methods=[]), **{**PLAN, "accountability": []})
    services.cancel_failure(session, record, "不属实", BY)
    assert session.scalars(select(Proposal)).one().state == "declined"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"key": "none"}, "没有规定"),
        ({"task": " "}, "哪项任务"),
        ({"happened_on": dt.date(2098, 1, 1)}, "不能晚于今天"),
        ({"happened_on": dt.date(2020, 1, 1)}, "不担任"),
    ],
)
def test_failures_that_cannot_be_noted(
    session: Session, made: AssessmentScheme, west: Member, values: dict[str, object], said: str
) -> None:
    asked = {"key": "tasks", "member": west, "task": "禁烧", "happened_on": today(), "by": BY, **values}
    with pytest.raises(Refusal, match=said):
        services.record_failure(session, **asked)  # type: ignore[arg-type]
