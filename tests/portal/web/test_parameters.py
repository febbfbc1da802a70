"""Nonsense in an address is a 400 with a sentence, never a 500."""

import pytest

from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World

NONSENSE = (
    "page_HouseholdView=abc", "xpage_y=abc", "page_HouseholdView=-1", "psize_HouseholdView=100000", "psize_HouseholdView=0",
    "_oc_HouseholdView=nope&_od_HouseholdView=asc", "_oc_HouseholdView=grid&_od_HouseholdView=asc",
    "_oc_HouseholdView=code&_od_HouseholdView=up", "_flt_9_head_name=x", "_flt_0_nope=x", "_flt_0_grid=abc",
    "_flt_0_grid=99999999999999999999", "_flt_0_head_name=" + "x" * 200, "_flt_0_head_name=%00", "x_flt_0_head_name=1",
)  # fmt: skip


@pytest.mark.parametrize("query", NONSENSE)
def test_a_list_refuses_nonsense(sign_in: SignIn, query: str) -> None:
    answer = sign_in(roles.CENTRE).get(f"/householdview/list/?{query}")
    assert answer.status_code == 400, query


@pytest.mark.parametrize("address", ["show/abc", "show/0x1", "edit/99999999999999999999", "show/%EF%BC%91"])
def test_a_row_needs_a_number(sign_in: SignIn, address: str) -> None:
    assert sign_in(roles.CENTRE).get(f"/householdview/{address}").status_code == 400


def test_nobody_deletes_by_a_link(sign_in: SignIn, world: World) -> None:
    answer = sign_in(roles.CENTRE).get(f"/householdview/delete/{world.households['west1-1']}")
    assert answer.status_code == 405


def test_unknown_actions_and_floods_of_rows_are_refused(sign_in: SignIn) -> None:
    client = sign_in(roles.CENTRE)
    assert client.post("/gridview/action/nope/1").status_code == 400
    assert client.post("/gridview/action_post", data={"action": "retire", "rowid": ["1"]}).status_code == 400
    flood = {"action": "print_letters", "rowid": [str(n) for n in range(1, 1100)]}
    assert client.post("/householdview/action_post", data=flood).status_code == 400


@pytest.mark.parametrize(
    ("query", "there", "absent"),
    [
        ("_flt_0_head_name=赵", "赵甲", "钱甲"),
        ("_flt_0_head_name=%25", "", "赵甲"),
        ("_flt_0_kind=vacant", "", "赵甲"),
        ("_flt_0_kind=resident", "赵甲", "没有"),
    ],
)
def test_lists_are_searched(sign_in: SignIn, query: str, there: str, absent: str) -> None:
    page = sign_in(roles.CENTRE).get(f"/householdview/list/?{query}").text
    assert there in page
    assert absent not in page


def test_searching_by_a_village_finds_all_below_it(sign_in: SignIn, world: World) -> None:
    page = sign_in(roles.CENTRE).get(f"/householdview/list/?_flt_0_grid={world.grids['west']}").text
    assert "赵甲" in page
    assert "钱甲" in page
    assert "孙甲" not in page


def test_searching_by_a_grid_out_of_scope_finds_nothing(sign_in: SignIn, world: World) -> None:
    page = sign_in(roles.HEAD).get(f"/householdview/list/?_flt_0_grid={world.grids['east']}").text
    assert "赵甲" not in page
    assert "孙甲" not in page
