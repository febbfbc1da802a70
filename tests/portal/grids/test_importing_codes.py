"""Codes on a sheet keep to the plan's scheme, as those in the form do."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.exchange.actors import COMMAND_LINE
from portal.grids.models import Grid
from tests.fixtures.profiles import put_in_force
from tests.fixtures.world import World
from tests.portal.exchange.conftest import Desk, book, edited, own_files

__all__ = ["own_files"]


@pytest.fixture
def desk(session: Session) -> Desk:
    """The command line, in a town whose plan numbers its grids."""
    put_in_force(session)
    return Desk(session, COMMAND_LINE)


def grid(code: str, above: str, level: str = "网格") -> dict[str, str]:
    return {"编码": code, "名称": f"新{code}", "上级网格编码": above, "层级": level, "启用日期": "2026-01-01"}


def test_codes_outside_the_scheme_are_named(session: Session, desk: Desk) -> None:
    west = "900000100001"
    rows = [
        grid("900000100001009", west), grid("900000100002009", west), grid("900000100003", "900000100", "村(社区)"),
        grid("900000100003001", "900000100003"), grid("900000100001008", "900000100003"),
    ]  # fmt: skip
    run = desk.upload("grids", book(rows))
    assert [(row, column) for row, column, _ in desk.findings(run)] == [(3, "编码"), (6, "编码")]
    assert run.new == 3


def test_an_old_code_is_kept_in_peace(session: Session, world: World, desk: Desk) -> None:
    session.execute(update(Grid.__table__).where(Grid.id == world.grids["west1"]).values(code="OLD1"))
    session.commit()

    def remark(row: dict[str, object]) -> None:
        if row["编码"] == "OLD1":
            row["备注"] = "老编码"

    run = desk.upload("grids", edited(desk.export("grids"), remark))
    assert (run.changed, run.bad) == (1, 0), desk.findings(run)
