"""Who shares in a pool, and how many pools there are."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from portal.assessments.models import AssessmentScheme
from portal.consequences import services
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.members.models import Assignment, Member
from tests.fixtures.world import World
from tests.portal.assessments.plan import BY, follow, scheme
from tests.portal.consequences.conftest import BONUS, ONE, PLAN, by_kind, final


def test_a_second_role_shares_nothing(
    session: Session, world: World, town: Grid, made: AssessmentScheme, west: Member
) -> None:
    """The head of the village was assessed as well, but the bonus is for members."""
    head = session.get_one(Member, world.members["west-head"])
    session.add(Assignment(member_id=head.id, grid_id=world.grids["west"], duty="head", starts_on=dt.date(2026, 1, 1)))
    final(session, made, west, "95.0")
    final(session, made, head, "55.0")
    assert by_kind(services.propose(session, made, "2026", town, BY), "bonus").keys() == {"冯西一"}


def test_villages_share_out_their_own_pools_where_the_plan_says_so(
    session: Session, world: World, town: Grid, west: Member, east: Member
) -> None:
    """Each village has 1,500 yuan of its own: two in the west share it by 95 and 55, one in the east gets all."""
    second = Member(name="某西二", sex="male", grid_id=world.grids["west"], assignments=[
        Assignment(grid_id=world.grids["west2"], duty="member", starts_on=dt.date(2026, 1, 1))])  # fmt: skip
    session.add(second)
    plan = {**PLAN, "bonus": {**BONUS, "within": "village"}}
    (made,) = follow(session, scheme(indicators=ONE, signers=[], methods=[]), **plan)
    for member, total in ((west, "95.0"), (second, "55.0"), (east, "70.0")):
        final(session, made, member, total)
    found = by_kind(services.propose_bonus(session, made, "2026", town, BY), "bonus")
    assert {name: each.amount_cents for name, each in found.items()} == {
        "冯西一": 95_000, "某西二": 55_000, "陈东一": 150_000,
    }  # fmt: skip
    with pytest.raises(Refusal, match="由村"):
        services.propose_bonus(session, made, "2026", session.get_one(Grid, world.grids["west1"]), BY)
