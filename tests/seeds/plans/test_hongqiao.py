"""Hongqiao: one walk, two questions, three looks; who visits whom by a table; those not at home telephoned or registered. How it is
lived: `tests.stories`.

Still to come: routes on a map, entry of visits by a code at the door (annex 1)."""

import datetime as dt

import pytest

from seeds.loading import available_profiles, load_profile
from seeds.schema import Profile
from seeds.sections.campaigns import Campaign
from seeds.sections.checklists import QuestionSection


@pytest.fixture(scope="module")
def plan() -> Profile:
    return load_profile(available_profiles()["hongqiao"])


@pytest.fixture(scope="module")
def campaign(plan: Profile) -> Campaign:
    (only,) = plan.campaigns
    return only


@pytest.fixture(scope="module")
def looks(plan: Profile) -> dict[str, QuestionSection]:
    (checklist,) = plan.checklists
    return {section.name: section for section in checklist.sections}


def test_town_villages_and_areas_over_one_community_and_22_villages(plan: Profile) -> None:
    assert [level.short for level in plan.levels] == ["镇", "村（社区）", "片区"]
    assert plan.visiting_level.key == "area"
    kinds = [area.kind for area in plan.areas if area.level == "village"]
    assert (len(kinds), kinds.count("community"), kinds.count("village")) == (23, 1, 22)
    assert [plan.code_scheme.length_of(level.key) for level in plan.levels] == [9, 12, 15]


def test_who_visits_whom(plan: Profile, campaign: Campaign) -> None:
    roles = {role.key: role.name for role in plan.roles}
    care = {category.code: category.name for category in plan.care_categories}
    table = {
        each.key: ([roles[role] for role in each.visited_by], [care[code] for code in each.care])
        for each in campaign.objects
    }
    assert table == {
        "influential": (["负责干部"], ["离职村干部", "退役军人", "乡贤"]),
        "persons": (
            ["办村干部", "村（社区）党支部书记"],
            ["党员", "组长", "离职村干部", "乡贤", "退役军人", "信教人士"],
        ),
        "key_persons": (["办村干部", "村（社区）党支部书记"], ["“五包一”重点信访对象", "“利剑护蕾”重点对象"]),
        "homes": (["支村（社区）两委成员", "线干部"], []),
    }
    assert {each.target for each in campaign.objects} == {100}


def test_plan_by_17_june_briefing_by_19_june_visits_by_30_july_2024(campaign: Campaign) -> None:
    ends = {phase.key: phase.ends_on for phase in campaign.phases}
    assert ends == {"plan": dt.date(2024, 6, 17), "brief": dt.date(2024, 6, 19), "visit": dt.date(2024, 7, 30)}
    assert (campaign.starts_on, campaign.ends_on) == (dt.date(2024, 6, 17), dt.date(2024, 7, 30))


def test_two_questions_and_three_looks(looks: dict[str, QuestionSection]) -> None:
    assert list(looks) == ["二问", "一看房前屋后", "二看楼上楼下", "三看家里家外"]
    assert [question.key for question in looks["一看房前屋后"].questions] == [
        "walls",
        "foundation",
        "ditch",
        "slope",
        "geology",
    ]
    assert {"wiring", "gas", "charging", "fireworks", "cult"} <= {each.key for each in looks["二看楼上楼下"].questions}
    assert {"health", "away", "minors", "disputes"} <= {each.key for each in looks["三看家里家外"].questions}


def test_what_is_seen_wrong_raises_an_issue_of_its_own_category(
    plan: Profile, looks: dict[str, QuestionSection]
) -> None:
    names = {each.code: each.name for each in plan.casework.categories}
    seen = {each.key: (each.trouble, names[each.raises]) for each in looks["一看房前屋后"].questions if each.raises}
    assert seen["slope"] == (("yes",), "切坡和地质灾害")
    assert seen["ditch"] == (("no",), "阳沟排水")
    assert plan.casework.limit_for("geology_danger").at_once
    assert plan.casework.limit_for("geology").working_days == 3


def test_key_persons_must_be_telephoned_and_ordinary_homes_are_registered(campaign: Campaign) -> None:
    called = {each.key: campaign.telephone_for(each.key) for each in campaign.objects}
    assert {key for key, rule in called.items() if rule and rule.required} == {"influential", "persons", "key_persons"}
    assert called["homes"] is None
    assert campaign.absent_register
    assert campaign.absent_register.objects == ("homes",)
    assert campaign.absent_register.items == ("phone", "since", "address", "occupation")


def test_some_are_picked_by_hand_and_ordinary_homes_are_all_the_rest(campaign: Campaign) -> None:
    assert [each.key for each in campaign.objects if each.chosen] == ["influential"]
    assert [each.key for each in campaign.objects if each.remaining] == ["homes"]


def test_annex_2_is_filled_from_what_a_visit_notes_of_an_absence(plan: Profile) -> None:
    fields = {field.key: field.kind for field in plan.fields.household}
    asked = {key: kind for key, kind in fields.items() if key.startswith("away_")}
    assert asked == {"away_phone": "phone", "away_since": "date", "away_address": "text", "away_job": "text"}
    table = {table.key: table for table in plan.tables}["absent_homes"]
    assert [column.source for column in table.columns[3:7]] == ["phone", "away_since", "away_address", "occupation"]
    register = plan.campaigns[0].absent_register
    assert register is not None
    assert register.items == ("phone", "since", "address", "occupation")


def test_key_persons_and_believers_are_sensitive(plan: Profile) -> None:
    category = {each.code: each for each in plan.care_categories}
    assert all(category[code].sensitive for code in ("petitioner", "protected", "believer"))
    assert [each.name for each in plan.care_categories if each.service_file] == [
        "“五包一”重点信访对象",
        "“利剑护蕾”重点对象",
    ]


def test_five_cadres_are_drawn_every_week_for_the_review(plan: Profile, campaign: Campaign) -> None:
    (draw,) = campaign.samples
    assert (draw.of, draw.number, draw.per) == ("visitors", 5, "week")
    meetings = {each.key: each for each in plan.routines}
    assert (meetings["review"].kind, meetings["review"].times, meetings["review"].per) == ("meeting", 1, "week")
    (table,) = [table for table in plan.tables if table.subject == "sample"]
    assert table.name == "讲评抽取名单"


def test_finest_visitors_are_proposed_on_three_grounds(plan: Profile) -> None:
    assert {(award.name, award.subject) for award in plan.awards} == {("最美走访者", "visitor")}
    grounds = ("走访群众扎实", "解决问题及时", "群众反响良好")
    assert all(ground in award.basis for award in plan.awards for ground in grounds)


def test_whoever_visits_is_assessed(plan: Profile) -> None:
    assessed = {role for scheme in plan.assessment_schemes for role in scheme.roles}
    assert assessed == {role for each in plan.campaigns[0].objects for role in each.visited_by}


def test_what_policy_does_not_allow_is_explained(plan: Profile) -> None:
    assert {"solved", "explained"} <= {outcome.key for outcome in plan.casework.outcomes}
    assert {"政法线", "派出所"} <= {department.name for department in plan.departments}
    assert plan.texts.centre == "{town}政法线"


def test_register_summary_and_draw_are_workbooks(plan: Profile) -> None:
    names = [table.name for table in plan.tables]
    assert names[:3] == ["不在家的一般农户统计表（附件2）", "走访汇总表", "讲评抽取名单"]
    assert {table.forms for table in plan.tables} == {("xlsx",)}
