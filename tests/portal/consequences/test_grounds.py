"""Whom proposals are about, and what they say they rest on."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from portal.consequences import services
from portal.consequences.books import rule_of
from portal.foundation.clock import today
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.members.models import Assignment, Member
from portal.security.scope import Scope, set_scope
from tests.fixtures.world import World
from tests.portal.assessments.plan import BY, follow, opened, scheme, score, settle
from tests.portal.consequences.conftest import ONE, PLAN, TOP


def test_a_proposal_says_that_its_total_rests_on_a_part_of_the_indicators(
    session: Session, town: Grid, world: World, west: Member
) -> None:
    two = [{**ONE[0], "weight": 40}, {**ONE[0], "key": "more", "name": "其他", "weight": 60}]
    (made,) = follow(session, scheme(indicators=two, signers=[], methods=[]), **{**PLAN, "bonus": None})
    one = opened(session, made, member=west)
    row = score(one, "其他")
    row.note = "本年没有"
    settle(session, one, 工作="95.0")
    said = {each.kind: rule_of(each) for each in services.propose(session, made, "2026", town, BY)}
    assert said["grade"] == "网格员年度考核：优秀的，表扬（2 项中 1 项无数据，总分按其余 1 项（权重 40%）折算）"
    assert said["award"].endswith("（2 项中 1 项无数据，总分按其余 1 项（权重 40%）折算）")


def test_village_awards_go_to_villages(session: Session, world: World, town: Grid) -> None:
    village = scheme(
        key="village_year",
        name="村年度考核",
        subject="grid",
        roles=[],
        level="village",
        indicators=ONE,
        signers=[],
        methods=[],
    )
    award = {**TOP, "key": "best", "name": "先进村", "subject": "village", "scheme": "village_year"}
    (made,) = follow(session, village, awards=[award], bonus=None, accountability=[])
    for name, total in (("west", "91.0"), ("east", "85.0")):
        settle(session, opened(session, made, grid=session.get_one(Grid, world.grids[name])), 工作=Decimal(total))
    found = services.propose(session, made, "2026", town, BY)
    session.add(
        Assignment(member_id=world.members["west-head"], grid_id=world.grids["west"], duty="head", starts_on=today())
    )
    session.flush()
    set_scope(session, Scope((town.path,), member_id=world.members["west-head"]))
    with pytest.raises(Refusal, match="关于自己的建议"):
        services.decide(session, found[0], True, "同意", "郑西长")
    set_scope(session, None)
    assert [(str(each.grid), each.kind, each.text) for each in found] == [
        ("试验镇/西村", "grade", "表扬"),
        ("试验镇/西村", "award", "先进村"),
    ]
