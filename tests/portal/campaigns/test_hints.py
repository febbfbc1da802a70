"""Patterns for a person to look at: found as the page says, and no more."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from portal.campaigns import hinting, hints
from portal.grids.models import Grid
from portal.households.models import Household
from portal.visits.models import Visit
from tests.fixtures.pages import check_page
from tests.fixtures.people import SignIn
from tests.fixtures.world import World

DAY = dt.date(2026, 6, 3)


def found(session: Session, world: World, grid: str = "town") -> list[str]:
    area = session.get_one(Grid, world.grids[grid])
    return [hint.sentence for hint in hinting.find_hints(session, area, DAY, DAY + dt.timedelta(days=27))]


def add(session: Session, world: World, number: int, **values: object) -> None:
    homes = list(world.households.values())
    member = world.members["west1-member"]
    session.add_all(
        [
            Visit(
                **{
                    "household_id": homes[each % len(homes)],
                    "member_id": member,
                    "way": "home",
                    "visited_on": DAY,
                    **values,
                }
            )
            for each in range(number)
        ]
    )
    session.flush()


def test_the_same_words_are_pointed_out_from_the_fifth_time(session: Session, world: World) -> None:
    add(session, world, hints.SAME_TEXT - 1, note="家中平安，无意见建议")
    add(session, world, 9, note="平安")
    assert found(session, world) == []
    add(session, world, 1, note="家中平安，无意见建议")
    assert found(session, world) == ["冯西一：5 次走访的记录都是“家中平安，无意见建议”"]


def test_the_same_answers_again_and_again(session: Session, world: World) -> None:
    add(session, world, hints.SAME_ANSWERS, answers={"a": True, "b": "好"})
    add(session, world, 3, answers={"a": False})
    assert found(session, world) == ["冯西一：10 次走访的清单答案完全相同"]


def test_more_homes_than_a_day_holds(session: Session, world: World) -> None:
    grid = world.grids["west1"]
    homes = [
        Household(grid_id=grid, code=f"9{number:03}", head_name="甲", address="西村")
        for number in range(hints.DENSE + 1)
    ]
    session.add_all(homes)
    session.flush()
    member = world.members["west1-member"]
    session.add_all([Visit(household_id=home.id, member_id=member, way="home", visited_on=DAY) for home in homes])
    session.flush()
    assert found(session, world) == [f"冯西一：2026-06-03 一天登记入户 {hints.DENSE + 1} 户"]


def test_entered_long_after_and_on_a_day_without_a_post(session: Session, world: World) -> None:
    add(session, world, 1, recorded_at=dt.datetime(2026, 6, 9, 9))
    assert found(session, world) == []
    add(session, world, 2, recorded_at=dt.datetime(2026, 6, 10, 9))
    assert found(session, world) == ["冯西一：2026-06-03 的 2 次走访，7 天以后才登记"]
    early = dt.date(2024, 6, 3)
    add(session, world, 1, visited_on=early)
    area = session.get_one(Grid, world.grids["town"])
    assert [hint.sentence for hint in hinting.find_hints(session, area, early, early)] == [
        "冯西一：2024-06-03 登记了 1 次走访，当天没有任职"
    ]


def test_only_the_area_asked_for(session: Session, world: World) -> None:
    home = world.households["west1-1"]
    add(session, world, hints.SAME_TEXT, note="家中平安，无意见建议", household_id=home)
    assert len(found(session, world, "west")) == 1
    assert found(session, world, "east") == []


def test_the_page_explains_its_rules_and_ranks_nobody(session: Session, world: World, sign_in: SignIn) -> None:
    add(session, world, hints.SAME_TEXT, note="家中平安，无意见建议")
    session.commit()
    page = (
        sign_in("中心管理员")
        .get(f"/sampleview/hints?grid={world.grids['town']}&period_from=2026-06-01&period_to=2026-06-30")
        .text
    )
    check_page(page)
    assert "请人工核实 <strong>1</strong> 条" in page
    assert all(rule in page for rule in hints.RULES)
    assert sign_in("村级网格长").get("/sampleview/hints").status_code == 403
