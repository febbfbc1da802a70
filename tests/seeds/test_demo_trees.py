"""Trees of shapes that no plan has yet: villages that are visited themselves, parts below what is visited, free codes."""

from typing import Any

import pytest
import yaml

from seeds.demo.town import GridPlan, make_members, outline_of, places_of, plan_grids
from seeds.loading import available_profiles
from seeds.schema import Profile
from tests.seeds.town import TODAY

LEVELS = {
    "town": {"key": "town", "name": "镇", "short": "镇"},
    "squad": {"key": "squad", "name": "网格中队", "short": "中队"},
    "village": {"key": "village", "name": "村（社区）", "short": "村（社区）"},
    "grid": {"key": "grid", "name": "网格", "short": "网格"},
    "cell": {"key": "cell", "name": "单元格", "short": "单元（格）"},
}


def profile_with(levels: tuple[str, ...], visiting: str, scheme: list[dict[str, Any]], **rules: Any) -> Profile:
    """The first profile's place and words with other levels; `rules`: size rules by level."""
    document = yaml.safe_load(available_profiles()["longcheng"].read_text(encoding="utf-8"))
    kept = {
        "schema_version",
        "meta",
        "place",
        "care_groups",
        "care_categories",
        "establishment_kinds",
        "departments",
        "texts",
    }
    document = {key: value for key, value in document.items() if key in kept}
    for section in document["care_categories"]:
        section.pop("ledger", None)
    acting = [("leader", levels[0]), ("head", "village"), ("member", visiting), ("helper", levels[-1])]
    document |= {
        "levels": [
            {"rank": rank, **LEVELS[key], "visits": key == visiting, "sizes": rules.get(key, [])}
            for rank, key in enumerate(levels, 1)
        ],
        "grid_kinds": [{"key": "plain", "name": "普通", "digit": "1"}],
        "code_scheme": {"kind": "fixed", "segments": scheme} if scheme else {"kind": "none"},
        "roles": [
            {"key": acts, "name": acts, "level": level, "acts_as": acts, "duties": ["巡查"]} for acts, level in acting
        ],
        "casework": {
            "sources": [{"key": "visit", "name": "走访"}],
            "categories": [{"code": "any", "name": "其他事项"}],
            "outcomes": [{"key": "solved", "name": "已解决"}],
            "default_limit": {"working_days": 5},
        },
    }  # fmt: skip
    return Profile.model_validate(document)


def at(profile: Profile, grids: list[GridPlan], key: str) -> list[GridPlan]:
    rank = next(level.rank for level in profile.levels if level.key == key)
    return [grid for grid in grids if grid.level_rank == rank]


def test_villages_may_be_visited_themselves() -> None:
    profile = profile_with(("town", "village"), "village", [])
    grids = plan_grids(profile, households=2000)
    villages = at(profile, grids, "village")
    assert [grid.code for grid in villages] == [place.code for place in places_of(profile)]
    assert sum(grid.households_planned for grid in villages) == pytest.approx(2000, rel=0.02)
    assert len(grids) == 1 + len(villages)


def test_villages_are_grouped_under_a_level_between() -> None:
    rules = {"town": [{"place": "any", "unit": "grids", "minimum": 3, "maximum": 3}]}
    profile = profile_with(("town", "squad", "village", "grid"), "grid", [], **rules)
    grids = plan_grids(profile, households=3000)
    assert [grid.name for grid in at(profile, grids, "squad")] == ["第一中队", "第二中队", "第三中队"]
    assert {grid.parent_code for grid in at(profile, grids, "village")} == {
        grid.code for grid in at(profile, grids, "squad")
    }
    assert len({grid.code for grid in grids}) == len(grids)


def test_parts_below_what_is_visited_have_no_homes_but_people_in_charge() -> None:
    profile = profile_with(("town", "village", "grid", "cell"), "grid", [])
    grids = plan_grids(profile, households=2000)
    cells = at(profile, grids, "cell")
    assert cells
    assert {grid.households_planned for grid in cells} == {0}
    assert not any(grid.visits for grid in cells)
    assert {grid.name for grid in cells} >= {"第一单元", "第二单元"}
    held = {
        each.grid_code for member in make_members(profile, grids, seed=1, today=TODAY) for each in member.assignments
    }
    assert {grid.code for grid in cells} - held <= {cells[-1].code}


def test_cells_keep_to_their_size_under_the_number_of_grids_a_village_has() -> None:
    rules: dict[str, Any] = {
        "village": [{"place": "any", "unit": "grids", "minimum": 2, "maximum": 4}],
        "cell": [{"place": "any", "maximum": 30}],
    }
    profile = profile_with(("town", "village", "grid", "cell"), "cell", [], **rules)
    grids = plan_grids(profile, households=1500)
    assert max(grid.households_planned for grid in at(profile, grids, "cell")) <= 30
    for village in at(profile, grids, "village"):
        assert 2 <= sum(grid.parent_code == village.code for grid in grids) <= 4


def test_codes_of_three_one_and_two_digits_carry_the_kind() -> None:
    scheme = [
        {"name": "村", "digits": 3, "level": "village"},
        {"name": "类别", "digits": 1, "filled_by": "kind"},
        {"name": "序号", "digits": 2, "level": "grid"},
    ]
    profile = profile_with(("town", "village", "grid"), "grid", scheme)
    grids = plan_grids(profile, households=2000)
    villages = {grid.code for grid in at(profile, grids, "village")}
    assert villages == {place.code[-3:] for place in places_of(profile)}
    for grid in at(profile, grids, "grid"):
        assert (len(grid.code), grid.code[3]) == (6, "1")
        assert grid.code[:3] in villages


def test_what_the_public_list_does_not_have_says_so() -> None:
    profile = profile_with(("town", "village"), "village", [])
    document = profile.model_dump(mode="json", exclude_defaults=True)
    document["areas"] = [
        {"code": "341322100207", "name": "人民村", "level": "village"},
        {"code": "341322100208", "name": "王小庄村", "level": "village"},
        {"code": "341322100299", "name": "新设村", "level": "village", "kind": "village"},
    ]
    known, renamed, unknown = places_of(Profile.model_validate(document))
    assert known.remark is None
    assert "王大庄村委会" in (renamed.remark or "")
    assert "没有查到" in (unknown.remark or "")
    assert unknown.setting == "village"
    remarks = {grid.name: grid.remark or "" for grid in plan_grids(Profile.model_validate(document), households=300)}
    assert "没有查到" in remarks["新设村"]


def test_a_county_without_a_known_outline_lies_somewhere_and_says_so() -> None:
    document = profile_with(("town", "village"), "village", []).model_dump(mode="json", exclude_defaults=True)
    document["place"] = {"name": "新镇", "code": "999999100", "county": "新县", "county_code": "999999"}
    document["areas"] = [{"code": "999999100201", "name": "一村", "level": "village"}]
    profile = Profile.model_validate(document)
    assert outline_of(profile).is_valid
    assert "位置也是演示虚构" in (plan_grids(profile, households=100)[0].remark or "")
