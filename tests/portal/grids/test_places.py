"""Where a grid may hang: what is walked stands right below the level that heads it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.foundation.errors import Refusal
from portal.grids import rules, services
from portal.grids.models import Grid, GridLevel
from portal.grids.rules import Rung
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.profiles import put_in_force
from tests.fixtures.world import World
from tests.portal.exchange.conftest import Desk, book, own_files
from tests.portal.grids.test_importing_codes import desk, grid

__all__ = ["desk", "own_files"]
LADDER = (Rung(1, "街道", False), Rung(2, "社区", False), Rung(3, "网格", False), Rung(4, "楼栋", True))


@pytest.mark.parametrize(
    ("rank", "above", "refused"),
    [(4, 3, False), (4, 2, True), (4, 1, True), (3, 1, False), (2, 1, False), (4, 9, False)],
)
def test_only_what_is_walked_needs_the_level_right_above(rank: int, above: int, refused: bool) -> None:
    assert (rules.skipped_level(LADDER, rank, above) is not None) == refused


def test_the_message_names_both_levels() -> None:
    said = rules.skipped_level(LADDER, 4, 2)
    assert said == "楼栋一级的网格应建在网格一级下面，不能直接建在社区一级下面，请选网格一级的网格作上级网格"


def test_levels_without_a_walked_one_may_skip() -> None:
    assert rules.skipped_level([Rung(1, "镇", False), Rung(2, "村", False), Rung(3, "组", False)], 3, 1) is None


def new_grid(session: Session, world: World, kind: str, code: str | None) -> Grid:
    """A walked grid right below the town, over the heads of the villages."""
    level = session.scalars(select(GridLevel).where(GridLevel.visits.is_(True))).one()
    return Grid(name="飞地", code=code, level=level, parent=session.get_one(Grid, world.grids["town"]), kind=kind)


@pytest.mark.parametrize("code", [None, "900000100001077"])
def test_the_place_is_judged_before_the_code(session: Session, world: World, code: str | None) -> None:
    put_in_force(session)
    with session.no_autoflush, pytest.raises(Refusal, match="下面，不能直接建在镇一级下面") as caught:
        services.check_grid(session, new_grid(session, world, "ordinary", code))
    assert caught.value.field == "parent"


def test_a_grid_of_a_school_or_market_stands_wherever_that_is(session: Session, world: World) -> None:
    put_in_force(session)
    with session.no_autoflush, pytest.raises(Refusal) as caught:
        services.check_grid(session, new_grid(session, world, "dedicated", "1"))
    assert caught.value.field == "code"


def test_a_sheet_is_told_the_same(session: Session, world: World, desk: Desk) -> None:
    run = desk.upload("grids", book([grid("900000100001009", "900000100")]))
    assert [(row, column) for row, column, _ in desk.findings(run)] == [(2, "上级网格编码")]
    assert "不能直接建在镇一级下面" in desk.findings(run)[0][2]


def test_the_lowest_level_offers_nothing_below(sign_in: SignIn, world: World) -> None:
    client = sign_in(roles.CENTRE)
    tab = re.compile(r'id="tab-GridView"')
    assert tab.search(client.get(f"/gridview/show/{world.grids['west']}").text)
    assert not tab.search(client.get(f"/gridview/show/{world.grids['west1']}").text)
