"""泥溪镇, line by line of its plan: cells of at most thirty households under grids, villages and the town."""

import datetime as dt

import pytest

from seeds.loading import available_profiles, load_profile
from seeds.schema import Profile


@pytest.fixture(scope="module")
def plan() -> Profile:
    """The profile."""
    return load_profile(available_profiles()["nixi"])


def test_town_village_grid_and_cell(plan: Profile) -> None:
    assert [(level.key, level.short) for level in plan.levels] == [
        ("town", "镇"), ("village", "村（社区）"), ("grid", "网格"), ("cell", "单元格"),
    ]  # fmt: skip
    assert plan.visiting_level.key == "cell"


def test_a_cell_in_a_village_has_at_most_thirty_households(plan: Profile) -> None:
    rule = plan.visiting_level.size_rule("village")
    assert rule is not None
    assert rule.allows(30)
    assert not rule.allows(31)
    assert plan.visiting_level.size_rule("community") is None


def test_shops_schools_hospital_and_organs_are_cells_of_their_own(plan: Profile) -> None:
    assert [(kind.name, kind.dedicated) for kind in plan.grid_kinds] == [
        ("居民单元格", False), ("商户单元格", True), ("单位单元格", True),
    ]  # fmt: skip


def test_commander_guide_head_member_and_informant(plan: Profile) -> None:
    roles = {role.key: (role.name, role.level) for role in plan.roles}
    assert roles["commander"] == ("总指挥", "town")
    assert roles["guide"] == ("指挥长", "village")
    assert roles["head"] == ("网格长", "village")
    assert roles["member"] == ("网格员", "grid")
    assert roles["informant"] == ("单元格信息员", "cell")
    assert [post.role for team in plan.teams for post in team.posts] == ["member", "informant"]


def test_codes_of_cells(plan: Profile) -> None:
    assert plan.code_scheme.next_code("grid", "511921115201", set()) == "51192111520101"
    assert plan.code_scheme.next_code("cell", "51192111520101", {"51192111520101001"}) == "51192111520101002"


def test_seven_villages_of_today(plan: Profile) -> None:
    assert [area.name for area in plan.areas] == [
        "泥溪镇", "泥溪场社区", "大柏树村", "郭家坪村", "后湾村", "景家湾村", "梨园坝村", "马家沟村",
    ]  # fmt: skip


def test_checked_answered_handled_and_revisited_at_the_first_moment(plan: Profile) -> None:
    assert plan.casework.loop == ("第一时间核查", "第一时间反馈", "第一时间处置", "第一时间回访")
    assert plan.casework.limit_for("forest_fire").at_once
    assert plan.casework.revisit.every_issue


def test_three_phases_of_2022(plan: Profile) -> None:
    assert [(phase.starts_on, phase.ends_on) for phase in plan.phases] == [
        (dt.date(2022, 5, 11), dt.date(2022, 5, 18)), (dt.date(2022, 5, 18), dt.date(2022, 5, 30)),
        (dt.date(2022, 5, 31), dt.date(2022, 6, 30)),
    ]  # fmt: skip


def test_the_statistics_table_counts_by_cell(plan: Profile) -> None:
    (table,) = plan.tables
    assert table.name == "网格化服务管理信息统计表"
    assert [column.name for column in table.columns if column.heading == "单元格信息员"] == ["姓名", "联系电话"]
