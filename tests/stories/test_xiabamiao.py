"""下八庙镇: five duties, nine kinds of base information, full-time and part-time members, non-police cases of 110.

Still to come. Training and meetings noted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from portal.foundation.clock import today
from portal.foundation.workdays import Calendar
from tests.stories.loop import Loop

TOWN, FULL, VILLAGE = "511903107", "511903107001", "511903107200"


@pytest.fixture
def xiabamiao(story: Callable[[str], Loop]) -> Loop:
    """下八庙镇 with its plan in force."""
    return story("xiabamiao")


def test_every_village_gets_its_grid_and_what_runs_through_it_is_noted(xiabamiao: Loop) -> None:
    names = {row["编码"]: row["名称"] for row in xiabamiao.register("gridview")}
    assert (len(names), names[FULL], names[VILLAGE]) == (25, "黄桷树社区", "石桥村")
    grid = xiabamiao.add_grid(
        "grid", VILLAGE, "石桥村网格", x_guards="12", x_lines=["highway", "power"], x_line_guards="3"
    )
    assert grid == "511903107200001"
    assert "15位数字" in xiabamiao.refuse_grid("grid", VILLAGE, "错号", code="9")
    rows = {row["名称"]: row for row in xiabamiao.register("gridview")}
    assert (rows["石桥村网格"]["群防群治人数（人）"], rows["石桥村网格"]["经过的线路"]) == (12, "公路、电力")
    assert "护路护线人数（人）3" in xiabamiao.page(f"/gridview/show/{xiabamiao.grid(grid).id}")


def test_two_communities_want_a_full_time_member(xiabamiao: Loop) -> None:
    full, part = xiabamiao.ladder(FULL), xiabamiao.ladder(VILLAGE)
    xiabamiao.appoint("李专职", "member", full)
    xiabamiao.appoint("王兼职", "member", part)
    xiabamiao.appoint("孙支书", "head", VILLAGE)
    held = xiabamiao.page("/assignmentview/list/")
    assert "李专职下八庙镇/黄桷树社区/第一网格网格管理员" in held
    assert "孙支书下八庙镇/石桥村村（居）负责人" in held
    assert "最多1名" in xiabamiao.refuse_appointment("王兼职", "member", full)
    # Members are on record as part-time unless it is said otherwise: that is right in the village only.
    teams = xiabamiao.page("/teams/")
    assert "李专职：实施方案规定网格管理员为专职" in teams
    assert "王兼职：" not in teams


def test_nine_kinds_of_base_information_are_kept(xiabamiao: Loop) -> None:
    grid = xiabamiao.ladder(VILLAGE)
    home = xiabamiao.add_household(
        grid, "张大山", x_rented="y", x_landlord="张老大", x_tenants="3", x_rent_use="living"
    )
    xiabamiao.add_resident(
        home,
        "张小妹",
        ("floating",),
        birth_date="1990-01-01",
        x_flow="into",
        x_flow_place="巴州区",
        x_flow_reason="work",
    )
    school = xiabamiao.add_establishment(
        grid, "石桥小学", "school", x_ownership="public", x_pupils="180", x_guards="2", x_surroundings="校门口无信号灯"
    )
    xiabamiao.add_establishment(grid, "加油站", "enterprise", x_ownership="private", x_hazard_kind=["fire", "chemical"])
    (household,) = xiabamiao.register("householdview")
    assert (household["出租房屋"], household["承租人数（人）"]) == ("是", 3)
    (resident,) = xiabamiao.register("residentview")
    assert resident["流动情况"] == "流入"
    assert "校门口无信号灯" in xiabamiao.page(f"/establishmentview/show/{school}")
    units = {row["名称"]: row["组织性质"] for row in xiabamiao.register("establishmentview")}
    assert units == {"石桥小学": "机关事业单位", "加油站": "非公有制经济组织"}


def test_what_hurts_is_not_in_lists(xiabamiao: Loop) -> None:
    home = xiabamiao.add_household(xiabamiao.ladder(VILLAGE), "张大山")
    person = xiabamiao.add_resident(
        home, "张小弟", ("youth",), birth_date="2012-01-01", x_youth_helper="李老师", x_help_plan="每周谈心一次"
    )
    (resident,) = xiabamiao.register("residentview")
    assert "李老师" not in str(resident)
    assert "每周谈心一次" not in xiabamiao.page(f"/residentview/show/{person}")


def test_non_police_cases_are_answered_by_grade(xiabamiao: Loop) -> None:
    home = xiabamiao.add_household(xiabamiao.ladder(VILLAGE), "韩山")
    first, second, third = (
        xiabamiao.register_issue(home, f"non_police_{grade}", source="non_police")
        for grade in ("first", "second", "third")
    )
    assert first.due_on == first.registered_at.date()
    days = [issue.due_on or dt.date.min for issue in (first, second, third)]
    assert days == sorted(set(days))
    assert "110分流的非警务事件" in xiabamiao.page(f"/issueview/show/{third.id}")


def test_letters_and_cards_name_the_member(xiabamiao: Loop) -> None:
    grid = xiabamiao.ladder(VILLAGE)
    xiabamiao.appoint("王兼职", "member", grid)
    for head in ("杨一", "朱二"):
        xiabamiao.add_household(grid, head)
    first, second = xiabamiao.letters(VILLAGE)
    assert "致下八庙镇乡亲们的一封信" in first
    assert "信息员、调解员、协管员、服务员、宣传员" in first
    assert ("杨一" in first, "朱二" in second) == (True, True)
    assert "王兼职" in first
    (sheet,) = xiabamiao.cards(VILLAGE)
    assert sheet.count("网格服务联系卡") == 2


def test_an_event_is_routed_signed_for_handled_and_revisited(xiabamiao: Loop) -> None:
    grid = xiabamiao.ladder(VILLAGE)
    xiabamiao.appoint("王兼职", "member", grid)
    home = xiabamiao.add_household(grid, "韩山")
    with xiabamiao.acting("王兼职"):
        xiabamiao.visit(home, wishes="多来看看", issues=[("food_and_drugs", "药店卖过期药")])
    drugs = xiabamiao.issue("药店卖过期药")
    assert "诉求目前是“已登记”，不能“签收”" in xiabamiao.refuse_step(drugs, "accept")
    xiabamiao.step(drugs, "assign", department="food_safety")
    assert (xiabamiao.state(drugs), drugs.step_due_on) == ("已分流，待签收", Calendar().add(today(), 1))
    with xiabamiao.at_desk("food_safety"):
        xiabamiao.step(drugs, "accept")
        assert xiabamiao.state(drugs) == "办理中"
        assert "权限" in xiabamiao.refuse_step(drugs, "close")
        xiabamiao.step(drugs, "handle", note="已查处下架", outcome="solved")
    with xiabamiao.acting("王兼职"):
        xiabamiao.step(drugs, "revisit", satisfaction="satisfied")
        month = f"{today():%Y-%m}"
        assert [row[2:] for row in xiabamiao.table("work_log", period=month)] == [["韩山", "入户", "多来看看"]]
    xiabamiao.step(drugs, "close")
    (event,) = [row for row in xiabamiao.table("event_list", period=month) if row[0] != "合计"]
    assert (event[4], event[5], event[9], event[10]) == ("药店卖过期药", "食品药品安全", "已销号", "已解决")
    assert xiabamiao.rate("satisfaction")["合计"] == (1, 1, "100.0%")
