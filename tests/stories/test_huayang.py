"""华阳街道: centre, station and member; three known, two clear, one grasped; quarterly and yearly assessment in four grades.

Still to come: grid changes proposed, approved above and applied.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal.assessments.models import AssessmentScheme
from portal.foundation.clock import today
from portal.issues.models import Issue
from tests.stories.loop import Loop

TOWN, PILOT, LATER = "510116003", "510116003001", "510116003029"


@pytest.fixture
def huayang(story: Callable[[str], Loop]) -> Loop:
    """华阳街道 with its plan in force."""
    return story("huayang")


def test_communities_are_divided_by_streets_and_lanes(huayang: Loop) -> None:
    names = {row["编码"]: row["名称"] for row in huayang.register("gridview")}
    assert (len(names), names[PILOT], names[LATER]) == (25, "通济桥街社区", "将军碑社区")
    grid = huayang.add_grid("grid", PILOT, "滨河网格", x_bounds="东至滨河路，西至古街", x_estates="3")
    assert grid == "510116003001001"
    assert huayang.add_grid("grid", PILOT, "农贸市场", kind="dedicated") == "510116003001002"
    assert "15位数字" in huayang.refuse_grid("grid", PILOT, "错号", code="140")
    rows = {row["名称"]: row for row in huayang.register("gridview")}
    assert rows["滨河网格"]["小区和院落数（个）"] == 3
    assert "东至滨河路" in huayang.page(f"/gridview/show/{huayang.grid(grid).id}")


def test_centre_station_and_grid_are_staffed_by_number(huayang: Loop) -> None:
    grid = huayang.ladder(PILOT)
    huayang.appoint("孙主任", "leader", TOWN)
    for name in ("李副", "王副"):
        huayang.appoint(name, "deputy", TOWN)
    huayang.appoint("赵书记", "head", PILOT)
    huayang.appoint("周治保", "deputy_head", PILOT)
    huayang.appoint("吴协管", "station_clerk", PILOT)
    huayang.appoint("郑格员", "member", grid)
    held = huayang.page("/assignmentview/list/")
    assert all(
        words in held
        for words in ("孙主任华阳街道街道中心主任", "李副华阳街道街道中心副主任", "王副华阳街道街道中心副主任")
    )
    station = (
        "赵书记华阳街道/通济桥街社区站长",
        "周治保华阳街道/通济桥街社区副站长",
        "吴协管华阳街道/通济桥街社区工作站专职工作人员",
    )
    assert all(words in held for words in station)
    assert "最多2名" in huayang.refuse_appointment("郑格员", "deputy", TOWN)
    assert "最多1名" in huayang.refuse_appointment("郑格员", "head", PILOT)
    assert "专管一格" in huayang.refuse_appointment("郑格员", "member", huayang.add_grid("grid", PILOT, "第二网格"))


def test_every_household_is_found_and_known(huayang: Loop) -> None:
    grid = huayang.ladder(PILOT)
    home = huayang.add_household(
        grid, "张大山", x_door_plate="滨河路12号", x_position="锦绣家园3栋2单元501", x_housing="rented"
    )
    huayang.add_resident(
        home, "张小妹", ("living_alone",), birth_date="1950-01-01", x_workplace="街道食堂", x_residence="floating"
    )
    shop = huayang.add_establishment(grid, "便民超市", "shop", x_workers="4", x_lodging="y", x_fire_gear="missing")
    (household,) = huayang.register("householdview")
    assert (household["门牌号"], household["住房性质"]) == ("滨河路12号", "出租")
    assert "锦绣家园3栋2单元501" in huayang.page(f"/householdview/show/{home}")
    (resident,) = huayang.register("residentview")
    assert (resident["工作单位"], resident["居住类型"]) == ("街道食堂", "流动人口")
    (unit,) = huayang.register("establishmentview")
    assert (unit["类别"], unit["消防设施"]) == ("商铺", "未配备")
    assert "店内住人" in huayang.page(f"/establishmentview/show/{shop}")


def test_small_matters_stay_low_and_danger_is_due_at_once(huayang: Loop) -> None:
    home = huayang.add_household(huayang.ladder(PILOT), "韩山")
    urgent, hazard, dispute, house = (
        huayang.register_issue(home, code) for code in ("emergencies", "hazards", "disputes", "housing")
    )
    assert urgent.due_on == urgent.registered_at.date()
    days = [issue.due_on or dt.date.min for issue in (urgent, hazard, dispute, house)]
    assert days == sorted(set(days))
    assert house.category.department is not None
    assert house.category.department.name == "房管所"


def test_two_schemes_of_ten_indicators_are_ready(huayang: Loop) -> None:
    schemes = {scheme.name: scheme for scheme in huayang.session.scalars(select(AssessmentScheme))}
    assert set(schemes) == {"网格员季度考核", "网格员年度考核"}
    assert {len(scheme.indicators) for scheme in schemes.values()} == {10}


def test_letters_and_cards_name_the_member(huayang: Loop) -> None:
    grid = huayang.ladder(PILOT)
    huayang.appoint("郑格员", "member", grid)
    for head in ("杨一", "朱二"):
        huayang.add_household(grid, head)
    first, second = huayang.letters(PILOT)
    assert "致华阳街道居民朋友的一封信" in first
    assert ("杨一" in first, "朱二" in second) == (True, True)
    assert "郑格员" in first
    (sheet,) = huayang.cards(PILOT)
    assert sheet.count("网格服务联系卡") == 2


def test_small_things_are_settled_in_the_grid_and_refusals_are_explained(huayang: Loop) -> None:
    """Of three matters one was settled on the spot, one by the street, one cannot be done; of two homes one was visited."""
    grid = huayang.ladder(PILOT)
    huayang.appoint("赵书记", "head", PILOT)
    huayang.appoint("郑格员", "member", grid)
    one, _two = (huayang.add_household(grid, head) for head in ("杨一", "朱二"))
    huayang.open_campaign("rollout", TOWN)
    with huayang.acting("郑格员"):
        huayang.visit(
            one, issues=[("disputes", "楼上漏水", "当场说和"), ("employment", "想找工作"), ("errands", "想要宅基地")]
        )
        job, land = huayang.issue("想找工作"), huayang.issue("想要宅基地")
        huayang.step(job, "pass_up")
        assert "权限" in huayang.refuse_step(land, "close")
    with huayang.acting("赵书记"):
        huayang.step(land, "handle", note="社区没有宅基地可批，已说明", outcome="rejected")
        huayang.step(job, "pass_up")
    huayang.step(job, "assign", department="human_resources")
    huayang.settle(job, "介绍到物业公司")
    assert huayang.rate("visiting")["合计"] == (1, 2, "50.0%")
    assert huayang.rate("on_the_spot")["合计"] == (1, 3, "33.3%")
    told = {row[3]: (row[6], row[7]) for row in huayang.table("handling", period=f"{today():%Y-%m}")}
    assert told["想要宅基地"] == ("不予受理", "社区没有宅基地可批，已说明")
    assert told["想找工作"] == ("已解决", "")


def test_what_is_known_already_is_asked_before_it_is_registered_twice(huayang: Loop) -> None:
    home = huayang.add_household(huayang.ladder(PILOT), "杨一")
    first = huayang.register_issue(home, "hazards", title="井盖丢失", text="巷口井盖丢失")
    again = {
        "household": home, "grid": first.grid_id, "category": first.category_id, "source": huayang.plan.casework.sources[0].key,
        "title": "井盖丢失", "text": "巷口井盖丢失",
    }  # fmt: skip
    assert "可能已经登记过" in huayang.refused("/issueview/add", again)
    huayang.accepted("/issueview/add", {**again, "alike": first.id})
    second = huayang.newest(Issue)
    assert (second.merged_into_id, huayang.state(second)) == (first.id, "已销号")
    assert huayang.rate("on_the_spot")["合计"] == (0, 1, "0.0%")
