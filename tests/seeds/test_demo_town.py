"""The demo town: area, tree, homes and staff as the plan of 龙城镇 asks for."""

import itertools
from collections import Counter

import pytest
from shapely import contains_xy
from shapely.geometry import MultiPolygon, Polygon, box

from seeds.demo.town import (
    DemoHousehold,
    county_outline,
    make_establishments,
    make_households,
    make_members,
    outline_of,
    plan_grids,
    read_places,
)
from seeds.schema import Profile
from tests.seeds.town import TODAY, Town


def test_the_outline_is_one_valid_area_of_150_km2_inside_the_county(town: Town) -> None:
    county = county_outline("341322")
    outline = town.outline
    assert outline.is_valid
    assert len(outline.geoms) == 1
    assert county.buffer(1e-5).covers(outline)
    # 1 degree = 111.195 km, shrunk by cos(34.19°) = 0.827 eastwards.
    assert outline.area * 111.195**2 * 0.827 == pytest.approx(150, rel=0.02)
    assert outline.contains(box(116.93, 34.18, 116.94, 34.19))


def test_unknown_counties_are_a_key_error() -> None:
    with pytest.raises(KeyError):
        county_outline("999999")
    assert read_places("nowhere") == []


def test_the_tree_has_real_villages_and_plausible_sizes(town: Town, longcheng: Profile) -> None:
    ranks = Counter(grid.level_rank for grid in town.grids)
    assert (ranks[1], ranks[2]) == (1, 9)
    names = {grid.name for grid in town.grids if grid.level_rank == 2}
    assert {"龙霄社区", "虎山社区", "王大庄村", "帽山村"} <= names
    lowest = [grid for grid in town.grids if grid.level_rank == 3]
    assert sum(grid.households_planned for grid in lowest) == pytest.approx(8000, rel=0.03)
    rule = longcheng.visiting_level.size_rule("community")
    assert rule is not None
    in_town = [grid for grid in lowest if grid.setting == "community" and grid.kind == "ordinary"]
    assert all(rule.allows(grid.households_planned) for grid in in_town)
    assert sum(grid.kind == "dedicated" for grid in lowest) == 3


def test_codes_are_unique_follow_the_scheme_and_start_with_their_parents(town: Town, longcheng: Profile) -> None:
    codes = [grid.code for grid in town.grids]
    assert len(set(codes)) == len(codes)
    for grid in town.grids:
        level = longcheng.level_at(grid.level_rank)
        assert longcheng.code_scheme.problem_with(grid.code, level.key) is None
        assert grid.parent_code is None or grid.code.startswith(grid.parent_code)
        assert grid.parent_code is None or codes.index(grid.parent_code) < codes.index(grid.code)
    assert "15 位" in str(longcheng.code_scheme.problem_with("123", "grid"))


def test_siblings_share_their_parents_area_and_sum_to_its_households(town: Town) -> None:
    for parent in (grid for grid in town.grids if grid.level_rank < 3):
        children = [grid for grid in town.grids if grid.parent_code == parent.code]
        assert sum(child.area_share for child in children) == pytest.approx(1)
        assert sum(child.households_planned for child in children) == parent.households_planned


def test_the_same_arguments_give_the_same_town_and_another_seed_another(town: Town) -> None:
    grid = next(grid for grid in town.grids if grid.level_rank == 3 and grid.setting == "community")

    def homes(seed: int) -> list[DemoHousehold]:
        return list(make_households(grid, town.outline, town.words, count=80, seed=seed, today=TODAY))

    assert homes(1) == homes(1)
    assert homes(1) != homes(2)
    assert make_members(town.profile, town.grids, seed=1, today=TODAY) == town.members
    assert plan_grids(town.profile) == town.grids
    assert plan_grids(town.profile, seed=8) != town.grids
    assert outline_of(town.profile).equals_exact(town.outline, 0)


def test_homes_lie_inside_their_polygon_each_with_its_own_address(town: Town) -> None:
    # About 100 m across, so that flats set beside their building would often leave it.
    crooked = Polygon([(0, 0), (0.001, 0), (0.001, 0.0008), (0.0005, 0.0001), (0, 0.0008)])
    grid = next(grid for grid in town.grids if grid.level_rank == 3 and grid.setting == "community")
    homes = list(make_households(grid, MultiPolygon([crooked]), town.words, count=600, seed=3, today=TODAY))
    assert len(homes) == 600
    assert contains_xy(crooked, [home.lon for home in homes], [home.lat for home in homes]).all()
    assert len({home.address for home in homes}) == 600
    assert [home.order for home in homes] == list(range(1, 601))


def test_walking_in_order_is_short(town: Town) -> None:
    village = next(grid for grid in town.grids if grid.setting == "village" and grid.level_rank == 3)
    homes = list(make_households(village, box(0, 0, 0.02, 0.02), town.words, count=100, seed=1, today=TODAY))
    steps = [abs(a.lon - b.lon) + abs(a.lat - b.lat) for a, b in itertools.pairwise(homes)]
    # A hundred houses on a core of 0.01° stand 0.001° apart; strolling at random would take 0.0067° a step.
    assert sum(steps) / len(steps) < 0.0025


def test_an_empty_polygon_is_refused_in_chinese(town: Town) -> None:
    with pytest.raises(ValueError, match="没有面积"):
        list(make_households(town.grids[2], Polygon(), town.words, count=5, seed=1, today=TODAY))


def test_household_kinds_hold_who_they_should(town: Town) -> None:
    kinds = Counter(home.kind for home in town.households)
    total = len(town.households)
    assert 0.7 < kinds["resident"] / total < 0.9
    assert set(kinds) == {"resident", "away", "rented", "vacant"}
    for home in town.households:
        assert home.head
        assert bool(home.residents) == (home.kind != "vacant")
        assert all(person.away for person in home.residents) == (home.kind in {"away", "vacant"})
        assert not home.residents or home.residents[0].name == home.head
    assert len({home.code for home in town.households}) == total


def test_staff_cover_the_tree_but_for_one_grid(town: Town, longcheng: Profile) -> None:
    held = Counter((assigned.grid_code, assigned.role) for member in town.members for assigned in member.assignments)
    for village in (grid for grid in town.grids if grid.level_rank == 2):
        assert held[village.code, "head"] == 1
    lowest = [grid for grid in town.grids if grid.level_rank == 3]
    assert [grid.code for grid in lowest if not held[grid.code, "member"]] == [lowest[-1].code]
    assert max(held[grid.code, "member"] for grid in lowest) == 2
    assert any(len(member.assignments) > 1 for member in town.members)
    roles = {role.key for role in longcheng.roles if role.portal_role or role.acts_as}
    assert {assigned.role for member in town.members for assigned in member.assignments} == roles
    clerks = {member.department for member in town.members if member.department}
    assert clerks == {department.code for department in longcheng.departments}
    assert len({member.phone for member in town.members}) == len(town.members)
    assert {member.employment for member in town.members} == {"full", "part"}


def test_establishments_are_of_kinds_the_profile_knows(town: Town, longcheng: Profile) -> None:
    units = [
        unit
        for grid in town.grids
        if grid.level_rank == 3
        for unit in make_establishments(grid, town.outline, town.words, seed=1)
    ]
    assert {unit.kind for unit in units} <= {kind.key for kind in longcheng.establishment_kinds}
    assert {"school", "hospital", "market"} <= {unit.kind for unit in units}
    assert len({unit.code for unit in units}) == len(units)
    assert len({(unit.grid_code, unit.name) for unit in units}) == len(units)
