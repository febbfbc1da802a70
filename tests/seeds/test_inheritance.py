"""A profile laid over another says what differs, keeps the rest, and its faults still name the file they stand in."""

from pathlib import Path

import pytest
import yaml

from seeds.loading import find_profile, load_profile, parent_of, parse_profile, resolve
from seeds.problems import Problem, ProfileError
from seeds.schema import Profile

HERE = Path(__file__).parent / "inherited"
COUNTY, TOWN = HERE / "qingshan.yaml", HERE / "liuxi.yaml"
HEAD = """
extends: {parent}
meta: {{id: {id}, title: 试写的方案, source: 试写}}
place: {{name: 柳溪镇, code: "990101001", county: 青山县, county_code: "990101"}}
"""


def find(key: str) -> tuple[str, Path] | None:
    path = HERE / f"{key}.yaml"
    return (path.read_text(encoding="utf-8"), path) if path.is_file() else None


def with_county_as_area(key: str) -> tuple[str, Path] | None:
    text = COUNTY.read_text(encoding="utf-8")
    row = 'areas:\n  - {code: "990101", name: 青山县, level: town}\n'
    return (text.replace("areas:\n", row, 1), COUNTY) if key == "above" else find(key)


def child(text: str, parent: str = "qingshan") -> Profile:
    return parse_profile(HEAD.format(parent=parent, id="trial") + text, Path("trial.yaml"), with_county_as_area)


def faults(text: str, find: object = find) -> list[Problem]:
    with pytest.raises(ProfileError) as refused:
        parse_profile(text, Path("trial.yaml"), find)  # type: ignore[arg-type]
    return refused.value.problems


def faults_of_child(text: str) -> list[Problem]:
    return faults(HEAD.format(parent="qingshan", id="trial") + text)


@pytest.fixture(scope="module")
def county() -> Profile:
    return load_profile(COUNTY)


@pytest.fixture(scope="module")
def town() -> Profile:
    return load_profile(TOWN)


def test_what_the_town_does_not_mention_stays_as_the_county_has_it(county: Profile, town: Profile) -> None:
    for section in (
        "grid_kinds",
        "code_scheme",
        "roles",
        "care_categories",
        "visit_frequencies",
        "establishment_kinds",
    ):
        assert getattr(town, section) == getattr(county, section)
    assert town.levels[:2] == county.levels[:2]
    assert town.texts.letter.title == county.texts.letter.title


def test_the_town_adds_changes_and_removes(town: Profile) -> None:
    assert [field.key for field in town.fields.household] == ["water", "homestay", "flood"]
    assert [department.code for department in town.departments] == ["safety", "civil", "tourism"]
    assert [each.code for each in town.casework.categories] == ["disputes", "relief", "emergencies", "homestays"]
    rule = town.visiting_level.size_rule("village")
    assert rule
    assert rule.maximum == 600
    assert town.casework.limit_for("relief").working_days == 7
    assert len(town.texts.letter.paragraphs) == 1
    assert town.texts.card.footer is None


def test_a_time_limit_is_replaced_whole(town: Profile) -> None:
    limit = town.casework.limit_for("emergencies")
    assert (limit.at_once, limit.working_days) == (False, 1)


def test_only_areas_inside_the_new_place_are_inherited(county: Profile, town: Profile) -> None:
    assert [area.name for area in town.areas] == ["柳溪镇", "上湾村", "下湾村"]
    assert len(county.areas) == 5
    above = child('areas:\n  - {code: "990101001203", name: 新湾村, level: village, under: "990101001"}\n', "above")
    assert [area.name for area in above.areas] == ["青山县", "柳溪镇", "上湾村", "下湾村", "新湾村"]


def test_an_empty_list_empties_and_identity_is_the_childs_own() -> None:
    profile = child("areas: []\nfields: {household: []}\n")
    assert (profile.areas, profile.fields.household) == ((), ())
    assert profile.meta.id == "trial"
    missing = {problem.key for problem in faults("extends: qingshan\n")}
    assert {"meta", "place"} <= missing


def test_faults_name_file_line_and_key_where_they_are_written() -> None:
    (own,) = faults_of_child("casework:\n  categories:\n    - {code: relief, limit: {working_days: 0}}\n")
    assert (own.file, own.line, own.key) == ("trial.yaml", 7, "casework.categories[0].limit.working_days")
    (inherited,) = faults_of_child("departments:\n  - {code: fishery, remove: true}\n")
    line = COUNTY.read_text(encoding="utf-8").splitlines().index(
        "    - {code: fishing, name: 违规捕捞, department: fishery}"
    ) + 1  # fmt: skip
    assert (inherited.file, inherited.line, inherited.key) == (
        "qingshan.yaml",
        line,
        "casework.categories[3].department",
    )
    assert "上级方案" in inherited.expectation


def test_a_new_row_lacking_something_is_named_in_the_child() -> None:
    (problem,) = faults_of_child("departments:\n  - {code: tourism}\n")
    assert (problem.file, problem.line, problem.key) == ("trial.yaml", 6, "departments[0].name")


@pytest.mark.parametrize(
    ("text", "key", "expectation"),
    [
        ("departments:\n  - {code: court, remove: true}\n", "departments[0]", "没有 code 为“court”"),
        ("departments:\n  - {code: civil, name: 民政, remove: true}\n", "departments[0].remove", "两项"),
        ("departments:\n  - {code: civil, remove: 是}\n", "departments[0].remove", "remove: true"),
        ("departments:\n  - {remove: true}\n", "departments[0].remove", "只写 code"),
        ("departments:\n  - {code: civil, name: 甲}\n  - {code: civil, name: 乙}\n", "departments[1].code", "重复"),
        ("departments:\n  - {name: 文旅办}\n", "departments[0].code", "必须填写"),
        ("departments:\n  - 文旅办\n", "departments[0]", "键: 值"),
        ("departments: 文旅办\n", "departments", "列表"),
        ("departments:\n", "departments", "内容"),
        ("bonus: {remove: true}\n", "bonus", "不用去掉"),
        ("casework: {remove: true}\n", "casework", "必须填写"),
        ("texts:\n  letter:\n    title: 甲\n    title: 乙\n", "texts.letter.title", "两次"),
    ],
)
def test_what_cannot_be_merged_is_refused_in_words(text: str, key: str, expectation: str) -> None:
    problems = [problem for problem in faults_of_child(text) if problem.file == "trial.yaml"]
    assert [problem.key for problem in problems] == [key]
    assert expectation in problems[0].expectation


def test_unknown_circular_and_too_long_chains_are_refused() -> None:
    (unknown,) = faults(HEAD.format(parent="nowhere", id="trial"))
    assert (unknown.line, unknown.key) == (2, "extends")
    assert "nowhere" in unknown.expectation
    (listed,) = faults("extends: [qingshan]\n")
    assert "id" in listed.expectation
    circle = {
        key: (HEAD.format(parent=parent, id=key), Path(f"{key}.yaml")) for key, parent in [("a", "b"), ("b", "a")]
    }
    around = faults(circle["a"][0], circle.get)
    assert any("绕回" in problem.expectation for problem in around)
    (itself,) = faults(HEAD.format(parent="trial", id="trial"))
    assert "绕回" in itself.expectation


def test_three_generations_are_allowed_and_four_are_not() -> None:
    chain = {
        f"p{n}": (HEAD.format(parent=f"p{n - 1}" if n else "qingshan", id=f"p{n}"), Path(f"p{n}.yaml"))
        for n in range(4)
    }

    def among(key: str) -> tuple[str, Path] | None:
        return chain.get(key) or find(key)

    assert parse_profile(*chain["p2"], among).meta.id == "p2"
    assert any("3 层" in problem.expectation for problem in faults(chain["p3"][0], among))


def test_a_faulty_parent_is_named_first_and_then_its_faults() -> None:
    broken = COUNTY.read_text(encoding="utf-8").replace("kind: none", "kind: maybe"), COUNTY
    first, second = faults(HEAD.format(parent="qingshan", id="trial"), {"qingshan": broken}.get)
    assert (first.file, first.key) == ("trial.yaml", "extends")
    assert (second.file, second.key) == ("qingshan.yaml", "code_scheme.kind")


def test_the_resolved_text_says_the_same_without_extending_anything(town: Profile) -> None:
    text = resolve(TOWN.read_text(encoding="utf-8"), TOWN, find)
    assert parent_of(text) is None
    assert parse_profile(text, TOWN, lambda _key: None) == town
    assert "柳溪镇" in text
    assert resolve(text, TOWN, find) == text


def test_a_text_that_extends_nothing_is_its_own_resolution() -> None:
    text = COUNTY.read_text(encoding="utf-8")
    assert resolve(text, COUNTY, find) == text


@pytest.mark.parametrize("key", ["longcheng", "dongye"])
def test_an_empty_child_of_a_real_profile_equals_its_parent(key: str) -> None:
    text, path = find_profile(key) or ("", Path())
    parent = yaml.safe_load(text)
    extending = yaml.safe_dump({"extends": key, "meta": {**parent["meta"], "id": "trial"}, "place": parent["place"]})
    made, given = parse_profile(extending, Path("trial.yaml")), parse_profile(text, path)
    assert made == given.model_copy(update={"meta": made.meta})
    assert parse_profile(resolve(extending, Path("trial.yaml")), Path("trial.yaml")) == made
