"""One demo town for all tests of this room."""

import pytest

from seeds.demo.town import (
    Vocabulary,
    grid_teams,
    make_households,
    make_members,
    outline_of,
    plan_grids,
)
from seeds.loading import available_profiles, load_profile
from seeds.schema import Profile
from tests.seeds.town import TODAY, Town


@pytest.fixture(scope="session")
def longcheng() -> Profile:
    return load_profile(available_profiles()["longcheng"])


@pytest.fixture(scope="session")
def town(longcheng: Profile) -> Town:
    outline, words = outline_of(longcheng), Vocabulary.of(longcheng, TODAY)
    grids = plan_grids(longcheng)
    households = [
        household
        for grid in grids
        if grid.visits
        for household in make_households(grid, outline, words, seed=1, today=TODAY)
    ]
    members = make_members(longcheng, grids, seed=1, today=TODAY)
    teams = grid_teams(longcheng, grids, members)
    return Town(longcheng, words, outline, grids, members, teams, households, TODAY)
