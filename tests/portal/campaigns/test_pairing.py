"""Pairs of visitor and area: who visits follows them, what they open, and when they are fixed."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.campaigns import pairing, services
from portal.campaigns.models import Campaign, VisitorArea, VisitTask
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.members.models import Member
from portal.security.people import scope_for
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.campaigns.conftest import in_force, opened


def visitor(session: Session, campaign: Campaign, grid: int, key: str = "homes") -> set[int | None]:
    rows = select(VisitTask.member_id).where(
        VisitTask.campaign_id == campaign.id, VisitTask.grid_id == grid, VisitTask.object == key
    )
    return set(session.scalars(rows))


def named(session: Session, world: World, grid: str, member: str) -> tuple[Grid, Member]:
    return session.get_one(Grid, world.grids[grid]), session.get_one(Member, world.members[member])


def test_the_nearest_pair_visits_and_one_for_the_object_goes_before_one_for_all(
    session: Session, campaign: Campaign, world: World
) -> None:
    pairing.pair(session, campaign, *named(session, world, "west", "leader"))
    pairing.pair(session, campaign, *named(session, world, "west2", "centre"))
    pairing.pair(session, campaign, *named(session, world, "west2", "east-head"), "shops")
    members = world.members
    assert visitor(session, campaign, world.grids["west1"]) == {members["leader"]}
    assert visitor(session, campaign, world.grids["west1"], "cared") == {members["leader"]}
    assert visitor(session, campaign, world.grids["west2"]) == {members["centre"]}
    assert visitor(session, campaign, world.grids["west2"], "shops") == {members["east-head"]}
    assert visitor(session, campaign, world.grids["east1"]) == {members["east1-member"]}
    village = session.get_one(Grid, world.grids["west"])
    assert [(each.name[-6:], each.tasks, each.visitors) for each in pairing.places(session, campaign, village)] == [
        ("西村第一网格", 4, "吴领导"), ("西村第二网格", 4, "周中心、王东长"),
    ]  # fmt: skip


def test_taken_back_it_falls_to_whoever_looks_after_the_grid(
    session: Session, campaign: Campaign, world: World
) -> None:
    made = pairing.pair(session, campaign, *named(session, world, "west1", "leader"))
    pairing.unpair(session, made)
    assert visitor(session, campaign, world.grids["west1"]) == {world.members["west1-member"]}


def test_posts_become_pairs_in_one_go(session: Session, campaign: Campaign, world: World) -> None:
    pairing.pair(session, campaign, *named(session, world, "west1", "leader"))
    assert pairing.pair_from_posts(session, campaign, session.get_one(Grid, world.grids["town"])) == 5
    pairs = {(each.grid_id, each.object): each.member_id for each in session.scalars(select(VisitorArea))}
    members, grids = world.members, world.grids
    assert pairs == {
        (grids["west1"], ""): members["leader"], (grids["west2"], "cared"): members["west-head"],
        (grids["east1"], "cared"): members["east-head"], (grids["east2"], "cared"): members["east-head"],
        (grids["east1"], "homes"): members["east1-member"], (grids["east1"], "shops"): members["east1-member"],
    }  # fmt: skip
    assert pairing.pair_from_posts(session, campaign, session.get_one(Grid, grids["town"])) == 0


def test_fixed_pairs_do_not_change_once_it_began(session: Session, world: World) -> None:
    in_force(session, pairing="fixed")
    campaign = opened(session, world)
    made = pairing.pair(session, campaign, *named(session, world, "west1", "leader"))
    for refused in (
        lambda: pairing.unpair(session, made),
        lambda: pairing.pair(session, campaign, *named(session, world, "west1", "centre")),
        lambda: pairing.pair(session, campaign, *named(session, world, "west1", "centre"), "shops"),
    ):
        with pytest.raises(Refusal, match="中途不得更换"):
            refused()
    pairing.pair(session, campaign, *named(session, world, "west2", "centre"))


def test_places_outside_and_campaigns_that_are_over_are_refused(session: Session, world: World) -> None:
    in_force(session)
    campaign = opened(session, world, "west")
    with pytest.raises(Refusal, match="范围内"):
        pairing.pair(session, campaign, *named(session, world, "east1", "leader"))
    with pytest.raises(Refusal, match="没有走访对象"):
        pairing.pair(session, campaign, *named(session, world, "west1", "leader"), "nobody")
    services.close_campaign(session, campaign)
    with pytest.raises(Refusal, match="已经结束"):
        pairing.pair(session, campaign, *named(session, world, "west1", "leader"))


def test_a_visitor_sees_the_area_while_the_campaign_runs_and_not_after(
    session: Session, campaign: Campaign, world: World, sign_in: SignIn
) -> None:
    member = session.get_one(Member, world.members["west1-member"])
    assert member.user_id is not None
    own, east = (session.get_one(Grid, world.grids[name]).path for name in ("west1", "east2"))
    pairing.pair(session, campaign, session.get_one(Grid, world.grids["east2"]), member)
    session.commit()
    client, page = sign_in("网格员"), f"/householdview/show/{world.households['east2-2']}"
    assert scope_for(session, member.user_id).paths == (own, east)
    assert client.get(page).status_code == 200
    services.close_campaign(session, session.get_one(Campaign, campaign.id))
    session.commit()
    assert scope_for(session, member.user_id).paths == (own,)
    assert client.get(page).status_code in {302, 404}
