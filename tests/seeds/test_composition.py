"""A county with towns that add to its profile: what they may add, where it holds, and what is refused."""

from pathlib import Path
from typing import Any

import pytest

from seeds.composition import CompositionError, compose
from seeds.loading import available_profiles, load_profile, parse_profile
from seeds.schema import Profile

HEAD = """schema_version: 1
extends: wangjiang
meta: {id: %s, title: %s增补, source: 试验}
place: {name: %s, code: "%s", county: 望江县, county_code: "340827"}
"""
FISHING = """
fields:
  household:
    - {key: fishing_boat, name: 有渔船, kind: boolean, in_list: true}
"""


@pytest.fixture(scope="module")
def county() -> Profile:
    """望江县."""
    return load_profile(available_profiles()["wangjiang"])


def town(name: str, code: str, rest: str = "") -> Profile:
    """A town's profile that extends the county's."""
    key = f"town_{code}"
    return parse_profile(HEAD % (key, name, name, code) + rest, Path(f"{key}.yaml"))


def leichi(rest: str = "") -> Profile:
    return town("雷池镇", "340827109", rest)


def taici(rest: str = "") -> Profile:
    return town("太慈镇", "340827107", rest)


def refused(county: Profile, *towns: Profile) -> list[str]:
    """Why they do not go together."""
    with pytest.raises(CompositionError) as caught:
        compose(county, towns)
    return caught.value.problems


def test_without_additions_it_is_the_countys_own(county: Profile) -> None:
    assert compose(county, []) is county
    assert compose(county, [leichi()]) == county


def test_what_a_town_adds_holds_for_its_area(county: Profile) -> None:
    whole = compose(county, [leichi(FISHING)])
    (added,) = [field for field in whole.fields.household if field.key == "fishing_boat"]
    assert added.areas == ("340827109",)
    assert [field for field in whole.fields.household if field is not added] == list(county.fields.household)
    assert whole.meta == county.meta
    assert whole.place == county.place


def test_two_towns_that_add_the_same_share_it(county: Profile) -> None:
    whole = compose(county, [leichi(FISHING), taici(FISHING)])
    (added,) = [field for field in whole.fields.household if field.key == "fishing_boat"]
    assert added.areas == ("340827109", "340827107")


def test_two_towns_that_mean_different_things_by_one_key_are_refused(county: Profile) -> None:
    other = FISHING.replace("有渔船, kind: boolean", "渔船数, kind: integer")
    assert refused(county, leichi(FISHING), taici(other)) == [
        "太慈镇：fields.household 中的“fishing_boat”与另一乡镇增加的同名内容不一致，请换一个代号"
    ]


def test_a_town_has_a_letter_of_its_own(county: Profile) -> None:
    whole = compose(county, [leichi("texts: {letter: {title: 致雷池镇乡亲的一封信}}")])
    assert whole.texts == county.texts
    assert whole.texts_for(["340827109200", "340827109"]).letter.title == "致雷池镇乡亲的一封信"
    assert whole.texts_for(["340827107200", "340827107"]) == county.texts


@pytest.mark.parametrize(("change", "reason"), [
    ("casework: {default_limit: {working_days: 9}}", "不能改动县级方案的 casework.default_limit.working_days，只能增加"),
    ("departments: [{code: police, name: 派出所}]", "不能改动县级方案 departments 中的“police”，只能增加"),
    ("care_categories: [{code: migrant, remove: true}]", "不能去掉县级方案 care_categories 中的“migrant”"),
    ("levels: [{key: group, short: 屋场}]", "不能改动县级方案的 levels，只能增加"),
])  # fmt: skip
def test_a_town_may_not_change_what_the_county_laid_down(county: Profile, change: str, reason: str) -> None:
    assert f"雷池镇：{reason}" in refused(county, leichi(change))


def test_only_a_town_of_the_county_may_add(county: Profile) -> None:
    stranger = leichi().model_copy(update={"place": county.place})
    assert refused(county, stranger) == ["“望江县”（340827）不是望江县的乡镇（街道）"]


def test_all_reasons_come_at_once(county: Profile) -> None:
    changes: Any = "departments: [{code: police, name: 派出所}]\nlevels: [{key: group, short: 屋场}]"
    assert len(refused(county, leichi(changes), taici(changes))) == 4
