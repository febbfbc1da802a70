"""华阳街道: the profile says what the plan says, by number and name.

Still to come: grid changes proposed by the street, approved above and then applied.
140 grids in all: said in the note of the street's level, as the schema has no count for a whole level."""

import datetime as dt

import pytest

from seeds.loading import available_profiles, load_profile
from seeds.schema import Profile


@pytest.fixture(scope="module")
def huayang() -> Profile:
    return load_profile(available_profiles()["huayang"])


def test_centre_station_and_140_grids(huayang: Profile) -> None:
    names = [level.name for level in huayang.levels]
    assert names == ["街道网格化服务管理中心", "社区网格化服务管理工作站", "网格"]
    assert huayang.visiting_level.rank == 3
    assert "140 个网格" in (huayang.level_at(1).note or "")
    assert "新区监管中心审定" in (huayang.visiting_level.note or "")


def test_pilots_come_first_as_far_as_public_lists_know_them(huayang: Profile) -> None:
    communities = [area for area in huayang.areas if area.level == "village"]
    assert len(communities) == 24
    notes = [area.note for area in communities]
    # 14 pilots and 4 more in the plan; 华新街, 半边街 and 白马寺 are in no public list.
    assert (notes.count("首批试点"), notes.count("第二批推开")) == (12, 3)
    assert "18 个社区，14 个先行试点" in (huayang.level_at(2).note or "")


def test_the_centre_has_one_two_and_five_the_station_three_the_grid_one(huayang: Profile) -> None:
    numbers = [[(post.role, post.minimum, post.maximum) for post in team.posts] for team in huayang.teams]
    assert numbers == [
        [("leader", 1, 1), ("deputy", 2, 2), ("centre", 5, 5)],
        [("head", 1, 1), ("deputy_head", 1, 1), ("station_clerk", 1, 1)],
        [("member", 1, 1)],
    ]
    roles = {role.key: role for role in huayang.roles}
    assert roles["head"].held_by == "社区书记"
    assert roles["deputy_head"].held_by == "社区治保主任"
    assert set(roles["member"].employment) == {"full", "part"}
    assert all(role.acts_as for role in huayang.roles if role.key != "clerk")


def test_three_known_two_clear_one_grasped_are_base_information_with_fields(huayang: Profile) -> None:
    assert [kind.name for kind in huayang.base_information] == ["三知道", "二清楚", "一掌握"]
    assert {field.name for field in huayang.fields.household if field.group == "know"} >= {"门牌号", "具体位置"}
    assert "工作单位" in [field.name for field in huayang.fields.resident if field.group == "clear"]
    (checklist,) = huayang.checklists
    assert [section.name for section in checklist.sections] == ["三知道", "二清楚", "一掌握"]


def test_the_loop_has_three_steps_and_problems_stay_low(huayang: Profile) -> None:
    work = huayang.casework
    assert list(work.loop) == ["信息采集录入", "问题分流督办", "结果跟踪反馈"]
    settled = [step.settles for step in work.escalation[:3]]
    assert settled[:2] == ["小问题不出网格", "一般问题不出社区"]
    assert settled[2].startswith("突出问题不出街道")
    assert work.escalation[3].level is None
    assert work.limit_for("emergencies").at_once


def test_three_phases_from_june_to_november(huayang: Profile) -> None:
    (campaign,) = huayang.campaigns
    days = [(phase.starts_on, phase.ends_on) for phase in campaign.phases]
    assert [phase.name for phase in campaign.phases] == ["动员部署", "试点执行", "提升推广、全面实施"]
    assert [((a.month, a.day), (b.month, b.day)) for a, b in days] == [
        ((6, 1), (7, 15)), ((7, 15), (9, 15)), ((9, 15), (11, 30)),
    ]  # fmt: skip
    phase = campaign.phase_on(dt.date(2015, 8, 1))
    assert phase
    assert phase.key == "pilot"


def test_meetings_and_daily_walks(huayang: Profile) -> None:
    routines = {routine.name: (routine.times, routine.per) for routine in huayang.routines}
    assert routines["巡逻入院"] == (1, "day")
    assert routines["社区工作例会"] == (1, "week")
    assert routines["季度形势分析会"] == (1, "quarter")
    assert routines["半年工作小结会"] == (1, "half_year")
    assert routines["年终工作总结会"] == (1, "year")


@pytest.mark.parametrize("period", ["quarter", "year"])
def test_five_ways_nine_contents_and_residents_make_four_grades(huayang: Profile, period: str) -> None:
    scheme = next(scheme for scheme in huayang.assessment_schemes if scheme.period == period)
    assert list(scheme.methods) == ["查", "访", "问", "看", "听", "群众测评"]
    assert len(scheme.indicators) == 9 + 1
    assert scheme.indicators[-1].judged_by == "residents"
    assert [grade.name for grade in scheme.grades] == ["优秀", "良好", "合格", "不合格"]
    assert {table.period for table in huayang.tables if table.subject == "assessment"} >= {period}


def test_failing_the_year_ends_the_contract(huayang: Profile) -> None:
    consequences = {scheme.period: scheme.grade_of(0).consequence for scheme in huayang.assessment_schemes}
    assert consequences["year"] == "一律解聘"
    assert consequences["quarter"] != "一律解聘"


def test_every_kind_of_place_the_plan_names_can_be_entered(huayang: Profile) -> None:
    names = "".join(kind.name for kind in huayang.establishment_kinds)
    assert all(
        named in names for named in ("小区", "院落", "市场", "商铺", "学校", "医院", "车站", "机关", "企业", "事业")
    )
