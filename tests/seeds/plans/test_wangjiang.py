"""望江县, line by line of its plan: a county of townships, villages, areas and groups."""

import datetime as dt
import itertools

import pytest

from seeds.loading import available_profiles, load_profile
from seeds.schema import Profile


@pytest.fixture(scope="module")
def plan() -> Profile:
    """The profile."""
    return load_profile(available_profiles()["wangjiang"])


def test_four_levels_of_grids_stand_under_the_county(plan: Profile) -> None:
    assert [level.key for level in plan.levels] == ["county", "township", "village", "area", "group"]
    assert plan.visiting_level.key == "group"


def test_135_villages_lie_in_their_townships(plan: Profile) -> None:
    townships = {area.code: area.name for area in plan.areas if area.level == "township"}
    villages = [area for area in plan.areas if area.level == "village"]
    assert len(villages) == 135
    assert len(townships) == 13
    assert all(village.under in townships and village.code.startswith(village.under) for village in villages)
    assert {"华阳镇", "杨湾镇", "漳湖镇", "赛口镇", "高士镇", "鸦滩镇", "长岭镇", "太慈镇", "雷池镇", "凉泉乡"} <= set(
        townships.values()
    )


@pytest.mark.parametrize(("place", "grids", "allowed"), [
    ("village", 2, False), ("village", 3, True), ("village", 7, True), ("village", 8, False),
    ("community", 9, True), ("community", 10, False),
])  # fmt: skip
def test_a_village_has_three_to_seven_areas_a_town_community_up_to_nine(
    plan: Profile, place: str, grids: int, allowed: bool
) -> None:
    rule = plan.levels[2].size_rule("community" if place == "community" else "village", "grids")
    assert rule is not None
    assert rule.allows(grids) is allowed


def test_codes_run_from_county_to_group(plan: Profile) -> None:
    codes = plan.code_scheme
    assert codes.next_code("area", "340827109200", {"34082710920001"}) == "34082710920002"
    assert codes.next_code("group", "34082710920002", set()) == "3408271092000201"
    assert codes.problem_with("3408271092000201", "group", "34082710920002") is None


def test_every_level_has_its_head_and_every_village_an_informant(plan: Profile) -> None:
    roles = {role.key: role for role in plan.roles}
    assert [level.head_role for level in plan.levels] == [
        "county_leader", "township_head", "village_head", "area_head", "member",
    ]  # fmt: skip
    assert (roles["informant"].level, roles["informant"].minimum, roles["informant"].maximum) == ("village", 1, 1)
    assert len(roles["member"].duties) == 5


def test_the_admission_list_has_its_ten_classes(plan: Profile) -> None:
    admission = plan.casework.admission
    assert admission is not None
    assert [item.group for item in admission.items] == [
        "党员服务类", "防灾减灾类", "社会公益类", "综合治理类", "公共安全类", "农业管理类", "城镇管理类", "城镇建设类", "公共服务类", "社会保障类",
    ]  # fmt: skip
    assert all(item.department for item in admission.items)


def test_five_days_to_answer_three_to_pass_up_and_emergencies_at_once(plan: Profile) -> None:
    work = plan.casework
    assert work.limit_for("disputes").working_days == 5
    assert work.limit_for("emergencies").at_once
    assert work.pass_up is not None
    assert work.pass_up.working_days == 3
    assert [step.level for step in work.escalation] == ["group", "area", "village", "township", "county"]


def test_three_rates(plan: Profile) -> None:
    rates = {rate.name: (rate.numerator, rate.denominator) for rate in plan.rates}
    assert rates["解决率"] == ("issues_solved", "issues_due")
    assert rates["反馈率"] == ("issues_answered", "issues_due")
    assert rates["满意率"] == ("revisits_satisfied", "revisits_answered")


def test_1500_yuan_a_village_by_score_never_evenly(plan: Profile) -> None:
    assert plan.bonus is not None
    assert plan.bonus.amount * 135 == 202_500
    assert (plan.bonus.level, plan.bonus.role, plan.bonus.scheme) == ("village", "informant", "informant_year")
    assert plan.bonus.evenly is False


def test_ten_best_members_a_year(plan: Profile) -> None:
    assert [(award.name, award.number, award.per) for award in plan.awards] == [("全县“十佳”网格员", 10, "year")]


def test_routines_training_and_weekly_patrol(plan: Profile) -> None:
    routines = {routine.key: routine for routine in plan.routines}
    assert (routines["party_school"].times, routines["party_school"].per) == (1, "year")
    assert (routines["area_patrol"].role, routines["area_patrol"].per) == ("area_head", "week")


def test_three_phases_follow_each_other(plan: Profile) -> None:
    assert [phase.name for phase in plan.phases] == ["准备阶段", "宣传动员阶段", "全面实施阶段"]
    assert all(
        after.starts_on == before.ends_on + dt.timedelta(days=1) for before, after in itertools.pairwise(plan.phases)
    )


def test_the_named_tables(plan: Profile) -> None:
    assert {table.name for table in plan.tables} == {"网格事项清单", "网格信息员绩效资金分配表", "年度考核结果"}
