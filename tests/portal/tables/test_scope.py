"""Tables hold what the person sees and nothing else: rows, counts, rates, names of grids, and who is in sensitive care."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from portal.figures.grounds import Ground
from portal.grids.models import Grid
from portal.households.models import Household
from portal.security.scope import Scope, set_scope
from portal.tables.filling import fill
from portal.tables.offering import tables_for
from portal.visits.models import Visit
from reports.ledgers import Ledger
from seeds.sections.tables import ExportTable
from tests.fixtures.world import World
from tests.portal.tables.grounds import YEAR, cells, in_force

EVERYTHING = Ground(*YEAR)


@pytest.fixture
def questions(connection: Connection) -> list[str]:
    """The SELECTs asked so far."""
    asked: list[str] = []
    event.listen(connection, "before_cursor_execute", lambda *call: asked.append(call[2]))
    return asked


@pytest.fixture(autouse=True)
def plan_in_force(session: Session, world: World) -> None:
    """A plan whose villages and grids stand on the levels of the small world."""
    in_force(session, "yuanzhou")


@contextmanager
def seen_by(session: Session, world: World, *grids: str, member: str | None = None) -> Iterator[None]:
    """As somebody who is responsible for these grids."""
    paths = tuple(session.get_one(Grid, world.grids[grid]).path for grid in grids)
    set_scope(session, Scope(paths=paths, member_id=world.members[member] if member else None))
    try:
        yield
    finally:
        set_scope(session, None)


def table(subject: str, *sources: str, **more: object) -> ExportTable:
    columns = [{"name": source, "source": source} for source in sources]
    return ExportTable.model_validate(
        {"key": "t", "name": "表", "title": "表", "subject": subject, "columns": columns, **more}
    )


def words(ledger: Ledger) -> str:
    groups = [group.title for group in ledger.groups]
    return " ".join(map(str, [ledger.unit, *groups, *(cell for row in ledger.rows for cell in row), *ledger.totals]))


SHOWN = {
    "issue": ("village", "grid", "title", "name"), "visit": ("village", "name", "member"), "household": ("village", "head", "member"),
    "resident": ("village", "name", "head"), "establishment": ("village", "name"), "grid": ("village", "name", "member"),
    "village": ("village", "households"), "member": ("village", "grid", "name"), "assessment": ("village", "name"),
}  # fmt: skip


@pytest.mark.parametrize("subject", SHOWN)
def test_rows_of_others_stay_away(session: Session, world: World, subject: str) -> None:
    asked = table(subject, *SHOWN[subject], group_by="village")
    whole = words(fill(session, asked, EVERYTHING))
    with seen_by(session, world, "west"):
        mine = words(fill(session, asked, EVERYTHING))
    assert ("东村" in whole, "东村" in mine) == (subject != "assessment", False)
    assert not any(name in mine for name in ("东一", "孙甲", "李甲", "east"))


def test_two_places_do_not_open_what_lies_between(session: Session, world: World) -> None:
    asked = table("grid", "name", "households", totals=True)
    with seen_by(session, world, "west1", "east2"):
        made = fill(session, asked, EVERYTHING)
    assert cells(made, "name", "households") == [("西村第一网格", 3), ("东村第二网格", 3)]
    assert made.totals == ("合计", 6)


@pytest.mark.parametrize(("source", "whole", "own"), [
    ("households", 12, 6), ("people", 12, 6), ("establishments", 4, 2), ("grids", 4, 2), ("members", 2, 1), ("visits", 2, 1),
    ("visits:home", 2, 1), ("visits:phone", 0, 0), ("patrols", 2, 1), ("issues", 4, 2), ("closed", 1, 0), ("open", 3, 2), ("overdue", 2, 2),
    ("visited", 2, 1), ("unvisited", 10, 5),
])  # fmt: skip
def test_counts_are_of_the_own_village(session: Session, world: World, source: str, whole: int, own: int) -> None:
    asked = table("village", "village", source, totals=True)
    assert fill(session, asked, EVERYTHING).totals[1] == whole
    with seen_by(session, world, "west"):
        made = fill(session, asked, EVERYTHING)
    assert (cells(made, "village", source), made.totals[1]) == ([("西村", own)], own)


def test_sensitive_care_is_for_who_is_responsible(session: Session, world: World) -> None:
    asked = table("resident", "name", "care")
    with seen_by(session, world, "west"):
        assert ("赵甲", None) in cells(fill(session, asked, EVERYTHING), "name", "care")
    with seen_by(session, world, "west1", member="west1-member"):
        assert ("赵甲", "刑满释放人员") in cells(fill(session, asked, EVERYTHING), "name", "care")


def test_a_member_is_offered_the_tables_of_the_own_role(session: Session, world: World) -> None:
    in_force(session, "hongqiao")
    with seen_by(session, world, "west1", member="west1-member"):
        offered = {each.key for each in tables_for(session, {"网格员"})}
    assert offered == {"absent_homes"}
    assert {each.key for each in tables_for(session, {"村级网格长"})} > offered


def test_no_question_more_for_more_rows(session: Session, world: World, questions: list[str]) -> None:
    grid = world.grids["west1"]
    asked = table("household", "village", "head", "member", "visited_on", "people", "care")
    fill(session, asked, EVERYTHING)
    few = len(questions)
    homes = [
        Household(grid_id=grid, code=f"9{n:03}", head_name="户", address="路", walking_order=n) for n in range(200)
    ]
    session.add_all(homes)
    session.flush()
    session.add_all(
        Visit(household_id=home.id, member_id=world.members["west1-member"], visited_on=dt.date(2026, 5, 1))
        for home in homes
    )
    session.flush()
    session.expire_all()
    questions.clear()
    assert fill(session, asked, EVERYTHING).count == 212
    assert len(questions) <= few + 2
