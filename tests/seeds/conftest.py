"""One demo town for all tests of this room."""

import pytest

from seeds.demo.town import (
    county_outline,
    make_households,
    make_members,
    plan_grids,
    read_places,
    town_outline,
)
from seeds.loading import available_profiles, load_profile
from seeds.schema import Profile
from tests.seeds.town import TODAY, Town


@pytest.fixture(scope="session")
def longcheng() -> Profile:
    return load_profile(available_profiles()["longcheng"])


@pytest.fixture(scope="session")
def town() -> Town:
    outline = town_outline(county_outline("341322"))
    grids = plan_grids(read_places("longcheng"))
    households = [
        household
        for grid in grids
        if grid.level_rank == 3
        for household in make_households(grid, outline, grid.households_planned, seed=1, today=TODAY)
    ]
    return Town(outline, grids, make_members(grids, seed=1, today=TODAY), households, TODAY)
