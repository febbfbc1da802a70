"""Rates count what their definition says, and every row of an axis counts what lies below it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.delivery.models import Delivery
from portal.figures.axes import AXES
from portal.figures.measures import COUNTED
from portal.figures.rates import axes_of, by, count, rate
from portal.households.models import Household
from portal.issues.models import Issue, IssueEvent
from portal.security.scope import Scope, set_scope
from portal.visits.models import Visit
from portal.visits.rules import Rate
from seeds.sections.rates import MEASURES
from seeds.sections.rates import Rate as Section
from tests.fixtures.world import World
from tests.portal.figures.campaign import YEAR, at, open_campaign


def section(numerator: Any, denominator: Any) -> Section:
    return Section(key="rate", name="某率", numerator=numerator, denominator=denominator)


VISITED = section("objects_visited", "objects_due")
REACHED = section("objects_reached", "objects_due")
CLOSING = section("issues_closed", "issues_registered")


def named(found: dict[Any, Rate]) -> dict[str, tuple[int, int]]:
    return {line.name: (each.numerator, each.denominator) for line, each in found.items()}


def test_every_measure_of_a_profile_is_counted_one_way() -> None:
    assert {*COUNTED, "visits_due", "visits_done"} == set(MEASURES)


def test_visited_telephoned_and_absent_are_told_apart(session: Session, world: World) -> None:
    open_campaign(session, world)
    counted = {key: count(session, key, YEAR) for key in MEASURES if key.startswith("objects")}
    assert counted == {"objects_due": 11, "objects_visited": 3, "objects_reached": 5, "objects_absent": 1}


def test_a_task_settled_after_the_period_is_not_yet_done_in_it(session: Session, world: World) -> None:
    open_campaign(session, world)
    assert rate(session, VISITED, YEAR.within(last=dt.date(2026, 3, 10))) == Rate(2, 11)


def test_campaigns_are_counted_apart(session: Session, world: World) -> None:
    spring, other = open_campaign(session, world), open_campaign(session, world, "other")
    assert rate(session, VISITED, YEAR) == Rate(6, 22)
    assert rate(session, VISITED, YEAR.within(campaign_id=other.id)) == Rate(3, 11)
    assert rate(session, VISITED, YEAR.within(last=spring.starts_on - dt.timedelta(days=1))).text == "—"


def test_grids_villages_and_members_sum_their_grids(session: Session, world: World) -> None:
    open_campaign(session, world)
    grids, villages = by(session, VISITED, YEAR, "grid"), by(session, VISITED, YEAR, "village")
    assert named(grids) == {
        "西村/西村第一网格": (2, 3), "西村/西村第二网格": (0, 2), "东村/东村第一网格": (1, 3), "东村/东村第二网格": (0, 3),
    }  # fmt: skip
    assert named(villages) == {"西村": (2, 5), "东村": (1, 6)}
    members = named(by(session, VISITED, YEAR, "member"))
    assert members == {"郑西长": (2, 5), "王东长": (1, 6), "冯西一": (2, 3), "陈东一": (1, 3)}


def test_every_row_counts_what_its_own_ground_counts(session: Session, world: World) -> None:
    open_campaign(session, world)
    for asked in (
        VISITED,
        CLOSING,
        section("records_complete", "records_due"),
        section("revisits_satisfied", "revisits_answered"),
    ):
        for axis in axes_of(asked):
            for line, each in by(session, asked, YEAR, axis).items():
                assert rate(session, asked, line.ground(YEAR)) == each, (axis, line.name)


def test_a_merged_issue_is_counted_once(session: Session, world: World) -> None:
    before = rate(session, CLOSING, YEAR)
    assert before == Rate(1, 4)
    first, second = world.issues["west1-registered"], world.issues["west1-assigned"]
    session.execute(update(Issue).where(Issue.id == first).values(merged_into_id=second))
    assert rate(session, CLOSING, YEAR) == Rate(1, 3)


def test_a_numerator_is_counted_among_its_denominator(session: Session, world: World) -> None:
    """Revisited but not closed is no part of “revisited of those closed”."""
    revisited = section("issues_revisited", "issues_closed")
    for name, satisfaction in (("east1-handled", "satisfied"), ("east1-closed", "dissatisfied")):
        session.add(IssueEvent(
            issue_id=world.issues[name], at=dt.datetime(2026, 3, 4, 9), actor="某", action="revisit", to_state="handled",
            satisfaction=satisfaction,
        ))  # fmt: skip
    session.flush()
    assert rate(session, revisited, YEAR) == Rate(1, 1)
    assert count(session, "issues_revisited", YEAR) == 2
    assert rate(session, section("revisits_satisfied", "revisits_answered"), YEAR) == Rate(1, 2)


def test_due_is_what_has_passed_and_on_time_is_answered_by_then(session: Session, world: World) -> None:
    on_time = section("issues_on_time", "issues_due")
    handled, closed = world.issues["east1-handled"], world.issues["east1-closed"]
    session.execute(update(Issue).where(Issue.id == handled).values(handled_at=dt.datetime(2026, 3, 6, 23, 59)))
    session.execute(update(Issue).where(Issue.id == closed).values(handled_at=dt.datetime(2026, 3, 7, 0, 1)))
    assert rate(session, on_time, YEAR) == Rate(1, 4)
    session.execute(update(Issue).where(Issue.id == world.issues["west1-assigned"]).values(stage="paused"))
    assert rate(session, on_time, YEAR) == Rate(1, 3)
    assert rate(session, on_time, YEAR.within(first=dt.date(2026, 3, 7))).text == "—"


def test_departments_and_categories_take_in_every_issue(session: Session, world: World) -> None:
    assert named(by(session, CLOSING, YEAR, "department")) == {"交通站": (0, 1), "水利站": (1, 2), "未交办": (0, 1)}
    assert named(by(session, CLOSING, YEAR, "category")) == {"镇和村 · 居住环境": (1, 4)}
    assert named(by(session, CLOSING, at(session, world, "west"), "department")) == {
        "交通站": (0, 0), "水利站": (0, 1), "未交办": (0, 1),
    }  # fmt: skip


def test_a_telephone_call_is_not_a_visit_to_a_home(session: Session, world: World) -> None:
    home = section("households_visited", "households")
    assert rate(session, home, YEAR) == Rate(2, 12)
    session.add(Visit(household_id=world.households["west2-1"], visited_on=dt.date(2026, 5, 1), way="phone"))
    session.flush()
    assert rate(session, home, YEAR) == Rate(2, 12)


def test_nobody_is_due_in_a_vacant_home(session: Session, world: World) -> None:
    for home in ("west1-1", "west2-1"):
        session.get_one(Household, world.households[home]).kind = "vacant"
    session.flush()
    assert rate(session, section("households_visited", "households"), YEAR) == Rate(1, 10)
    assert count(session, "households_visited", YEAR) == count(session, "households_reached", YEAR) == 1
    assert count(session, "records_due", YEAR) == 12


def test_the_record_of_a_vacant_home_is_complete_without_head_and_phone(session: Session, world: World) -> None:
    records = section("records_complete", "records_due")
    first, second, third = (session.get_one(Household, world.households[f"west1-{number}"]) for number in (1, 2, 3))
    for home in (first, second, third):
        home.head_name = home.phone = None
    third.kind, third.address = "vacant", None
    session.flush()
    assert rate(session, records, YEAR) == Rate(9, 12)
    first.kind = "vacant"
    session.flush()
    assert rate(session, records, YEAR) == Rate(10, 12)


def test_letters_count_in_their_period_and_cards_stay_where_they_are(session: Session, world: World) -> None:
    letters, cards = section("letters_delivered", "letters_due"), section("cards_delivered", "cards_due")
    days = {"west1-1": dt.date(2026, 2, 1), "west1-2": dt.date(2025, 2, 1), "east1-1": dt.date(2026, 3, 1)}
    for kind in ("letters", "cards"):
        for home, day in days.items():
            session.add(handed_over(world.households[home], kind, day))
    session.add(handed_over(world.households["west1-1"], "letters", dt.date(2026, 5, 1)))
    session.get_one(Household, world.households["east2-3"]).kind = "vacant"
    session.flush()
    assert rate(session, letters, YEAR) == Rate(2, 11)
    assert rate(session, cards, YEAR) == Rate(3, 11)
    assert rate(session, cards, YEAR.within(last=dt.date(2026, 2, 1))) == Rate(2, 11)
    assert named(by(session, letters, YEAR, "village")) == {"西村": (1, 6), "东村": (1, 5)}
    session.get_one(Household, world.households["west1-1"]).kind = "vacant"
    session.flush()
    assert rate(session, letters, YEAR) == Rate(count(session, "letters_delivered", YEAR), 10) == Rate(1, 10)


def handed_over(home: int, kind: str, day: dt.date) -> Delivery:
    moment = dt.datetime.combine(day, dt.time(9))
    return Delivery(household_id=home, kind=kind, delivered_on=day, recorded_at=moment, recorded_by="周中心")


def test_nothing_out_of_sight_is_counted(session: Session, world: World) -> None:
    open_campaign(session, world)
    path = at(session, world, "west1").grid
    set_scope(session, Scope(paths=(path,), member_id=world.members["west1-member"]))
    assert rate(session, VISITED, YEAR) == Rate(2, 3)
    assert named(by(session, VISITED, YEAR, "village")) == {}
    assert named(by(session, VISITED, YEAR, "grid")) == {"西村第一网格": (2, 3)}
    assert "陈东一" not in named(by(session, VISITED, YEAR, "member"))
    assert rate(session, CLOSING, YEAR) == Rate(0, 2)
    set_scope(session, Scope(departments=(world.others["department"],)))
    assert rate(session, CLOSING, YEAR) == Rate(1, 2)
    assert rate(session, VISITED, YEAR).text == "—"


@pytest.mark.parametrize("axis", AXES)
def test_no_axis_shows_nothing_as_naught(session: Session, axis: str) -> None:
    empty = YEAR.within(first=dt.date(2001, 1, 1), last=dt.date(2001, 12, 31))
    assert all(each.text == "—" for each in by(session, CLOSING, empty, axis).values())
