"""What may be asked: a level, a grid, a part of the map. Nonsense is refused with a sentence."""

import pytest

from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import SOUTH, WEST, World
from tests.portal.map.reading import named_in, read

NONSENSE = (
    "level=abc", "level=0", "level=-1", "level=1.5", "level=", "level=100", "grid=x", "grid=0", "grid=99999999999", "parent=a",
    "near=%00", "grid=１", "bbox=1,2,3", "bbox=a,b,c,d", "bbox=nan,0,1,1", "bbox=10,0,5,1", "bbox=0,5,1,5", "bbox=-200,0,1,1",
    "bbox=0,0,1,inf",
)  # fmt: skip


@pytest.mark.parametrize("query", NONSENSE)
def test_nonsense_is_refused_in_chinese(sign_in: SignIn, query: str) -> None:
    client = sign_in(roles.CENTRE)
    for path in ("boundaries", "households", "issues", ""):
        answer = client.get(f"/map/{path}?{query}", headers={"Accept": "application/json"})
        assert answer.status_code == 400, path
        assert any("\u4e00" <= letter <= "\u9fff" for letter in answer.json["message"])


def test_one_level_can_be_asked_for(sign_in: SignIn) -> None:
    assert named_in(read(sign_in(roles.CENTRE), "boundaries", "?level=2")) == {"西村", "东村"}


def test_one_grid_and_what_lies_in_it_can_be_asked_for(sign_in: SignIn, world: World) -> None:
    client, query = sign_in(roles.CENTRE), f"?grid={world.grids['east']}"
    assert named_in(read(client, "boundaries", query)) == {"东村", "东村第一网格", "东村第二网格"}
    assert len(read(client, "households", query)["features"]) == 6
    assert {each["properties"]["id"] for each in read(client, "issues", query)["features"]} == {
        world.issues["east1-handled"]
    }


def test_points_of_a_part_of_the_map_can_be_asked_for(sign_in: SignIn) -> None:
    box = f"?bbox={WEST},{SOUTH},{WEST + 0.02},{SOUTH + 0.025}"
    found = read(sign_in(roles.CENTRE), "households", box)
    assert named_in(found) == {"赵甲 · west1 路 1 号", "赵乙 · west1 路 2 号"}
    assert (found["complete"], found["message"]) == (True, "")


def test_for_drawing_a_grid_comes_what_lies_around_it(sign_in: SignIn, world: World) -> None:
    client = sign_in(roles.CENTRE)
    around = read(client, "boundaries", f"?near={world.grids['west']}")
    assert named_in(around) == {"试验镇", "东村", "西村第一网格", "西村第二网格"}
    assert all("households" not in each["properties"] for each in around["features"])
    assert named_in(read(client, "boundaries", f"?near={world.grids['town']}")) == {"西村", "东村"}


def test_for_drawing_a_new_grid_come_its_parent_and_siblings(sign_in: SignIn, world: World) -> None:
    around = read(sign_in(roles.HEAD), "boundaries", f"?parent={world.grids['west']}")
    assert named_in(around) == {"西村", "西村第一网格", "西村第二网格"}


def test_too_many_points_are_cut_with_a_sentence(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.map.points.MOST", 5)
    found = read(sign_in(roles.CENTRE), "households")
    assert len(found["features"]) == 5
    assert found["complete"] is False
    assert "只显示其中 5 个点" in found["message"]
