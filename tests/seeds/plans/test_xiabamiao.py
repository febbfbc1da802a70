"""下八庙镇: the profile says what the plan says, by number and name.

Still to come: trainings and meetings noted.
Attendance and use of the terminal, which the plan wants counted, are left out on purpose."""

import pytest

from seeds.loading import available_profiles, load_profile
from seeds.schema import Profile


@pytest.fixture(scope="module")
def xiabamiao() -> Profile:
    return load_profile(available_profiles()["xiabamiao"])


def test_a_town_with_five_communities_and_nineteen_villages(xiabamiao: Profile) -> None:
    assert [level.key for level in xiabamiao.levels] == ["town", "village", "grid"]
    assert all("网格化服务管理中心" in level.name for level in xiabamiao.levels[:2])
    kinds = [area.kind for area in xiabamiao.areas if area.level == "village"]
    assert (kinds.count("community"), kinds.count("village")) == (5, 19)


def test_two_communities_have_a_full_time_member_all_others_a_part_time_one(xiabamiao: Profile) -> None:
    member = next(role for role in xiabamiao.roles if role.key == "member")
    full, part = member.staffing
    assert (full.areas, full.employment, full.number) == (("黄桷树社区", "磨子社区"), "full", 1)
    assert (part.employment, part.number, len(part.areas)) == ("part", 1, 22)
    named = {area.name for area in xiabamiao.areas if area.level == "village"}
    assert {*full.areas, *part.areas} == named


def test_a_member_is_five_persons_in_one(xiabamiao: Profile) -> None:
    member = next(role for role in xiabamiao.roles if role.key == "member")
    five = [duty.partition("：")[0] for duty in member.duties if "：" in duty]
    assert five == ["信息员", "调解员", "协管员", "宣传员", "服务员"]
    assert [section.name for section in xiabamiao.checklists[0].sections] == [
        "社情民意", "矛盾纠纷", "安全隐患", "政策宣传", "服务代办",
    ]  # fmt: skip


def test_nine_kinds_of_base_information_each_kept_somewhere(xiabamiao: Profile) -> None:
    names = [kind.name for kind in xiabamiao.base_information]
    assert names[:8] == [
        "综治组织及综合业务", "流动人口", "特殊人群", "非公有制经济组织和社会组织", "社会治安", "重点青少年",
        "校园及周边安全", "护路护线",
    ]  # fmt: skip
    assert len(names) == 9
    assert all(kind.kept_with for kind in xiabamiao.base_information)
    fields = xiabamiao.fields
    used = {field.group for field in (*fields.household, *fields.resident, *fields.establishment, *fields.grid)}
    # Disputes are issues; everything else has fields of its own.
    assert used == {kind.key for kind in xiabamiao.base_information} - {"disputes"}


def test_special_people_are_named_and_never_shown_to_all(xiabamiao: Profile) -> None:
    special = {category.name for category in xiabamiao.care_categories if category.group in ("special", "youth")}
    assert special == {"严重精神障碍患者", "吸毒人员", "社区矫正人员", "刑满释放人员", "重点青少年"}
    assert all(category.sensitive for category in xiabamiao.care_categories if category.name in special)
    assert all(field.sensitive for field in xiabamiao.fields.resident if field.group in ("special", "youth"))
    homes = {category.name for category in xiabamiao.care_categories if category.applies_to == "household"}
    assert "出租房屋" in homes


def test_training_twice_a_year_and_a_work_log(xiabamiao: Profile) -> None:
    routines = {routine.key: (routine.kind, routine.times, routine.per) for routine in xiabamiao.routines}
    assert routines["training"] == ("training", 2, "year")
    assert "work_log" in routines
    assert routines["monthly_meeting"][0] == "meeting"
    assert {table.name for table in xiabamiao.tables} == {"网格管理员实名登记表", "网格工作日志", "网格事件分流督办表"}


def test_non_police_cases_of_110_come_in_and_are_answered_by_grade(xiabamiao: Profile) -> None:
    work = xiabamiao.casework
    assert "110 分流的非警务事件" in [source.name for source in work.sources]
    grades = [category.code for category in work.categories if category.parent == "non_police"]
    assert len(grades) == 3
    assert work.limit_for("non_police_first").at_once
    assert work.limit_for("non_police_third").working_days == 3
    assert {"派出所", "卫生院", "司法所"} <= {department.name for department in xiabamiao.departments}


def test_unusual_things_are_passed_on_at_once(xiabamiao: Profile) -> None:
    assert xiabamiao.casework.pass_up
    assert xiabamiao.casework.pass_up.at_once
    assert [step.level for step in xiabamiao.casework.escalation] == ["grid", "village", "town", None]


def test_the_police_and_residents_have_a_say_and_failing_ends_the_contract(xiabamiao: Profile) -> None:
    (scheme,) = xiabamiao.assessment_schemes
    assert {indicator.judged_by for indicator in scheme.indicators} >= {"police", "residents", "village"}
    assert "解聘" in (scheme.grade_of(0).consequence or "")
    assert not any(word in indicator.name for indicator in scheme.indicators for word in ("考勤", "在线", "登录"))
    assert "追究责任" in xiabamiao.accountability[0].strikes[0].measure
