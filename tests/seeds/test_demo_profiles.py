"""The demo of every profile that comes with the portal: its tree, staff, homes and issues are those the profile asks for."""

import re
from collections import Counter, defaultdict

import pytest
from shapely.geometry import box

from seeds.demo.matters import matters_of
from seeds.demo.town import (
    GridPlan,
    Vocabulary,
    grid_teams,
    make_assessments,
    make_establishments,
    make_households,
    make_issues,
    make_members,
    outline_of,
    places_of,
    plan_grids,
    usual_households,
    visiting_roles,
)
from seeds.loading import available_profiles, load_profile
from seeds.schema import Profile
from seeds.sections.tree import Level, SizeRule, SizeUnit
from tests.seeds.town import TODAY

HERE = box(116.9, 34.1, 116.95, 34.15)


@pytest.fixture(scope="module", params=sorted(available_profiles()))
def profile(request: pytest.FixtureRequest) -> Profile:
    return load_profile(available_profiles()[request.param])


@pytest.fixture(scope="module")
def tree(profile: Profile) -> list[GridPlan]:
    """The tree at the size the demo usually has."""
    return plan_grids(profile, households=usual_households(profile))


def homes_of(profile: Profile, grids: list[GridPlan]) -> list[GridPlan]:
    return [grid for grid in grids if grid.visits and grid.households_planned]


def test_the_tree_has_every_level_and_every_village(profile: Profile, tree: list[GridPlan]) -> None:
    assert {grid.level_rank for grid in tree} == {level.rank for level in profile.levels}
    names = {grid.name for grid in tree}
    assert {place.short_name for place in places_of(profile)} <= names
    parents = {grid.code: grid for grid in tree}
    for grid in tree:
        assert grid.parent_code is None or parents[grid.parent_code].level_rank < grid.level_rank
        assert grid.visits == (grid.level_rank == profile.visiting_level.rank)
        assert profile.kind_named(grid.kind) is not None
        assert grid.dedicated == profile.kind_named(grid.kind).dedicated  # type: ignore[union-attr]


def test_codes_are_unique_and_follow_the_scheme(profile: Profile, tree: list[GridPlan]) -> None:
    assert max(Counter(grid.code for grid in tree).values()) == 1
    scheme, levels = profile.code_scheme, {level.rank: level.key for level in profile.levels}
    above = {grid.code: grid for grid in tree}
    for grid in tree:
        assert re.fullmatch("[0-9A-Z]{1,20}", grid.code)
        kind, parent = profile.kind_named(grid.kind), above.get(grid.parent_code or "")
        followed = parent is not None and scheme.segments_of(levels[parent.level_rank])
        prefix = parent.code if parent is not None and followed else ""
        assert scheme.problem_with(grid.code, levels[grid.level_rank], prefix, kind.digit if kind else None) is None


def rule_for(level: Level, grid: GridPlan, unit: SizeUnit) -> SizeRule | None:
    """The rule for a grid of homes; none for a natural village, which is as big as it is."""
    fitting = [
        rule
        for rule in level.sizes
        if rule.unit == unit and rule.place in {grid.setting, "any"} and rule.grid_kind in {None, grid.kind}
    ]
    fitting.sort(key=lambda rule: (rule.grid_kind is None, rule.place == "any"))
    return None if not fitting or fitting[0].natural_village else fitting[0]


def test_sizes_keep_to_the_rules(profile: Profile, tree: list[GridPlan]) -> None:
    below = Counter(grid.parent_code for grid in tree)
    village = min(grid.level_rank for grid in tree if grid.setting != "town")
    for grid in (grid for grid in tree if grid.setting != "town" and grid.households_planned):
        level = profile.level_at(grid.level_rank)
        households, grids = rule_for(level, grid, "households"), rule_for(level, grid, "grids")
        if households is not None and grid.level_rank > village:
            assert households.allows(grid.households_planned), (grid, households)
        if grids is not None:
            assert grids.allows(below[grid.code]), (grid, grids, below[grid.code])


def test_limits_in_people_are_kept_by_the_homes_made(profile: Profile, tree: list[GridPlan]) -> None:
    words = Vocabulary.of(profile, TODAY)
    ruled = [
        (grid, rule)
        for grid in homes_of(profile, tree)
        if (rule := rule_for(profile.level_at(grid.level_rank), grid, "people")) is not None
    ]
    for grid, rule in ruled[:3]:
        homes = make_households(grid, HERE, words, seed=7, today=TODAY)
        assert rule.allows(sum(len(home.residents) for home in homes))


def test_a_small_demo_leaves_villages_without_homes_and_says_so(profile: Profile) -> None:
    grids = plan_grids(profile, households=120)
    villages = {place.short_name for place in places_of(profile)}
    assert villages <= {grid.name for grid in grids}
    empty = [grid for grid in grids if grid.name in villages and not grid.households_planned and grid.setting != "town"]
    assert all("没有住户" in (grid.remark or "") for grid in empty)
    assert sum(grid.households_planned for grid in grids if grid.visits) <= 1000


def test_every_role_is_held_and_every_home_but_one_grid_has_a_visitor(profile: Profile, tree: list[GridPlan]) -> None:
    members = make_members(profile, tree, seed=1, today=TODAY)
    held: dict[str, Counter[str]] = defaultdict(Counter)
    for member in members:
        for assigned in member.assignments:
            held[assigned.role][assigned.grid_code] += 1
    kinds = {grid.kind for grid in tree}
    for role in profile.roles:
        if role.acts_as is None or (role.kinds and not kinds & set(role.kinds)):
            continue
        assert held[role.key], role
        low = min(count for count in held[role.key].values())
        assert low >= max(1, role.minimum)
        assert max(held[role.key].values()) <= (role.maximum or 99)
    teams = grid_teams(profile, tree, members)
    assert sum(not teams[grid.code] for grid in homes_of(profile, tree)) <= 1
    assert visiting_roles(profile) <= {role.key for role in profile.roles}
    assert len({member.phone for member in members}) == len({member.id_number for member in members}) == len(members)


def test_homes_shops_and_grids_are_of_the_profiles_own_words(profile: Profile, tree: list[GridPlan]) -> None:
    words = Vocabulary.of(profile, TODAY)
    categories = {category.code: category for category in profile.care_categories}
    kinds = {kind.key for kind in profile.establishment_kinds}
    fields = {
        subject: {field.key: field for field in getattr(profile.fields, subject)}
        for subject in ("household", "resident")
    }
    for grid in homes_of(profile, tree)[:6]:
        for home in make_households(grid, HERE, words, seed=7, today=TODAY):
            assert all(categories[code].applies_to == "household" for code in home.care)
            assert all(fields["household"][key].problem_with(value) is None for key, value in home.extra.items())
            for person in home.residents:
                assert {categories[code].applies_to for code in person.care} <= {"person"}
                assert all(fields["resident"][key].problem_with(value) is None for key, value in person.extra.items())
        assert {unit.kind for unit in make_establishments(grid, HERE, words, seed=7)} <= kinds
    dedicated = [grid for grid in tree if grid.dedicated]
    assert [len(list(make_establishments(grid, HERE, words, seed=7))) for grid in dedicated] == [1] * len(dedicated)


def test_no_child_works_and_no_unit_is_without_staff(profile: Profile, tree: list[GridPlan]) -> None:
    words = Vocabulary.of(profile, TODAY)
    work = {
        each.key for each in profile.fields.resident if re.search("工作单位|职业|技能", each.name) and not each.required
    }
    staff = {each.key for each in profile.fields.establishment if each.name in {"从业人数", "职工人数"}}
    for grid in homes_of(profile, tree)[:6]:
        for home in make_households(grid, HERE, words, seed=7, today=TODAY):
            children = [person for person in home.residents if TODAY.year - person.birth_date.year < 18]
            assert not [person for person in children if work & person.extra.keys()]
        for unit in make_establishments(grid, HERE, words, seed=7):
            assert all(unit.extra.get(key) != 0 for key in staff)


def test_issues_and_assessments_are_of_the_profiles_own_words(profile: Profile) -> None:
    grids = plan_grids(profile, households=400)
    words, members = Vocabulary.of(profile, TODAY), make_members(profile, grids, seed=1, today=TODAY)
    homes = [
        home for grid in homes_of(profile, grids) for home in make_households(grid, HERE, words, seed=7, today=TODAY)
    ]
    teams = grid_teams(profile, grids, members)
    issues = list(make_issues(profile, homes, members, teams, seed=7, today=TODAY, count=40))
    casework = profile.casework
    assert {issue.source for issue in issues} <= {source.key for source in casework.sources}
    assert {issue.category for issue in issues} <= {matter.category for matter in matters_of(profile)}
    assert {issue.department for issue in issues} - {None} <= {department.code for department in profile.departments}
    assert {issue.outcome for issue in issues} - {None} <= {outcome.key for outcome in casework.outcomes}
    assert all(0 < len(issue.title) <= 100 for issue in issues)
    for scheme in (each for each in profile.assessment_schemes if each.subject == "member"):
        made = list(make_assessments(profile, members, scheme, seed=7, period="2025"))
        assert {item.grade for item in made} - {None} <= {grade.key for grade in scheme.grades}


def test_the_area_lies_in_the_county_and_has_room(profile: Profile) -> None:
    outline = outline_of(profile)
    assert outline.is_valid
    assert outline.area > 0.003
