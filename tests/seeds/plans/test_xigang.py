"""Xigang: every household and every business is visited, every problem listed, sorted into three classes and struck off."""

import datetime as dt

import pytest

from seeds.loading import available_profiles, load_profile
from seeds.schema import Profile
from seeds.sections.campaigns import Campaign


@pytest.fixture(scope="module")
def plan() -> Profile:
    return load_profile(available_profiles()["xigang"])


@pytest.fixture(scope="module")
def campaign(plan: Profile) -> Campaign:
    (only,) = plan.campaigns
    return only


def test_levels_run_from_brigade_over_squadron_to_village_grid_and_its_areas(plan: Profile) -> None:
    assert [level.name for level in plan.levels] == ["镇网格巡查大队", "网格巡查中队", "村居（社区）网格", "责任区域"]
    assert plan.visiting_level.key == "area"
    villages = [area for area in plan.areas if area.level == "village"]
    assert len(villages) == 70
    assert {area.under for area in villages} == {plan.place.code}
    assert [area.name for area in villages if area.kind == "community"] == ["西岗新居社区"]


def test_codes_have_9_12_and_15_digits_and_squadrons_stay_out_of_them(plan: Profile) -> None:
    scheme = plan.code_scheme
    assert [scheme.length_of(level.key) for level in plan.levels] == [9, None, 12, 15]
    assert scheme.next_code("area", "370481106200", {"370481106200001"}) == "370481106200002"
    assert "370481106200" in (scheme.problem_with("370481106201001", "area", parent="370481106200") or "")


def test_the_village_secretary_heads_the_grid_and_one_survey_team_works_in_every_area(plan: Profile) -> None:
    roles = {role.key: role for role in plan.roles}
    head = roles[plan.level_at(3).head_role or ""]
    assert (head.name, head.held_by, head.minimum, head.maximum) == ("网格长", "村居党支部书记", 1, 1)
    assert roles["squadron_leader"].level == "squadron"
    (team,) = plan.teams
    assert (team.name, team.level) == ("走访调查小组", "area")
    assert [(post.role, post.minimum) for post in team.posts] == [("cadre", 1), ("member", 1)]
    assert {roles[post.role].acts_as for post in team.posts} == {"member"}
    assert {"综合考核组成员", "督导督查岗"} <= {role.name for role in plan.roles}


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        ("2023-10-19", None),
        ("2023-10-20", "宣传动员"),
        ("2023-10-24", "宣传动员"),
        ("2023-10-25", "集中调查"),
        ("2023-11-20", "集中调查"),
        ("2023-11-21", "总结提质"),
        ("2023-12-31", "总结提质"),
        ("2024-01-01", None),
    ],
)
def test_every_day_lies_in_its_phase(campaign: Campaign, day: str, phase: str | None) -> None:
    found = campaign.phase_on(dt.date.fromisoformat(day))
    assert (found.name if found else None) == phase


def test_objects_are_all_households_and_all_businesses_and_nobody_is_left_out(campaign: Campaign) -> None:
    homes, businesses = campaign.objects
    assert (homes.name, homes.subject, homes.care, homes.target) == ("全体住户", "household", (), 100)
    assert (businesses.name, businesses.subject, businesses.target) == ("经营业户", "establishment", 100)
    assert {"shop", "restaurant", "market", "enterprise"} <= set(businesses.kinds)
    assert not {"organ", "school", "hospital"} & set(businesses.kinds)


def test_home_comes_first_and_those_long_away_are_telephoned(campaign: Campaign) -> None:
    assert campaign.ways[:2] == ("home", "phone")
    (rule,) = campaign.telephone
    assert rule.required
    assert rule.objects == ("homes",)


def test_nine_topics_are_asked_about_kept_and_made_categories_of_issues(plan: Profile, campaign: Campaign) -> None:
    nine = [
        "社会治安",
        "矛盾纠纷",
        "特殊人群",
        "常住（外来）人口",
        "房屋租赁",
        "消防安全",
        "危房排查",
        "社会保障",
        "社情民意",
    ]
    assert list(campaign.topics) == nine
    assert [kind.name for kind in plan.base_information] == nine
    assert [each.name for each in plan.casework.categories if each.parent is None] == nine
    (checklist,) = plan.checklists
    raised = {question.raises for section in checklist.sections for question in section.questions}
    assert {"public_order", "disputes", "special_people", "tenancy"} <= raised
    assert {"fire_hazards", "buildings", "social_security"} <= raised


def test_fields_of_the_town_belong_to_a_topic_and_hide_who_is_helped(plan: Profile) -> None:
    household = {field.key: field for field in plan.fields.household}
    assert household["house_safety"].label_of("d") == "D级"
    assert household["house_safety"].in_search
    assert household["let_rooms"].problem_with(-1) == "不能小于 0"
    (hidden,) = [field.name for field in plan.fields.resident if field.sensitive]
    assert hidden == "享受的救助"
    assert all(category.sensitive for category in plan.care_categories if category.group == "special")


def test_problems_are_of_three_classes_and_end_explained_when_they_cannot_be_solved(plan: Profile) -> None:
    classes = [each.name for each in plan.casework.classes]
    assert classes == ["镇级解决", "镇级和镇直部门联动解决", "镇直部门单独解决"]
    steps = [step.name for step in plan.casework.escalation]
    assert steps == ["走访调查小组", "村居网格", "网格巡查中队", "镇网格巡查大队"]
    assert "explained" in {outcome.key for outcome in plan.casework.outcomes}
    assert plan.casework.revisit.every_issue
    assert plan.casework.limit_for("emergencies").at_once


def test_three_rates_are_counted_and_a_telephone_call_is_no_visit(plan: Profile) -> None:
    rates = {rate.name: (rate.numerator, rate.denominator) for rate in plan.rates}
    assert rates["入户走访率"] == ("objects_visited", "objects_due")
    assert rates["问题办结率"] == ("issues_closed", "issues_registered")
    assert rates["回访反馈率"] == ("issues_revisited", "issues_closed")
    (grid,) = [scheme for scheme in plan.assessment_schemes if scheme.subject == "grid"]
    assert {"home_visits", "closing", "feedback"} == {each.rate for each in grid.indicators if each.rate}


def test_spot_checks_are_drawn_and_made_up_records_have_consequences(plan: Profile, campaign: Campaign) -> None:
    (sample,) = campaign.samples
    assert (sample.name, sample.of) == ("走访记录抽查", "visits")
    (rule,) = plan.accountability
    assert rule.name == "抽查发现虚报、漏报、编造"
    assert set(rule.roles) == {"squadron_leader", "head", "member"}


def test_both_annexes_and_the_list_of_those_not_reached_are_tables(plan: Profile) -> None:
    tables = {table.key: table for table in plan.tables}
    first, second = tables["problem_list"], tables["archive_summary"]
    assert first.title == "西岗镇村居网格“激活民情档案、创优满意网格”活动采集问题清单"
    assert second.title == "西岗镇网格巡查中队民情档案汇总表"
    assert first.forms == second.forms == ("xlsx", "pdf")
    assert (second.filled_by, second.group_by) == ("squadron_leader", "class")
    assert {"due_on", "closed_on", "revisited_on"} <= {column.source for column in second.columns}
    assert tables["not_reached"].only == ("unvisited",)
