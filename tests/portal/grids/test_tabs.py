"""The tabs of a grid list everything in it and below, as its figures count."""

from __future__ import annotations

import re

import pytest

from portal.security import roles
from tests.fixtures.people import SignIn
from tests.fixtures.world import World


def panel(page: str, name: str) -> str:
    """One tab of a page."""
    return page.partition(f'id="panel-{name}"')[2].partition('role="tabpanel"')[0]


@pytest.mark.parametrize(
    ("grid", "counts"),
    [("town", (12, 4, 4, 6)), ("west", (6, 2, 2, 2)), ("west1", (3, 1, 2, 1)), ("west2", (3, 1, 0, 0))],
)
def test_the_tabs_count_what_lies_below(sign_in: SignIn, world: World, grid: str, counts: tuple[int, ...]) -> None:
    page = sign_in(roles.CENTRE).get(f"/gridview/show/{world.grids[grid]}").text
    names = ("HouseholdView", "EstablishmentView", "IssueView", "AssignmentView")
    found = [re.search(r"共 <strong>(\d+)</strong> 条", panel(page, name)) for name in names]
    assert tuple(int(each[1]) if each else None for each in found) == counts


def test_a_tab_says_which_grid_each_row_belongs_to_and_lists_the_next_grids_only(sign_in: SignIn, world: World) -> None:
    page = sign_in(roles.CENTRE).get(f"/gridview/show/{world.grids['town']}").text
    assert 'data-label="网格"' in panel(page, "HouseholdView")
    grids = panel(page, "GridView")
    assert "西村" in grids
    assert "西村第一网格" not in grids


def test_a_tab_is_paged_and_sorted_over_all_grids_below(sign_in: SignIn, world: World) -> None:
    order = "psize_HouseholdView=2&_oc_HouseholdView=head_name&_od_HouseholdView=desc"
    client, seen = sign_in(roles.CENTRE), list[str]()
    for number in range(3):
        page = client.get(f"/gridview/show/{world.grids['west']}?{order}&page_HouseholdView={number}").text
        seen += re.findall(r">([赵钱孙李][甲乙丙])</a>", panel(page, "HouseholdView"))
    assert len(seen) == len(set(seen)) == 6
    assert seen == sorted(seen, reverse=True)


def test_what_is_added_from_a_tab_stands_in_that_grid(sign_in: SignIn, world: World) -> None:
    page = sign_in(roles.CENTRE).get(f"/gridview/show/{world.grids['west']}").text
    assert f"/householdview/add?_flt_0_grid={world.grids['west']}" in panel(page, "HouseholdView")


def test_assessments_and_prints_are_searched_with_the_grids_below(sign_in: SignIn, world: World) -> None:
    client, data = sign_in(roles.CENTRE), {"scheme": world.others["scheme"], "period": "2026"}
    assert client.post("/assessmentview/add", data={**data, "grid": world.grids["west1"]}).status_code == 302
    for grid, number in (("town", 3), ("west", 2), ("west1", 2), ("east", 1)):  # with those of who works there
        page = client.get(f"/assessmentview/list/?_flt_0_grid={world.grids[grid]}").text
        assert f"共 <strong>{number}</strong> 条" in page
