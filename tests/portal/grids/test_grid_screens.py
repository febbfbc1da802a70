"""Screens of grids: derived figures, boundaries among neighbours, retiring and deleting."""

from __future__ import annotations

import json
import re

import pytest
from shapely import box, to_geojson
from shapely.geometry.base import BaseGeometry
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.foundation.clock import today
from portal.foundation.errors import Refusal
from portal.grids import services
from portal.grids.models import Grid
from portal.households.models import Household, Resident
from portal.security import roles
from portal.visits.models import Visit
from tests.fixtures.people import SignIn
from tests.fixtures.world import SOUTH, WEST, World


def form(session: Session, grid_id: int, boundary: BaseGeometry | str) -> dict[str, object]:
    """The edit form of a grid with another boundary."""
    grid = session.get_one(Grid, grid_id)
    text = boundary if isinstance(boundary, str) else to_geojson(boundary)
    return {
        "parent": grid.parent_id, "level": grid.level_id, "code": grid.code, "name": grid.name, "kind": grid.kind,
        "status": grid.status, "boundary": text,
    }  # fmt: skip


def test_figures_count_everything_below(sign_in: SignIn, world: World) -> None:
    page = sign_in(roles.CENTRE).get(f"/gridview/show/{world.grids['town']}").text
    figures = page[: page.find("启用日期")]
    assert ">12<" in figures.replace(" ", "").replace("\n", "")
    assert "32." in figures  # 0.08 by 0.04 degrees at 34 degrees north, in square kilometres


def test_what_stands_above_ones_own_village_is_named(sign_in: SignIn, world: World) -> None:
    page = sign_in(roles.HEAD).get(f"/gridview/show/{world.grids['west']}").text
    assert re.search(r"<dt>上级网格</dt><dd>试验镇</dd>", page)


def test_a_boundary_over_a_neighbour_names_it(sign_in: SignIn, session: Session, world: World) -> None:
    over = box(WEST, SOUTH, WEST + 0.03, SOUTH + 0.04)
    answer = sign_in(roles.HEAD).post(
        f"/gridview/edit/{world.grids['west1']}", data=form(session, world.grids["west1"], over)
    )
    assert answer.status_code == 422
    assert "与同级网格“西村第二网格”重叠" in answer.text
    assert json.dumps(0.03 + WEST)[:6] in answer.text  # the drawing is kept


def test_a_neighbour_out_of_scope_is_named_too(sign_in: SignIn, session: Session, world: World) -> None:
    over = box(WEST, SOUTH, WEST + 0.05, SOUTH + 0.04)
    data = {**form(session, world.grids["west"], over), "parent": ""}  # the town itself is out of sight
    answer = sign_in(roles.HEAD).post(f"/gridview/edit/{world.grids['west']}", data=data)
    assert answer.status_code == 422
    assert "与同级网格“东村”重叠" in answer.text


def test_a_boundary_in_words_is_refused_in_words(sign_in: SignIn, session: Session, world: World) -> None:
    data = form(session, world.grids["west1"], "一大片")
    answer = sign_in(roles.HEAD).post(f"/gridview/edit/{world.grids['west1']}", data=data)
    assert answer.status_code == 422
    assert "看不懂这段图形文字" in answer.text
    assert "一大片</textarea>" in answer.text


def test_a_grid_with_households_is_neither_deleted_nor_retired(sign_in: SignIn, session: Session, world: World) -> None:
    client, grid_id = sign_in(roles.CENTRE), world.grids["west1"]
    client.post(f"/gridview/delete/{grid_id}")
    assert "3 户住户" in client.get("/gridview/list/").text
    client.post(f"/gridview/action/retire/{grid_id}")
    assert "还有 3 户住户" in client.get("/gridview/list/").text
    session.expire_all()
    assert session.get_one(Grid, grid_id).status == "active"


def emptied(session: Session, grid_id: int) -> int:
    """Take all households out of a grid."""
    homes = select(Household.id).where(Household.grid_id == grid_id)
    session.execute(delete(Resident).where(Resident.household_id.in_(homes)))
    session.execute(delete(Household).where(Household.grid_id == grid_id))
    session.commit()
    return grid_id


@pytest.mark.parametrize("role", [roles.HEAD, roles.CENTRE])
def test_editing_retires_no_grid(sign_in: SignIn, session: Session, world: World, role: str) -> None:
    grid_id = emptied(session, world.grids["west2"])
    client = sign_in(role)
    data = {**form(session, grid_id, ""), "name": "改名网格", "status": "retired", "valid_to": "2026-01-01"}
    assert client.post(f"/gridview/edit/{grid_id}", data=data).status_code == 302
    assert client.put(f"/api/v1/grid/{grid_id}", json={"status": "retired"}).status_code == 422
    assert client.put(f"/api/v1/grid/{grid_id}", json={"valid_to": "2026-01-01"}).status_code == 422
    session.expire_all()
    grid = session.get_one(Grid, grid_id)
    assert (grid.name, grid.status, grid.valid_to) == ("改名网格", "active", None)


def test_a_head_neither_retires_nor_reactivates(sign_in: SignIn, session: Session, world: World) -> None:
    client, grid_id = sign_in(roles.HEAD), emptied(session, world.grids["west2"])
    assert [client.post(f"/gridview/action/{verb}/{grid_id}").status_code for verb in ("retire", "reactivate")] == [
        403,
        403,
    ]
    session.expire_all()
    assert session.get_one(Grid, grid_id).status == "active"


def test_codes_and_levels_are_the_centres(sign_in: SignIn, session: Session, world: World) -> None:
    grid_id, village = world.grids["west1"], session.get_one(Grid, world.grids["west"]).level_id
    kept = form(session, grid_id, box(WEST, SOUTH, WEST + 0.02, SOUTH + 0.04))
    head = sign_in(roles.HEAD)
    for change, label in (({"code": "900000100001009"}, "编码"), ({"level": village}, "层级")):
        answer = head.post(f"/gridview/edit/{grid_id}", data={**kept, **change})
        assert answer.status_code == 422
        assert f"{label}只能由综治中心修改" in answer.text
        assert head.put(f"/api/v1/grid/{grid_id}", json=change).json["field"] == next(iter(change))
    assert head.post(f"/gridview/edit/{grid_id}", data={**kept, "name": "西一"}).status_code == 302
    assert head.put(f"/api/v1/grid/{grid_id}", json={"code": kept["code"], "level": kept["level"]}).status_code == 200
    changed = {**kept, "code": "900000100001009"}
    assert sign_in(roles.CENTRE).post(f"/gridview/edit/{grid_id}", data=changed).status_code == 302
    session.expire_all()
    grid = session.get_one(Grid, grid_id)
    assert (grid.code, grid.name, grid.level_id) == ("900000100001009", kept["name"], kept["level"])


def test_a_retired_grid_comes_back_where_its_place_is_free(sign_in: SignIn, session: Session, world: World) -> None:
    grid_id, client = emptied(session, world.grids["west2"]), sign_in(roles.CENTRE)
    assert client.post(f"/gridview/action/retire/{grid_id}").status_code == 302
    neighbour = world.grids["west1"]
    for width, status in ((0.03, "retired"), (0.02, "active")):
        data = form(session, neighbour, box(WEST, SOUTH, WEST + width, SOUTH + 0.04))
        assert client.post(f"/gridview/edit/{neighbour}", data=data).status_code == 302
        client.post(f"/gridview/action/reactivate/{grid_id}")
        said = client.get("/gridview/list/").text
        assert ("与同级网格“西村第一网格”重叠" in said) == (status == "retired")
        session.expire_all()
        assert session.get_one(Grid, grid_id).status == status
    assert session.get_one(Grid, grid_id).valid_to is None


def test_nothing_comes_back_below_a_retired_grid(session: Session, world: World) -> None:
    for key in ("west1", "west2"):
        session.get_one(Grid, world.grids[key]).status = "retired"
    west, child = (session.get_one(Grid, world.grids[key]) for key in ("west", "west1"))
    west.status = "retired"
    session.flush()
    with pytest.raises(Refusal, match="请先恢复上级网格"):
        services.reactivate_grid(session, child)
    services.reactivate_grid(session, west)
    services.reactivate_grid(session, child)
    assert (west.status, child.status) == ("active", "active")


def test_nobody_takes_a_grid_out_of_the_tree(sign_in: SignIn, session: Session, world: World) -> None:
    west = world.grids["west"]
    answer = sign_in(roles.HEAD).put(f"/api/v1/grid/{west}", json={"parent": None, "boundary": None})
    assert (answer.status_code, answer.json["field"]) == (403, "parent")
    data = {**form(session, west, ""), "parent": ""}
    assert "必须有上级网格" in sign_in(roles.CENTRE).post(f"/gridview/edit/{west}", data=data).text
    session.expire_all()
    assert session.get_one(Grid, west).parent_id == world.grids["town"]


def test_an_empty_grid_is_retired_today(sign_in: SignIn, session: Session, world: World) -> None:
    grid_id = emptied(session, world.grids["west2"])
    assert sign_in(roles.CENTRE).post(f"/gridview/action/retire/{grid_id}").status_code == 302
    session.expire_all()
    grid = session.get_one(Grid, grid_id)
    assert (grid.status, grid.valid_to) == ("retired", today())


def test_a_household_with_a_history_is_not_deleted(sign_in: SignIn, session: Session, world: World) -> None:
    client, visited = sign_in(roles.CENTRE), world.households["west1-1"]
    client.post(f"/householdview/delete/{visited}")
    assert "1 次走访记录、2 件诉求" in client.get("/householdview/list/").text
    client.post(f"/householdview/delete/{world.households['west1-2']}")
    session.expire_all()
    assert session.get(Household, visited) is not None
    assert session.query(Visit).filter_by(household_id=visited).count() == 1
    assert session.get(Household, world.households["west1-2"]) is None
