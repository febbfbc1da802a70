"""大路乡: the profile says what the plan says, by number and name. How it is lived: `tests.stories`."""

import datetime as dt

import pytest

from seeds.loading import available_profiles, load_profile
from seeds.schema import Profile


@pytest.fixture(scope="module")
def dalu() -> Profile:
    return load_profile(available_profiles()["dalu"])


def test_township_village_and_hamlet_are_the_lower_three_of_four_levels(dalu: Profile) -> None:
    assert [level.short for level in dalu.levels] == ["乡", "村", "网格"]
    assert [
        "二级网格" in dalu.levels[0].name,
        "三级网格" in dalu.levels[1].name,
        "四级网格" in dalu.levels[2].name,
    ] == [True] * 3
    villages = [area for area in dalu.areas if area.level == "village"]
    assert len(villages) == 13
    assert (dalu.place.name, dalu.place.code) == ("大路乡", "341323118")
    assert "大路村" in [area.name for area in villages]


def test_a_grid_is_a_natural_village_or_700_people(dalu: Profile) -> None:
    hamlet, street = dalu.visiting_level.sizes
    assert (hamlet.grid_kind, hamlet.natural_village, hamlet.allows(1)) == ("ordinary", True, True)
    assert (street.grid_kind, street.unit) == ("street", "people")
    assert [street.allows(size) for size in (699, 700, 5000)] == [False, True, True]


def test_who_leads_and_who_may_look_after_several_grids(dalu: Profile) -> None:
    roles = {role.key: role for role in dalu.roles}
    assert (roles["township_head"].held_by, roles["township_head"].maximum) == ("乡综治干事", 1)
    assert "“两委”干部" in (roles["head"].held_by or "")
    assert "兼任网格员" in (roles["head"].held_by or "")
    assert roles["member"].covers == "either"
    assert roles["member"].qualifications[0] == "高中以上文化程度"


def test_seven_duties_in_the_plans_order_and_seven_services_on_the_board(dalu: Profile) -> None:
    member = next(role for role in dalu.roles if role.key == "member")
    assert [duty.partition("：")[0] for duty in member.duties] == [
        "信息采集", "实有人口协管", "社情民意收集", "矛盾纠纷排查化解", "安全隐患排查", "夯实群防群治", "开展平安创建",
    ]  # fmt: skip
    board = dalu.texts.board
    assert board
    assert len(board.services) == 7


def test_eight_kinds_of_key_people_are_all_sensitive(dalu: Profile) -> None:
    key_people = [category for category in dalu.care_categories if category.group == "special"]
    assert [category.name for category in key_people] == [
        "刑满释放人员", "社区矫正对象", "不良行为青少年", "吸毒人员", "艾滋病人", "涉邪人员", "信访积案人员", "严重精神障碍患者",
    ]  # fmt: skip
    assert all(category.sensitive and category.service_file for category in key_people)


def test_the_member_walks_daily_the_village_head_weekly(dalu: Profile) -> None:
    walks = {(rule.role, rule.times, rule.per) for rule in dalu.visit_frequencies if rule.whole_area}
    assert walks == {("member", 1, "day"), ("head", 1, "week")}
    patrols = {(routine.role, routine.per) for routine in dalu.routines if routine.kind == "patrol"}
    assert patrols == {("member", "day"), ("head", "week")}


def test_issues_climb_from_member_to_village_township_and_county_and_are_archived(dalu: Profile) -> None:
    work = dalu.casework
    assert [(step.level, step.role) for step in work.escalation] == [
        ("grid", "member"), ("village", "head"), ("town", "township_head"), (None, None),
    ]  # fmt: skip
    assert work.loop[-1] == "办结归档"
    assert work.limit_for("emergencies").at_once
    handed_out = {each.outside for each in work.classes if each.outside}
    assert handed_out == {platform.key for platform in work.platforms} == {"county_platform"}
    assert any(table.name == "办结归档表" for table in dalu.tables)


def test_the_map_shows_landmarks_and_board_card_and_leaflet_are_there(dalu: Profile) -> None:
    texts = dalu.texts
    assert texts.grid_map
    assert set(texts.grid_map.shows) >= {"boundaries", "houses", "roads", "enterprises", "schools", "hospitals"}
    assert texts.board
    assert {"photo", "phone", "duties"} <= set(texts.board.shows)
    assert texts.leaflet
    assert len(texts.leaflet.chapters) == 4
    assert texts.card.duties


def test_two_phases_meet_on_5_december(dalu: Profile) -> None:
    (campaign,) = dalu.campaigns
    first, second = campaign.phases
    assert (first.ends_on, second.starts_on, second.ends_on) == (
        dt.date(2020, 12, 5), dt.date(2020, 12, 5), dt.date(2020, 12, 31),
    )  # fmt: skip


def test_information_is_sorted_in_six_and_four_things_are_clear(dalu: Profile) -> None:
    assert {kind.name for kind in dalu.base_information} == {"人", "地", "物", "事", "情", "组织"}
    assert [section.name for section in dalu.checklists[0].sections] == [
        "居住情况清", "人员信息清", "区域设施清", "隐患矛盾清",
    ]  # fmt: skip


def test_residents_and_village_cadres_judge_the_member(dalu: Profile) -> None:
    (scheme,) = dalu.assessment_schemes
    assert {"residents", "village"} <= {indicator.judged_by for indicator in scheme.indicators}
    assert [strike.measure for strike in dalu.accountability[0].strikes] == ["约谈", "通报", "重点管理"]
