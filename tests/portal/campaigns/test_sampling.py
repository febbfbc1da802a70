"""Random draws: reproducible, fair to visitors, verified by people."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.campaigns import pairing, sampling
from portal.campaigns.models import Campaign, Sample, SampleItem
from portal.campaigns.rules import SampleResult
from portal.campaigns.sampling import Wanted
from portal.foundation.errors import Refusal
from portal.grids.models import Grid
from portal.households.models import Household
from portal.members.models import Member
from portal.visits.models import Visit
from tests.fixtures.pages import check_page
from tests.fixtures.people import SignIn
from tests.fixtures.world import World

JUNE = (dt.date(2026, 6, 1), dt.date(2026, 6, 30))
SPOT = Wanted("spot", "随机抽查走访记录", "visits", 3)


@pytest.fixture
def visits(session: Session, world: World) -> list[int]:
    """One visit of every home in June."""
    rows = [
        Visit(
            household_id=home,
            way="home",
            visited_on=dt.date(2026, 6, 3),
            member_id=world.members["west1-member"],
            note="家中平安，已宣传政策",
        )
        for home in world.households.values()
    ]
    session.add_all(rows)
    session.commit()
    return [row.id for row in rows]


def town(session: Session, world: World, name: str = "town") -> Grid:
    return session.get_one(Grid, world.grids[name])


@given(
    ids=st.sets(st.integers(1, 10_000), max_size=60),
    count=st.integers(0, 70),
    seed=st.text(max_size=12),
    before=st.sets(st.integers(1, 10_000)),
)
def test_a_draw_takes_each_once_only_what_there_is_and_the_same_for_the_same_seed(
    ids: set[int], count: int, seed: str, before: set[int]
) -> None:
    drawn = sampling.pick(ids, count, seed, frozenset(before))
    assert len(drawn) == len(set(drawn)) == min(count, len(ids))
    assert set(drawn) <= ids
    assert drawn == sampling.pick(sorted(ids, reverse=True), count, seed, frozenset(before))
    if len(drawn) <= len(ids - before):
        assert not set(drawn) & before


def test_the_order_is_that_of_the_hash_of_seed_and_id() -> None:
    assert sampling.pick(range(1, 11), 4, "2026-06") == [7, 2, 5, 8]


def test_the_same_seed_draws_the_same_again_and_later_rows_do_not_matter(
    session: Session, world: World, visits: list[int]
) -> None:
    first = sampling.draw_sample(session, None, SPOT, town(session, world), JUNE, "周中心", seed="abc")
    second = sampling.draw_sample(session, None, SPOT, town(session, world), JUNE, "周中心", seed="abc")
    assert [item.visit_id for item in first.items] == [item.visit_id for item in second.items]
    assert (first.population, first.newest, len(first.items)) == (12, max(visits), 3)
    session.add(Visit(household_id=world.households["west1-1"], way="home", visited_on=dt.date(2026, 6, 4)))
    session.flush()
    assert sampling.drawn_again(session, first) == [item.visit_id for item in first.items]


def test_only_the_area_and_the_days_are_drawn_from(session: Session, world: World, visits: list[int]) -> None:
    everything = Wanted("spot", "抽查", "visits", 100)
    west = sampling.draw_sample(session, None, everything, town(session, world, "west"), JUNE, "周中心")
    homes = {session.get_one(Visit, item.visit_id).household_id for item in west.items if item.visit_id}
    assert homes == {identity for name, identity in world.households.items() if name.startswith("west")}
    with pytest.raises(Refusal, match="没有可抽取的走访记录"):
        sampling.draw_sample(
            session, None, SPOT, town(session, world), (dt.date(2026, 7, 1), dt.date(2026, 7, 2)), "周中心"
        )
    with pytest.raises(Refusal, match="早于"):
        sampling.draw_sample(session, None, SPOT, town(session, world), JUNE[::-1], "周中心")


def test_a_percentage_rounds_up(session: Session, world: World, campaign: Campaign, visits: list[int]) -> None:
    wanted = sampling.wanted_of(session, campaign, "check")
    assert (wanted.percent, wanted.count(12), wanted.count(100), wanted.count(101), wanted.count(0)) == (5, 1, 5, 6, 0)
    with pytest.raises(Refusal, match="没有写明"):
        sampling.wanted_of(session, campaign, "nothing")


def test_nobody_is_drawn_twice_before_everybody_had_a_turn(session: Session, world: World, campaign: Campaign) -> None:
    for grid, member in (("west1", "centre"), ("west2", "leader"), ("east1", "west-head"), ("east2", "west1-member")):
        pairing.pair(session, campaign, town(session, world, grid), session.get_one(Member, world.members[member]))
    review = sampling.wanted_of(session, campaign, "review")
    weeks = [sampling.draw_sample(session, campaign, review, town(session, world), JUNE, "周中心") for _ in range(4)]
    drawn = [{item.member_id for item in week.items} for week in weeks]
    assert [len(each) for each in drawn] == [2, 2, 2, 2]
    assert len(drawn[0] | drawn[1]) == 4
    assert len(drawn[2] | drawn[3]) == 4
    assert all(sampling.drawn_again(session, week) == [item.member_id for item in week.items] for week in weeks)


def test_issues_are_drawn_by_the_day_they_were_registered(session: Session, world: World) -> None:
    march = (dt.date(2026, 3, 1), dt.date(2026, 3, 1))
    made = sampling.draw_sample(
        session, None, Wanted("i", "诉求抽查", "issues", 9), town(session, world, "east"), march, "周中心"
    )
    assert {item.issue_id for item in made.items} == {world.issues["east1-handled"], world.issues["east1-closed"]}


def test_what_differs_is_said_in_words(session: Session, world: World, visits: list[int]) -> None:
    item = sampling.draw_sample(session, None, SPOT, town(session, world), JUNE, "周中心").items[0]
    with pytest.raises(Refusal, match="写明哪里不符"):
        sampling.check_item(session, item, "differs", " ", "周中心")
    with pytest.raises(Refusal, match="请选择"):
        sampling.check_item(session, item, "", None, "周中心")
    sampling.check_item(session, item, "differs", "当天家里没人", "周中心")
    assert (item.result, item.note, item.checked_by) == (SampleResult.DIFFERS, "当天家里没人", "周中心")


def test_the_centre_draws_verifies_and_reads_the_seed(
    session: Session, world: World, visits: list[int], sign_in: SignIn
) -> None:
    client = sign_in("中心管理员")
    form = {
        "key": "spot",
        "grid": world.grids["town"],
        "period_from": "2026-06-01",
        "period_to": "2026-06-30",
        "number": "2",
        "seed": "abc",
    }
    check_page(client.get("/sampleview/draw").text)
    answer = client.post("/sampleview/draw", data=form, follow_redirects=True)
    check_page(answer.text)
    assert "随机种子 abc" in answer.text
    item = session.scalars(select(SampleItem)).first()
    assert item is not None
    assert item.visit_id is not None
    home = session.get_one(Visit, item.visit_id).household_id
    assert str(session.get_one(Household, home).phone) in answer.text
    said = client.post(f"/sampleview/check/{item.id}", data={"result": "confirmed"}, follow_redirects=True).text
    assert "核实结果已保存" in said
    assert "属实" in said
    again = f"/sampleview/again/{item.sample_id}"
    assert "与名单一致" in client.get(again, follow_redirects=True).text
    session.get_one(Visit, item.visit_id).visited_on = dt.date(2026, 7, 1)
    session.commit()
    assert "名单第 1 件不再抽中" in client.get(again, follow_redirects=True).text
    bad = client.post("/sampleview/draw", data={**form, "period_from": "1900-01-01"})
    assert (bad.status_code, "2000-01-01 至 2099-12-31" in bad.text) == (422, True)
    bad = client.post("/sampleview/draw", data={**form, "period_from": "2026-07-02", "period_to": "2026-07-03"})
    assert bad.status_code == 422
    assert "没有可抽取的走访记录" in bad.text


def test_a_draw_of_the_town_is_not_for_a_village(
    session: Session, world: World, visits: list[int], sign_in: SignIn
) -> None:
    made = sampling.draw_sample(session, None, SPOT, town(session, world), JUNE, "周中心")
    session.commit()
    for page in ("show", "again"):
        assert sign_in("村级网格长").get(f"/sampleview/{page}/{made.id}").status_code == 403
    assert session.scalar(select(Sample.id)) == made.id
