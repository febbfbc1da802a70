"""Every table of the thirteen plans can be filled: no column without a source, no group without a name."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.households.models import Household
from portal.issues.models import Issue
from portal.tables.filling import BY_ITSELF, FAMILIES, check_sources, fill
from seeds.sections.tables import ExportTable
from tests.fixtures.world import World
from tests.portal.tables.grounds import PLANS, cells, ground, in_force, plan
from tests.portal.tables.test_scope import table

TABLES = [(key, table) for key in PLANS for table in plan(key).tables]


@pytest.mark.parametrize(("key", "table"), TABLES, ids=lambda value: getattr(value, "key", value))
def test_every_column_and_group_has_a_source(key: str, table: ExportTable) -> None:
    check_sources(table)
    family = FAMILIES[table.subject]
    assert table.group_by is None or table.group_by in family.groups
    assert not set(family.parts) & BY_ITSELF


@pytest.mark.parametrize("key", PLANS)
def test_every_table_of_a_plan_is_filled(session: Session, world: World, key: str) -> None:
    profile = in_force(session, key)
    for asked in profile.tables:
        made = fill(session, asked, ground(session, world.grids["town"]))
        assert len(made.columns) == len(asked.columns)
        assert sum(len(group.rows) for group in made.groups) == made.count
        assert all(len(row) == len(asked.columns) for row in made.rows)
        assert bool(made.totals) == asked.totals


def test_a_column_that_no_record_fills_is_refused() -> None:
    odd = ExportTable.model_validate({
        "key": "odd", "name": "怪表", "title": "怪表", "subject": "admission", "columns": [{"name": "户主", "source": "head"}],
    })  # fmt: skip
    with pytest.raises(Refusal, match=r"怪表.*取不到数据.*户主.*head"):
        check_sources(odd)


def test_the_remark_of_an_issue_does_not_repeat_the_address(session: Session, world: World) -> None:
    in_force(session, "xigang")
    home = session.get_one(Household, world.households["west1-1"])
    first, second = session.scalars(select(Issue).where(Issue.household_id == home.id).order_by(Issue.id).limit(2))
    first.place, second.place = home.address, "村口"
    session.flush()
    where = ground(session, world.grids["west1"])
    both = cells(fill(session, table("issue", "title", "address", "remark"), where), "title", "remark")
    assert {(first.title, None), (second.title, "村口")} <= set(both)
    alone = cells(fill(session, table("issue", "title", "remark"), where), "title", "remark")
    assert (first.title, home.address) in alone
