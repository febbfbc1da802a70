"""How often somebody is visited, as people say it."""

import pytest

from seeds.loading import available_profiles, load_profile
from seeds.sections.register import VisitFrequency


def test_a_rule_names_whom_how_often_and_by_whom() -> None:
    assert VisitFrequency(times=1, per="week").text("高龄老人", "网格员") == "高龄老人每周不少于 1 次，由网格员"
    assert VisitFrequency(times=2, per="half_year").text() == "全部住户每半年不少于 2 次"


def test_a_walk_through_the_grid_is_no_visit_to_every_home() -> None:
    walk = VisitFrequency(times=1, per="day", whole_area=True, note="错时巡查")
    assert walk.text() == "每日巡查网格 1 次（错时巡查）"


@pytest.mark.parametrize("plan", sorted(available_profiles()))
def test_every_rule_of_a_plan_is_told_with_names(plan: str) -> None:
    profile = load_profile(available_profiles()[plan])
    told = [profile.frequency_text(each) for each in profile.visit_frequencies]
    assert told
    keys = {each.key for each in profile.roles} | {each.code for each in profile.care_categories}
    assert not [text for text in told if any(key in text for key in keys)]
