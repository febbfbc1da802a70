"""Lilou: four levels, daily rounds by the unit member, monthly clues and a monthly summary table, quantified assessment.

Still to come: daily rounds noted without a home.
"""

import pytest

from seeds.loading import available_profiles, load_profile
from seeds.schema import Profile
from seeds.sections.assessment import AssessmentScheme


@pytest.fixture(scope="module")
def plan() -> Profile:
    return load_profile(available_profiles()["lilou"])


@pytest.fixture(scope="module")
def schemes(plan: Profile) -> dict[str, AssessmentScheme]:
    return {scheme.key: scheme for scheme in plan.assessment_schemes}


def test_four_levels_each_with_its_head_or_member(plan: Profile) -> None:
    roles = {role.key: role for role in plan.roles}
    assert [level.name for level in plan.levels] == [
        "一级网格（乡）",
        "二级网格（片区）",
        "三级网格（村）",
        "四级网格（单元网格）",
    ]
    heads = [roles[level.head_role].name for level in plan.levels if level.head_role]
    assert heads == ["总网格长", "片区网格长", "村级网格长"]
    assert plan.visiting_level.key == "unit"
    assert (roles["member"].name, roles["member"].level, roles["member"].minimum) == ("单元网格员", "unit", 1)


def test_who_holds_each_role(plan: Profile) -> None:
    held = {role.key: role.held_by for role in plan.roles}
    assert held["general_head"] == "乡党委、政府主要负责同志"
    assert held["district_head"] == "乡党政班子成员"
    assert held["head"] == "乡包村干部和村书记共同担任"
    assert held["member"] == "其他村“两委”干部"
    assert held["centre"] == "乡党政办"
    assert {role.key: role.minimum for role in plan.roles}["head"] == 2


def test_16_areas_of_which_one_is_a_farm_with_homes(plan: Profile) -> None:
    villages = [area for area in plan.areas if area.level == "village"]
    assert len(villages) == 16
    assert [area.name for area in villages if area.kind == "any"] == ["七里湖果园场生活区"]
    assert [plan.code_scheme.length_of(level.key) for level in plan.levels] == [9, None, 12, 15]


def test_the_unit_member_goes_round_every_day(plan: Profile) -> None:
    daily, quarterly = plan.visit_frequencies
    assert (daily.role, daily.times, daily.per, daily.whole_area) == ("member", 1, "day", True)
    assert not quarterly.whole_area
    routines = {each.key: each for each in plan.routines}
    assert (routines["patrol"].kind, routines["patrol"].per, routines["patrol"].level) == ("patrol", "day", "unit")


def test_clues_and_summary_come_every_month(plan: Profile) -> None:
    monthly = {
        each.name: each.role for each in plan.routines if each.per == "month" and each.kind in ("report", "analysis")
    }
    assert monthly == {"问题线索月报": "head", "综合排查汇总统计": "centre", "网格信息分析研判": "centre"}
    tables = {table.key: table for table in plan.tables}
    summary = tables["monthly_summary"]
    assert (summary.title, summary.period, summary.subject) == (
        "李楼乡网格化综合排查汇总统计表",
        "month",
        "village",
    )
    assert summary.forms == ("xlsx", "pdf")
    assert summary.totals
    assert (tables["monthly_clues"].filled_by, tables["monthly_clues"].period) == ("head", "month")


def test_columns_of_the_summary_are_known_categories(plan: Profile) -> None:
    summary = {table.key: table for table in plan.tables}["monthly_summary"]
    codes = {column.argument for column in summary.columns if column.source.startswith("issues:")}
    assert codes <= {category.code for category in plan.casework.categories}
    assert {"population", "environment", "disputes"} <= codes
    headings = list(dict.fromkeys(column.heading for column in summary.columns if column.heading))
    assert headings == ["基本情况", "走访巡查", "排查发现（件）", "处理"]


def test_small_matters_stay_in_the_unit_and_others_climb(plan: Profile) -> None:
    steps = [(step.name, step.role) for step in plan.casework.escalation]
    assert steps == [("单元网格", "member"), ("村", "head"), ("片区", "district_head"), ("乡", "general_head")]
    classes = {each.code: each.issue_class for each in plan.casework.categories}
    assert (classes["neighbours"], classes["environment"], classes["land"]) == ("unit", "unit", "district")
    assert plan.casework.limit_for("emergencies").at_once


def test_the_three_named_indicators_are_assessed(schemes: dict[str, AssessmentScheme]) -> None:
    member = schemes["member_quarter"]
    assert [each.name for each in member.indicators] == ["网格巡查频次", "问题发现", "问题解决", "群众满意度"]
    assert [each.rate for each in member.indicators] == ["patrols", None, "solving", "satisfaction"]
    assert schemes["grid_year"].subject == "grid"
    assert schemes["head_year"].roles == ("head", "district_head")


@pytest.mark.parametrize(
    ("scores", "total", "grade"),
    [
        ({"patrols": 100, "finding": 100, "solving": 100, "satisfaction": 100}, 100, "优秀"),
        ({"patrols": 90, "finding": 85, "solving": 80, "satisfaction": 96}, 88, "良好"),
        ({"patrols": 100, "finding": 70, "solving": 90, "satisfaction": 94}, 90, "优秀"),
        ({"patrols": 60, "finding": 59, "solving": 60, "satisfaction": 60}, 59.8, "不合格"),
    ],
)
def test_totals_by_hand(
    schemes: dict[str, AssessmentScheme], scores: dict[str, float], total: float, grade: str
) -> None:
    scheme = schemes["member_quarter"]
    assert scheme.total(scores) == total
    assert scheme.grade_of(total).name == grade


def test_rewards_and_penalties_named_by_the_plan(plan: Profile) -> None:
    assert {award.name: award.subject for award in plan.awards} == {"优秀网格": "grid", "最美网格员": "member"}
    measures = {rule.key: [strike.measure for strike in rule.strikes] for rule in plan.accountability}
    assert measures["duties"] == ["批评教育", "诫勉谈话", "扣发绩效奖金"]
    assert measures["slow"] == ["通报批评，督促整改"]
    assert set(measures) == {"duties", "neglect", "slow"}


def test_people_facilities_resources_and_daily_findings_are_kept(plan: Profile) -> None:
    names = [kind.name for kind in plan.base_information]
    assert names == ["人员", "设施", "资源", "人口变动", "环境卫生", "矛盾纠纷"]
    groups = {field.group for field in (*plan.fields.household, *plan.fields.grid) if field.group}
    assert groups == {"people", "facilities", "resources", "changes", "environment"}
    lamps = {field.key: field for field in plan.fields.grid}["lamps"]
    assert (lamps.label, lamps.problem_with(-1)) == ("路灯（盏）", "不能小于 0")


def test_safety_leaflet_tells_of_fire_theft_and_disease(plan: Profile) -> None:
    assert plan.texts.leaflet
    assert [chapter.heading for chapter in plan.texts.leaflet.chapters] == ["防火", "防盗防骗", "防疫"]
    assert "信访维稳方法" in ({each.key: each.note for each in plan.routines}["training"] or "")
