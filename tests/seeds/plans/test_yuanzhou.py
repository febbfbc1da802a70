"""原州区: the profile says what the plan says, by number and name.

178 grids in all: said in the note of the street's level, as the schema has no count for a whole level."""

import datetime as dt

import pytest

from seeds.loading import available_profiles, load_profile
from seeds.schema import Profile


@pytest.fixture(scope="module")
def yuanzhou() -> Profile:
    return load_profile(available_profiles()["yuanzhou"])


def test_three_streets_stand_at_the_top_with_forty_communities(yuanzhou: Profile) -> None:
    streets = [area for area in yuanzhou.areas if area.level == "town"]
    assert {(area.code, area.name) for area in streets} == {
        ("640402001", "南关街道"), ("640402002", "古雁街道"), ("640402003", "北塬街道"),
    }  # fmt: skip
    communities = [area for area in yuanzhou.areas if area.level == "village"]
    assert len(communities) == 40
    assert all(area.under == area.code[:9] for area in communities)
    assert {area.kind for area in communities} == {"community"}
    assert yuanzhou.place.code == "640402"


def test_a_grid_has_300_to_500_households_between_roads(yuanzhou: Profile) -> None:
    (rule,) = yuanzhou.visiting_level.sizes
    assert [rule.allows(size) for size in (299, 300, 500, 501)] == [False, True, True, False]
    assert "道路、街巷" in (yuanzhou.visiting_level.note or "")
    assert "178 个网格" in (yuanzhou.level_at(1).note or "")


def test_three_levels_are_led_by_street_secretary_community_secretary_and_member(yuanzhou: Profile) -> None:
    held = {role.name: role.held_by for role in yuanzhou.roles if role.name.endswith(("网格长", "网格员"))}
    assert held["一级网格长"] == "街道党工委书记"
    assert held["二级网格长"] == "社区书记"
    assert (held["专职网格员"] or "").startswith("社区工作者")
    (post,) = yuanzhou.teams[0].posts
    assert (yuanzhou.teams[0].name, post.role, post.minimum, post.maximum) == ("一格一员", "member", 1, 1)
    member = next(role for role in yuanzhou.roles if role.key == "member")
    assert member.employment == ("full",)
    assert len(member.duties) == 9


def test_the_loop_closes_in_five_steps_with_a_limit_at_every_level(yuanzhou: Profile) -> None:
    work = yuanzhou.casework
    assert list(work.loop) == ["源头发现", "采集建档", "分流交办", "检查督促", "结果反馈"]
    assert [step.level for step in work.escalation] == ["grid", "village", "town"]
    assert all(step.limit for step in work.escalation)
    assert work.revisit.every_issue


def test_kinds_of_people_are_visited_at_different_intervals(yuanzhou: Profile) -> None:
    rules = {(rule.times, rule.per) for rule in yuanzhou.visit_frequencies}
    assert len(rules) >= 3
    everybody = next(rule for rule in yuanzhou.visit_frequencies if rule.category is None)
    assert (everybody.times, everybody.per) == (1, "quarter")
    named = {category.code for category in yuanzhou.care_categories}
    assert {rule.category for rule in yuanzhou.visit_frequencies if rule.category} < named


def test_services_are_posted_in_public_places(yuanzhou: Profile) -> None:
    board = yuanzhou.texts.board
    assert board
    assert {"photo", "phone", "duties", "services"} <= set(board.shows)
    assert board.services
    assert "公示地点" in [field.name for field in yuanzhou.fields.grid]


def test_prepare_implement_accept(yuanzhou: Profile) -> None:
    (campaign,) = yuanzhou.campaigns
    assert [(phase.name, phase.ends_on.month, phase.ends_on.day) for phase in campaign.phases] == [
        ("准备阶段", 4, 30), ("实施阶段", 5, 31), ("验收阶段", 6, 30),
    ]  # fmt: skip
    phase = campaign.phase_on(dt.date(2021, 6, 1))
    assert phase
    assert phase.key == "accept"


def test_six_elements_and_the_three_that_work_together(yuanzhou: Profile) -> None:
    assert [kind.name for kind in yuanzhou.base_information] == ["人", "地", "物", "事", "情", "组织"]
    kinds = {kind.name for kind in yuanzhou.establishment_kinds}
    assert {"社会组织", "社会工作服务机构", "志愿服务组织", "三社联动工作站", "物业服务企业"} <= kinds
    assert {"党员示范岗", "党员先锋岗", "党员责任岗"} == {
        option.name for field in yuanzhou.fields.resident if field.key == "party_post" for option in field.options
    }


def test_results_decide_on_pay_and_contract_and_leading_offices_are_named(yuanzhou: Profile) -> None:
    scheme = next(scheme for scheme in yuanzhou.assessment_schemes if scheme.subject == "member")
    assert "报酬" in (scheme.grades[0].consequence or "")
    assert scheme.grades[-1].consequence == "解聘"
    assert any(indicator.judged_by == "residents" for indicator in scheme.indicators)
    assert {"党政办公室", "社区管理办公室"} <= {department.name for department in yuanzhou.departments}
