"""The figures of a grid are those of all below it, counted by hand here."""

import datetime as dt
import json
from typing import Any

import pytest
from shapely import Point
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from portal.foundation.database import db
from portal.grids.models import Grid
from portal.grids.rules import GridStatus
from portal.households.models import Household
from portal.issues.models import Issue
from portal.map import figures
from portal.map.boundaries import map_layer
from portal.map.parameters import Wish
from portal.security import roles
from portal.visits.models import Visit
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.map.reading import TODAY


def told(session: Session, day: dt.date = TODAY) -> dict[str, Any]:
    collection = json.loads(map_layer(session, Wish(), day, with_people=True).text())
    return {feature["properties"]["name"]: feature["properties"] for feature in collection["features"]}


def test_figures_add_up_along_the_tree(session: Session) -> None:
    found = told(session)
    keys = ("households", "people", "visit_text", "visit_rate", "open_issues", "overdue_issues")
    assert [found["西村第一网格"][key] for key in keys] == [3, 3, "1/3（33.3%）", 33.3, 2, 2]
    assert [found["西村第二网格"][key] for key in keys] == [3, 3, "0/3（0.0%）", 0.0, 0, 0]
    assert [found["西村"][key] for key in keys] == [6, 6, "1/6（16.7%）", 16.7, 2, 2]
    assert [found["东村第一网格"][key] for key in keys] == [3, 3, "1/3（33.3%）", 33.3, 1, 0]
    assert [found["试验镇"][key] for key in keys] == [12, 12, "2/12（16.7%）", 16.7, 3, 2]


def test_only_this_year_and_who_was_reached_counts(session: Session, world: World) -> None:
    home = world.households["west1-2"]
    session.add_all([
        Visit(household_id=home, visited_on=dt.date(2025, 12, 31), way="home"),
        Visit(household_id=home, visited_on=dt.date(2026, 3, 2), way="absent"),
        Visit(household_id=world.households["west1-1"], visited_on=dt.date(2026, 3, 9), way="phone"),
    ])  # fmt: skip
    session.flush()
    assert told(session)["西村第一网格"]["visit_text"] == "1/3（33.3%）"
    assert told(session, dt.date(2025, 6, 1))["西村第一网格"]["visit_text"] == "1/3（33.3%）"


def test_issues_are_overdue_the_day_after_they_were_due(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    for day, late in ((6, 0), (7, 2)):
        monkeypatch.setattr(figures, "now", lambda day=day: dt.datetime(2026, 3, day, 12))
        assert told(session, dt.date(2026, 3, day))["试验镇"]["overdue_issues"] == late


def test_a_grid_without_homes_has_no_rate_rather_than_zero(session: Session, world: World) -> None:
    for home in session.scalars(select(Household).where(Household.grid_id == world.grids["west2"])):
        session.delete(home)
    session.flush()
    empty = told(session)["西村第二网格"]
    assert (empty["households"], empty["visit_rate"], empty["visit_text"]) == (0, None, "—")


def test_grids_out_of_use_and_undrawn_grids_are_not_shown_but_count(session: Session, world: World) -> None:
    session.get_one(Grid, world.grids["west1"]).boundary = None
    session.get_one(Grid, world.grids["west2"]).status = GridStatus.RETIRED
    session.flush()
    layer = map_layer(session, Wish(), TODAY, with_people=False)
    found = told(session)
    assert not {"西村第一网格", "西村第二网格"} & set(found)
    assert found["西村"]["households"] == 6
    assert layer.beside["undrawn"] == 1


def test_area_and_label_belong_to_the_shape(session: Session, world: World) -> None:
    west = told(session)["西村"]
    shape = session.scalar(select(Grid.boundary).where(Grid.id == world.grids["west"]))
    assert shape is not None
    assert 16.0 < west["area_km2"] < 16.6
    assert shape.contains(Point(west["at"]))


def test_the_number_of_queries_does_not_grow_with_the_grids(sign_in: SignIn) -> None:
    def queries(role: str) -> int:
        client, counted = sign_in(role), []
        event.listen(db.engine, "before_cursor_execute", listener := lambda *_: counted.append(1))
        try:
            assert client.get("/map/boundaries").status_code == 200
        finally:
            event.remove(db.engine, "before_cursor_execute", listener)
        return len(counted)

    assert queries(roles.MEMBER) == queries(roles.CENTRE) <= 25


def test_issues_lie_at_their_own_place_if_they_have_one(session: Session, world: World, sign_in: SignIn) -> None:
    session.get_one(Issue, world.issues["west1-registered"]).location = Point(116.915, 34.215)
    session.commit()
    shown = json.loads(sign_in(roles.CENTRE).get("/map/issues").text)["features"]
    places = {each["properties"]["id"]: each["geometry"]["coordinates"] for each in shown}
    assert places[world.issues["west1-registered"]] == [116.915, 34.215]
    assert places[world.issues["west1-assigned"]] == [116.91, 34.19]


def test_a_vacant_home_is_a_household_but_in_no_rate(session: Session, world: World) -> None:
    session.get_one(Household, world.households["west1-1"]).kind = "vacant"
    session.flush()
    grid = told(session)["西村第一网格"]
    assert (grid["households"], grid["visit_text"]) == (3, "0/2（0.0%）")
