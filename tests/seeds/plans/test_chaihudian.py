"""Chaihudian: fixed pairs of visitor and area, three classes of seven categories each, everything closed and revisited. How it is
lived: `tests.stories`."""

import datetime as dt

import pytest

from seeds.loading import available_profiles, load_profile
from seeds.schema import Profile
from seeds.sections.campaigns import Campaign

SEVEN = ["居住环境", "社会治安", "基本医疗", "文体生活", "基础教育", "社会帮扶", "其他"]


@pytest.fixture(scope="module")
def plan() -> Profile:
    return load_profile(available_profiles()["chaihudian"])


@pytest.fixture(scope="module")
def campaign(plan: Profile) -> Campaign:
    (only,) = plan.campaigns
    return only


def test_town_branches_villages_and_areas_over_41_villages(plan: Profile) -> None:
    assert [level.short for level in plan.levels] == ["镇", "总支", "村", "走访区域"]
    assert plan.visiting_level.key == "area"
    villages = [area for area in plan.areas if area.level == "village"]
    assert len(villages) == 41
    assert {area.kind for area in villages} == {"village"}
    assert [plan.code_scheme.length_of(level.key) for level in plan.levels] == [9, None, 12, 15]


def test_every_organ_enterprise_school_shop_hospital_market_and_home_is_an_object(
    plan: Profile, campaign: Campaign
) -> None:
    visited = {kind for each in campaign.objects for kind in each.kinds}
    assert visited == {kind.key for kind in plan.establishment_kinds}
    assert [each.name for each in campaign.objects if each.subject == "household"] == ["村家庭"]
    assert {each.target for each in campaign.objects} == {100}
    (rate,) = [rate for rate in plan.rates if rate.name == "走访率"]
    assert (rate.numerator, rate.denominator, rate.target) == ("objects_visited", "objects_due", 100)


def test_visitor_and_area_are_one_to_one_and_stay_so(plan: Profile, campaign: Campaign) -> None:
    assert campaign.pairing == "fixed"
    (visitor,) = [role for role in plan.roles if role.key == "visitor"]
    assert (visitor.level, visitor.covers, visitor.minimum, visitor.maximum) == ("area", "one", 1, 1)
    assert {role for each in campaign.objects for role in each.visited_by} == {"visitor"}
    (schedule,) = [table for table in plan.tables if table.subject == "pairing"]
    assert schedule.title == "柴胡店镇联系服务群众大走访活动安排表"


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        ("2022-02-28", None),
        ("2022-03-01", "走访排查"),
        ("2022-03-31", "走访排查"),
        ("2022-04-01", "问题分类"),
        ("2022-04-15", "问题分类"),
        ("2022-04-16", "集中办结"),
        ("2022-05-31", "集中办结"),
        ("2022-06-01", "回访反馈"),
        ("2022-06-30", "回访反馈"),
        ("2022-07-01", None),
    ],
)
def test_every_day_lies_in_its_phase(campaign: Campaign, day: str, phase: str | None) -> None:
    found = campaign.phase_on(dt.date.fromisoformat(day))
    assert (found.name if found else None) == phase


def test_three_classes_of_seven_categories_each(plan: Profile) -> None:
    classes = [each.name for each in plan.casework.classes]
    assert classes == ["镇和村解决", "镇和市直部门联动解决", "市直部门单独解决"]
    tops = [each for each in plan.casework.categories if each.parent is None]
    assert [top.name for top in tops] == classes
    assert [top.issue_class for top in tops] == [each.key for each in plan.casework.classes]
    for top in tops:
        assert [each.name for each in plan.casework.categories if each.parent == top.code] == SEVEN
    assert len(plan.casework.categories) == 3 + 21


def test_linked_and_city_issues_go_to_the_outside_platform_and_the_towns_own_do_not(plan: Profile) -> None:
    (platform,) = plan.casework.platforms
    assert platform.name == "“e呼善应”社会治理平台"
    outside = {each.key: each.outside for each in plan.casework.classes}
    assert outside == {"town": None, "joint": platform.key, "city": platform.key}


def test_all_are_closed_and_all_are_revisited(plan: Profile) -> None:
    rates = {rate.name: rate for rate in plan.rates}
    assert (rates["问题办结率"].numerator, rates["问题办结率"].target) == ("issues_closed", 100)
    assert (rates["回访率"].numerator, rates["回访率"].denominator) == ("issues_revisited", "issues_closed")
    assert rates["回访率"].target == 100
    assert plan.casework.revisit.every_issue
    assert plan.casework.revisit.note == "先急后缓、逐步化解、全部清零、全部回访"


def test_badge_leaflet_card_and_wall_map_are_printed(plan: Profile) -> None:
    texts = plan.texts
    assert texts.card.title == "联系服务群众卡"
    assert texts.badge
    assert texts.badge.title == "联系服务群众大走访工作牌"
    assert texts.leaflet
    assert [chapter.heading for chapter in texts.leaflet.chapters] == SEVEN[:6]
    assert texts.grid_map
    assert (texts.grid_map.paper, "progress" in texts.grid_map.shows) == ("A0", True)


def test_the_opinion_record_asks_about_all_seven_and_leads_to_an_issue(plan: Profile, campaign: Campaign) -> None:
    assert list(campaign.topics) == SEVEN[:6]
    (checklist,) = plan.checklists
    questions = [question for section in checklist.sections for question in section.questions]
    names = {each.code: each.name for each in plan.casework.categories}
    assert [names[question.raises] for question in questions if question.raises] == SEVEN


def test_annexes_2_and_4_to_6_and_the_summary_by_branch_are_tables(plan: Profile) -> None:
    assert [(table.name, table.subject) for table in plan.tables] == [
        ("大走访活动安排表（附件2）", "pairing"),
        ("意见建议记录（附件4）", "visit"),
        ("没有问题群众清单（附件5）", "household"),
        ("问题清单（附件6）", "issue"),
        ("总支问题汇总表", "village"),
    ]
    assert {table.forms for table in plan.tables} == {("xlsx", "pdf")}
    assert {"name", "phone", "wishes"} <= {column.source for column in plan.tables[1].columns}
    assert plan.tables[4].filled_by == "branch_leader"


def test_fields_fit_the_kind_of_unit(plan: Profile) -> None:
    kinds = {field.key: field.kinds for field in plan.fields.establishment}
    assert (kinds["beds"], kinds["stalls"]) == (("hospital",), ("market",))
    assert [field.key for field in plan.fields.resident if field.sensitive] == ["assistance"]
