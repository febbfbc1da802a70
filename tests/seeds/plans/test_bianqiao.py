"""Bianqiao: one net over the town, three levels and micro-grids, dedicated base grids, four roles, three strikes. How it is lived:
`tests.stories`."""

import pytest

from seeds.loading import available_profiles, load_profile
from seeds.schema import Profile
from seeds.sections.team import TeamRole

DEDICATED = {"park", "market", "school", "hospital", "enterprise"}


@pytest.fixture(scope="module")
def plan() -> Profile:
    return load_profile(available_profiles()["bianqiao"])


@pytest.fixture(scope="module")
def roles(plan: Profile) -> dict[str, TeamRole]:
    return {role.key: role for role in plan.roles}


def test_three_levels_and_micro_grids_over_26_villages(plan: Profile) -> None:
    assert [level.name for level in plan.levels] == [
        "一级网格（镇）",
        "二级网格（工作区）",
        "三级网格（村）",
        "微网格",
    ]
    assert plan.visiting_level.key == "micro"
    villages = [area for area in plan.areas if area.level == "village"]
    assert len(villages) == 26
    assert {area.kind for area in villages} == {"village"}
    assert [plan.code_scheme.length_of(level.key) for level in plan.levels] == [9, None, 12, 15]


def test_parks_markets_schools_hospitals_and_enterprises_are_grids_of_their_own(plan: Profile) -> None:
    assert {kind.key for kind in plan.grid_kinds if kind.dedicated} == DEDICATED
    assert plan.grid_kinds[0].key == "ordinary"
    fields = {field.key: set(field.kinds) for field in plan.fields.grid}
    assert fields["managed_by"] == DEDICATED
    assert fields["places"] == {"ordinary"}


def test_who_heads_each_level(plan: Profile, roles: dict[str, TeamRole]) -> None:
    heads = {level.short: roles[level.head_role].held_by for level in plan.levels if level.head_role}
    assert heads == {"镇": "党委书记和镇长", "工作区": "工作区书记", "村": "村支部书记"}
    assert (roles["town_head"].minimum, roles["town_head"].maximum) == (2, 2)


def test_four_roles_with_their_written_duties(roles: dict[str, TeamRole]) -> None:
    named = {key: (role.level, role.held_by) for key, role in roles.items()}
    assert named["district_guide"] == ("district", "包保班子领导")
    assert named["guide"] == ("village", "驻村指导员")
    assert named["micro_member"] == ("micro", "村干部")
    assert (roles["member"].name, roles["member"].level, roles["member"].employment) == (
        "专职网格员",
        "village",
        ("full",),
    )
    assert "政策宣传员、信息采集员、社情民意联络员、社会事务督导员" in roles["member"].duties[0]
    assert roles["guide"].duties == roles["district_guide"].duties
    assert len(roles["guide"].duties) == 3


def test_team_of_a_village_is_head_full_time_member_and_guide(plan: Profile) -> None:
    teams = {team.level: [post.role for post in team.posts] for team in plan.teams}
    assert teams == {
        "district": ["district_head", "district_guide"],
        "village": ["head", "member", "guide"],
        "micro": ["micro_member"],
    }


def test_seven_fields_of_the_micro_member_are_categories_and_key_tasks_have_a_ledger(plan: Profile) -> None:
    tops = [each.name for each in plan.casework.categories if each.parent is None]
    assert tops[:7] == [
        "社会治安",
        "矛盾纠纷",
        "生态环境",
        "应急管理",
        "环境整治",
        "自然资源",
        "市场监管",
    ]
    key_tasks = {each.name for each in plan.casework.categories if each.ledger == "key_tasks"}
    assert key_tasks == {"信访维稳", "大气污染防治", "安全生产和消防", "环境整治", "脱贫攻坚"}
    assert plan.casework.limit_for("danger").at_once


def test_small_matters_are_closed_in_place_and_others_climb_to_the_county(plan: Profile) -> None:
    steps = [(step.name, step.role) for step in plan.casework.escalation]
    assert steps == [
        ("微网格", "micro_member"),
        ("村网格", "member"),
        ("工作区", "district_head"),
        ("镇", "centre"),
        ("县主管部门", None),
    ]
    assert plan.casework.classes[0].name == "小事自办自结"
    (rate,) = [rate for rate in plan.rates if rate.name == "自办自结率"]
    assert rate.numerator == "issues_solved_on_the_spot"


def test_the_full_time_member_checks_every_result(plan: Profile) -> None:
    assert plan.casework.loop[-1] == "验收"
    assert plan.casework.revisit.every_issue
    assert plan.casework.revisit.role == "member"


def test_three_strikes_in_a_row_for_a_named_key_task(plan: Profile) -> None:
    (rule,) = plan.accountability
    assert rule.name == "大气污染防治等重点工作任务落实不到位"
    assert [(strike.failures, strike.in_a_row, strike.measure) for strike in rule.strikes] == [
        (1, True, "约谈"),
        (2, True, "降职"),
        (3, True, "免职"),
    ]
    assert set(rule.roles) == {"district_head", "head", "member", "micro_member"}


def test_fields_serve_the_key_tasks_and_hide_who_is_helped(plan: Profile) -> None:
    heating = {field.key: field for field in plan.fields.household}["heating"]
    assert (heating.in_list, heating.in_search, heating.label_of("loose_coal")) == (True, True, "散煤")
    emissions = {field.key: field for field in plan.fields.establishment}["emissions"]
    assert set(emissions.kinds) == {"enterprise", "restaurant", "workshop"}
    (poor,) = [category for category in plan.care_categories if category.service_file]
    assert (poor.name, poor.sensitive, poor.applies_to) == ("脱贫享受政策户", True, "household")
