"""Fields and kinds that a profile makes for grids of some levels only."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.grids.models import Grid
from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.profiles import put_in_force
from tests.fixtures.world import World
from tests.portal.exchange.conftest import Desk, book, desk, own_files

__all__ = ["desk", "own_files"]

FIELDS = [
    {"key": "bounds", "name": "四至范围", "kind": "text", "required": True, "levels": ["grid"]},
    {"key": "office", "name": "办公地点", "kind": "text", "levels": ["village"]},
]
KINDS = [
    {"key": "ordinary", "name": "普通网格", "digit": "0"},
    {"key": "dedicated", "name": "专属网格", "dedicated": True, "digit": "1", "levels": ["grid"]},
]


@pytest.fixture(autouse=True)
def profile(session: Session) -> None:
    """A profile in which only grids have bounds and may be dedicated, and only villages have an office."""
    put_in_force(session, fields={"grid": FIELDS}, grid_kinds=KINDS, code_scheme={"kind": "none"})


def edited(grid: Grid, **more: Any) -> dict[str, Any]:
    return {
        "parent": grid.parent_id,
        "level": grid.level_id,
        "code": grid.code,
        "name": grid.name,
        "kind": grid.kind,
        **more,
    }


def test_a_page_shows_the_fields_of_its_level(sign_in: SignIn, world: World) -> None:
    client = sign_in(roles.CENTRE)
    village, grid = (client.get(f"/gridview/show/{world.grids[name]}").text for name in ("west", "west1"))
    assert "办公地点" in village
    assert "四至范围" not in village
    assert "四至范围" in grid
    assert "办公地点" not in grid


def test_the_form_knows_for_which_levels_it_asks(sign_in: SignIn, session: Session, world: World) -> None:
    page = sign_in(roles.CENTRE).get(f"/gridview/edit/{world.grids['west1']}").text
    level = session.get_one(Grid, world.grids["west1"]).level_id
    assert f'data-field="x_bounds" data-levels="{level}"' in page


def test_what_is_required_of_grids_is_not_required_of_villages(sign_in: SignIn, session: Session, world: World) -> None:
    village, grid = (session.get_one(Grid, world.grids[name]) for name in ("west", "west1"))
    client = sign_in(roles.CENTRE)
    assert (
        client.post(f"/gridview/edit/{village.id}", data=edited(village, x_office="村部", x_bounds="")).status_code
        == 302
    )
    answer = client.post(f"/gridview/edit/{grid.id}", data=edited(grid, x_bounds=""))
    assert answer.status_code == 422
    assert "请填写四至范围" in answer.text
    sent = edited(grid, x_bounds="东至河", x_office="不该有")
    assert client.post(f"/gridview/edit/{grid.id}", data=sent).status_code == 302
    session.expire_all()
    assert (village.extra, grid.extra) == ({"office": "村部"}, {"bounds": "东至河"})


def test_a_kind_of_grids_is_no_kind_of_villages(sign_in: SignIn, session: Session, world: World) -> None:
    village, grid = (session.get_one(Grid, world.grids[name]) for name in ("west", "west1"))
    client = sign_in(roles.CENTRE)
    answer = client.post(f"/gridview/edit/{village.id}", data=edited(village, kind="dedicated"))
    assert answer.status_code == 422
    assert "“专属网格”只用于网格一级的网格" in answer.text
    sent = edited(grid, kind="dedicated", x_bounds="东至河")
    assert client.post(f"/gridview/edit/{grid.id}", data=sent).status_code == 302


def test_a_file_is_judged_alike(session: Session, world: World, desk: Desk) -> None:
    town = session.get_one(Grid, world.grids["town"])
    west = session.get_one(Grid, world.grids["west"])
    village = {"编码": "V9", "名称": "新村", "层级": "村（社区）", "上级网格编码": town.code, "类别": "专属网格"}
    grid = {"编码": "G9", "名称": "新格", "层级": "网格", "上级网格编码": west.code, "类别": "专属网格", "四至范围": ""}
    run = desk.upload("grids", book([village, grid]))
    found = {(column, message) for _row, column, message in desk.findings(run)}
    assert ("类别", "“专属网格”只用于网格一级的网格") in found
    assert {message for column, message in found if column == "四至范围"} == {"请填写四至范围"}
    assert run.bad == 2
