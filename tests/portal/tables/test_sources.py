"""Every table of the thirteen plans can be filled: no column without a source, no group without a name."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.tables.filling import BY_ITSELF, FAMILIES, check_sources, fill
from seeds.sections.tables import ExportTable
from tests.fixtures.world import World
from tests.portal.tables.grounds import PLANS, ground, in_force, plan

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
    for table in profile.tables:
        made = fill(session, table, ground(session, world.grids["town"]))
        assert len(made.columns) == len(table.columns)
        assert sum(len(group.rows) for group in made.groups) == made.count
        assert all(len(row) == len(table.columns) for row in made.rows)
        assert bool(made.totals) == table.totals


def test_a_column_that_no_record_fills_is_refused() -> None:
    odd = ExportTable.model_validate({
        "key": "odd", "name": "怪表", "title": "怪表", "subject": "admission", "columns": [{"name": "户主", "source": "head"}],
    })  # fmt: skip
    with pytest.raises(Refusal, match=r"怪表.*取不到数据.*户主.*head"):
        check_sources(odd)
