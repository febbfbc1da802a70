"""A village head sees their own grids, in Chinese."""

from tests.fixtures.people import SignIn


def test_a_village_head_lists_only_their_grids(sign_in: SignIn) -> None:
    page = sign_in("村级网格长").get("/gridview/list/").text
    assert "西村第一网格" in page
    assert "东村" not in page
    assert "None" not in page
