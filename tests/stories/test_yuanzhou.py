"""原州区: three streets, 300–500 households a grid, three levels, a closed loop, three kinds of partners."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from portal.foundation.clock import today
from portal.foundation.workdays import Calendar
from portal.issues.models import Issue
from tests.stories.loop import Loop

SOUTH, NORTH, COMMUNITY = "640402001", "640402003", "640402001001"


@pytest.fixture
def yuanzhou(story: Callable[[str], Loop]) -> Loop:
    """Three streets of 原州区 with the plan in force."""
    return story("yuanzhou")


def test_three_streets_stand_side_by_side(yuanzhou: Loop) -> None:
    rows = {row["编码"]: row for row in yuanzhou.register("gridview")}
    # The clerk works for 南关街道 and sees nothing of the other two.
    assert (rows[SOUTH]["名称"], rows[COMMUNITY]["名称"]) == ("南关街道", "南寺巷社区")
    assert NORTH not in rows
    assert len(rows) == 1 + 10
    assert (
        yuanzhou.add_grid("grid", COMMUNITY, "南寺巷东", x_bounds="东至中山街，西至南寺巷", x_buildings="12")
        == "640402001001001"
    )
    assert "15位数字" in yuanzhou.refuse_grid("grid", COMMUNITY, "错号", code="178")


def test_a_grid_of_too_few_households_is_reported(yuanzhou: Loop) -> None:
    grid = yuanzhou.ladder(COMMUNITY)
    yuanzhou.add_household(grid, "张大山")
    said = yuanzhou.check()
    assert "1 户" in said
    assert "300～500 户" in said
    # A dedicated grid has no homes to count.
    dedicated = yuanzhou.add_grid("grid", COMMUNITY, "南关小学", kind="dedicated")
    assert yuanzhou.grid(dedicated).name not in yuanzhou.check()


def test_three_levels_of_heads(yuanzhou: Loop) -> None:
    grid = yuanzhou.ladder(COMMUNITY)
    yuanzhou.appoint("孙书记", "leader", SOUTH)
    yuanzhou.appoint("李书记", "head", COMMUNITY)
    yuanzhou.appoint("王社工", "member", grid)
    yuanzhou.appoint("赵楼长", "helper", grid)
    held = yuanzhou.page("/assignmentview/list/")
    assert "孙书记南关街道一级网格长" in held
    assert "李书记南关街道/南寺巷社区二级网格长" in held
    assert "王社工南关街道/南寺巷社区/第一网格专职网格员" in held
    assert "最多1名" in yuanzhou.refuse_appointment("赵楼长", "member", grid)
    assert "王社工：实施方案规定专职网格员为专职" in yuanzhou.page("/teams/")


def test_homes_partners_and_owners_committees_are_kept(yuanzhou: Loop) -> None:
    grid = yuanzhou.ladder(COMMUNITY)
    home = yuanzhou.add_household(
        grid, "张大山", x_building="南苑小区3栋", x_housing="own", x_concerns=["property", "care"]
    )
    yuanzhou.add_resident(
        home, "张小妹", ("advanced_age",), birth_date="1940-01-01", x_party_post="pioneer", x_volunteer="y"
    )
    estate = yuanzhou.add_establishment(grid, "南苑小区", "estate", x_owners_committee="y", x_households_served="420")
    yuanzhou.add_establishment(grid, "暖心社工站", "social_work", x_services="为老服务", x_bought_by_government="y")
    (household,) = yuanzhou.register("householdview")
    assert (household["小区楼栋"], household["住房性质"]) == ("南苑小区3栋", "自住")
    assert "物业、养老托幼" in yuanzhou.page(f"/householdview/show/{home}")
    assert "服务户数（户）420" in yuanzhou.page(f"/establishmentview/show/{estate}")
    kinds = {row["名称"]: row["类别"] for row in yuanzhou.register("establishmentview")}
    assert kinds == {"南苑小区": "住宅小区", "暖心社工站": "社会工作服务机构"}


def test_every_matter_has_its_limit(yuanzhou: Loop) -> None:
    home = yuanzhou.add_household(yuanzhou.ladder(COMMUNITY), "韩山")
    urgent, hazard, errand, talk = (
        yuanzhou.register_issue(home, code) for code in ("emergencies", "warning", "errands", "self_rule")
    )
    assert urgent.due_on == urgent.registered_at.date()
    days = [issue.due_on or dt.date.min for issue in (urgent, hazard, errand, talk)]
    assert days == sorted(set(days))
    assert talk.category.department is not None
    assert talk.category.department.name == "社区管理办公室"


def test_letters_come_from_the_street_and_name_the_member(yuanzhou: Loop) -> None:
    grid = yuanzhou.ladder(COMMUNITY)
    yuanzhou.appoint("王社工", "member", grid)
    for head in ("杨一", "朱二"):
        yuanzhou.add_household(grid, head)
    first, second = yuanzhou.letters(COMMUNITY)
    assert "致南关街道居民朋友的一封信" in first
    assert ("杨一" in first, "朱二" in second) == (True, True)
    assert "王社工" in first
    assert "原州区南关街道" in first
    (sheet,) = yuanzhou.cards(COMMUNITY)
    assert sheet.count("网格服务联系卡") == 2


def test_homes_people_and_partners_are_met_and_what_they_tell_is_filed(yuanzhou: Loop) -> None:
    """Two homes, one person in care and one unit are due: one home and its person met, the other absent, the unit met.

    One need is corrected at the door, one is answered and closed: of one closed one was answered."""
    grid = yuanzhou.ladder(COMMUNITY)
    yuanzhou.appoint("李书记", "head", COMMUNITY)
    yuanzhou.appoint("王社工", "member", grid)
    one, two = (yuanzhou.add_household(grid, head) for head in ("杨一", "朱二"))
    old = yuanzhou.add_resident(one, "杨奶奶", ("living_alone",), birth_date="1940-01-01")
    shop = yuanzhou.add_establishment(grid, "便民超市", yuanzhou.plan.establishment_kinds[0].key)
    yuanzhou.open_campaign("rollout", SOUTH)
    with yuanzhou.acting("王社工"):
        yuanzhou.visit(one, met=[old], issues=[("information", "电话换了", "已更正"), ("opinions", "楼道灯不亮")])
        yuanzhou.nobody_home(two)
        yuanzhou.visit(shop, unit=True)
    assert yuanzhou.tasks("已入户") == ["便民超市", "杨一", "杨奶奶"]
    assert yuanzhou.tasks("不在家") == ["朱二"]
    lamp = yuanzhou.issue("楼道灯不亮")
    with yuanzhou.acting("李书记"):
        yuanzhou.settle(lamp, "换了声控灯", satisfaction="neutral")
    assert yuanzhou.rate("answering")["合计"][:2] == (1, 1)
    assert yuanzhou.rate("satisfaction")["合计"] == (1, 1, "100.0%")
    files = {
        row[3]: (row[9], row[11]) for row in yuanzhou.table("files", period=f"{today():%Y-%m}") if row[0] != "合计"
    }
    assert files == {"电话换了": ("已更正", ""), "楼道灯不亮": ("换了声控灯", "基本满意")}


def test_a_need_goes_up_through_three_levels_and_may_be_handed_back(yuanzhou: Loop) -> None:
    grid = yuanzhou.ladder(COMMUNITY)
    yuanzhou.appoint("李书记", "head", COMMUNITY)
    yuanzhou.appoint("王社工", "member", grid)
    home = yuanzhou.add_household(grid, "杨一")
    with yuanzhou.acting("王社工"):
        yuanzhou.visit(home, issues=[("relief", "申请临时救助"), ("emergencies", "燃气味很重")])
        relief, gas = yuanzhou.issue("申请临时救助"), yuanzhou.issue("燃气味很重")
        assert (gas.due_on, relief.due_on) == (today(), Calendar().add(today(), 10))
        yuanzhou.step(relief, "pass_up")
    with yuanzhou.acting("李书记"):
        yuanzhou.step(relief, "pass_up", note="需街道办理")
        assert "现由" in yuanzhou.refuse_step(relief, "handle", note="社区办了", outcome="solved")
    assert relief.holder_id == yuanzhou.grid(SOUTH).id
    yuanzhou.step(relief, "hand_down", note="请先核实收入")
    with yuanzhou.acting("李书记"):
        yuanzhou.step(relief, "handle", note="核实后已发放", outcome="solved")
    deeds = [event.action for event in yuanzhou.session.get_one(Issue, relief.id).history]
    assert deeds == ["register", "pass_up", "pass_up", "hand_down", "handle"]
