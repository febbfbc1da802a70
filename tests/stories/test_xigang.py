"""西岗镇: every household and every business is visited, nine topics are kept, problems are listed and struck off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from portal.campaigns.models import Campaign
from tests.stories.loop import Loop
from tests.stories.work import ago

TOWN, VILLAGE, OTHER = "370481106", "370481106200", "370481106201"


@pytest.fixture
def xigang(story: Callable[[str], Loop]) -> Loop:
    """西岗镇 with its plan in force."""
    return story("xigang")


def test_squadrons_come_between_town_and_villages_and_codes_stay(xigang: Loop) -> None:
    squadron = xigang.add_grid("squadron", TOWN, "第一中队")
    assert squadron == "37048110601"
    for village in (VILLAGE, OTHER):
        xigang.move(village, squadron)
    parents = {row["名称"]: row["上级网格"] for row in xigang.register("gridview")}
    assert "第一中队" in parents["东王庄村"]
    area = xigang.add_grid("area", VILLAGE, "村东片", x_chat_group="东王庄一家亲", x_broadcast="y")
    assert area == "370481106200001"
    assert xigang.add_grid("area", VILLAGE, "集市", kind="dedicated") == "370481106200002"
    assert "15位数字" in xigang.refuse_grid("area", VILLAGE, "错号", code="12")
    assert "开头" in xigang.refuse_grid("area", VILLAGE, "错号", code="370481106201009")
    rows = {row["名称"]: row for row in xigang.register("gridview")}
    assert (rows["村东片"]["居民微信群"], rows["集市"]["类别"]) == ("东王庄一家亲", "专属网格")


def test_survey_teams_are_formed_of_a_cadre_and_a_member(xigang: Loop) -> None:
    area = xigang.ladder(VILLAGE)
    squadron = xigang.add_grid("squadron", TOWN, "第一中队")
    xigang.appoint("孙中队", "squadron_leader", squadron)
    xigang.appoint("李书记", "head", VILLAGE)
    xigang.appoint("王委员", "cadre", area)
    xigang.appoint("赵格员", "member", area)
    assert "最多1名" in xigang.refuse_appointment("赵格员", "head", VILLAGE)
    assert "不能在" in xigang.refuse_appointment("赵格员", "squadron_leader", area)
    held = xigang.page("/assignmentview/list/")
    assert "孙中队西岗镇/第一中队网格巡查中队长" in held
    assert "李书记西岗镇/东王庄村网格长" in held
    assert "王委员西岗镇/东王庄村/第一责任区村居干部" in held
    assert "赵格员西岗镇/东王庄村/第一责任区网格员" in held


def test_nine_topics_are_kept_about_homes_people_and_businesses(xigang: Loop) -> None:
    area = xigang.ladder(VILLAGE)
    home = xigang.add_household(
        area,
        "张大山",
        x_group="二组",
        x_house_safety="d",
        x_let_rooms="3",
        x_lease_until="2024-06-30",
        x_fuel=["bottle", "power"],
    )
    xigang.add_household(area, "李稳", x_house_safety="a")
    person = xigang.add_resident(
        home, "张小妹", ("living_alone",), birth_date="1950-01-01", x_pension="residents", x_assistance="临时救助"
    )
    shop = xigang.add_establishment(area, "便民超市", "shop", x_workers="4", x_lives_in="y")
    (household,) = xigang.register("householdview", _flt_0_x_house_safety="d")
    assert (household["村民小组"], household["房屋安全等级"]) == ("二组", "D级")
    shown = xigang.page(f"/householdview/show/{home}")
    assert all(words in shown for words in ("瓶装液化气、电", "2024-06-30", "出租间数（间）"))
    assert "临时救助" not in xigang.page(f"/residentview/show/{person}")
    (unit,) = xigang.register("establishmentview")
    assert (unit["类别"], unit["从业人数（人）"]) == ("商铺", 4)
    assert "统一社会信用代码" in xigang.page(f"/establishmentview/show/{shop}")
    refused = {
        "grid": xigang.grid(area).id,
        "head_name": "李四",
        "address": "李四家",
        "kind": "resident",
        "x_let_rooms": "-1",
    }
    assert "不能小于0" in xigang.refused("/householdview/add", refused)


def test_issues_are_sorted_by_topic_and_each_has_its_limit(xigang: Loop) -> None:
    home = xigang.add_household(xigang.ladder(VILLAGE), "韩山")
    danger = xigang.register_issue(home, "emergencies")
    fire, dispute, house = (xigang.register_issue(home, code) for code in ("fire_hazards", "disputes", "buildings"))
    assert danger.due_on == danger.registered_at.date()
    days = [issue.due_on or dt.date.min for issue in (danger, fire, dispute, house)]
    assert days == sorted(set(days))
    assert (fire.category.group, dispute.category.name) == ("消防安全", "矛盾纠纷")
    assert house.category.department is not None
    assert house.category.department.name == "村镇建设办公室"


def test_letters_and_cards_name_the_member(xigang: Loop) -> None:
    area = xigang.ladder(VILLAGE)
    xigang.appoint("赵格员", "member", area)
    for head in ("杨一", "朱二"):
        xigang.add_household(area, head)
    first, second = xigang.letters(VILLAGE)
    assert "致西岗镇乡亲们的一封信" in first
    assert ("杨一" in first, "朱二" in second) == (True, True)
    assert "赵格员" in first
    (sheet,) = xigang.cards(VILLAGE)
    assert sheet.count("网格服务联系卡") == 2


def five_homes(xigang: Loop) -> tuple[list[int], int]:
    """One area with a survey team of a cadre and a member, five homes and a shop; the campaign began twenty days ago."""
    area = xigang.ladder(VILLAGE)
    xigang.appoint("王委员", "cadre", area)
    xigang.appoint("赵格员", "member", area)
    homes = [xigang.add_household(area, head) for head in ("杨一", "朱二", "秦三", "尤四", "许五")]
    shop = xigang.add_establishment(area, "便民超市", "shop")
    xigang.open_campaign("archive", TOWN)
    return homes, shop


def test_every_home_and_business_is_a_task_until_it_is_met(xigang: Loop) -> None:
    """Of five homes and a shop: three homes and the shop visited, one home telephoned, one absent."""
    homes, shop = five_homes(xigang)
    assert xigang.tasks("未走访") == ["便民超市", "尤四", "朱二", "杨一", "秦三", "许五"]
    with xigang.acting("赵格员"):
        told = xigang.visit(
            homes[0], checklist="survey", answers={"dispute": True, "dispute_with": "宅基地界址", "fire": "sound"}
        )
        xigang.visit(homes[1])
        xigang.nobody_home(homes[3], homes[4])
        xigang.visit(homes[3], "phone")
        xigang.visit(shop, unit=True)
    xigang.visit(homes[2])
    assert told.member_id == xigang.member("赵格员").id
    assert xigang.tasks("未走访") == []
    assert (xigang.tasks("不在家"), xigang.tasks("已电话联系")) == (["许五"], ["尤四"])
    assert xigang.rate("home_visits") == {"东王庄村": (4, 6, "66.7%"), "合计": (4, 6, "66.7%")}
    assert xigang.rate("reached")["东王庄村"] == (5, 6, "83.3%")
    assert [row[3] for row in xigang.table("not_reached")] == ["许五"]
    (village,) = [row for row in xigang.table("rates_by_village", grid=VILLAGE) if row[0] == 1]
    assert village[2:7] == [5, 1, 4, 1, "66.7%（4/6）"]


def test_what_cannot_be_settled_is_listed_sorted_handed_on_and_struck_off(xigang: Loop) -> None:
    """Three issues: one settled on the spot, one that comes back once, one still worked on; two of three closed, both revisited."""
    (one, two, *_), _shop = five_homes(xigang)
    squadron = xigang.add_grid("squadron", TOWN, "第一中队")
    xigang.move(VILLAGE, squadron)
    xigang.appoint("孙中队", "squadron_leader", squadron)
    with xigang.acting("赵格员"):
        xigang.visit(one, issues=[("fire_hazards", "插座松动", "当场拧紧"), ("disputes", "宅基地界址不清")])
        xigang.nobody_home(two)
        xigang.visit(two, "phone", issues=[("buildings", "东屋墙体开裂")])
        assert "权限" in xigang.refuse_step(xigang.issue("宅基地界址不清"), "merge", issue_class="town")
    spot, border, wall = (xigang.issue(text) for text in ("插座松动", "宅基地界址不清", "东屋墙体开裂"))
    assert (xigang.state(spot), spot.solved_on_the_spot) == ("待回访", True)
    assert xigang.state(border) == "已列入清单"
    assert "不能“销号”；现在可以：当场处置、汇总、报告整改结果" in xigang.refuse_step(border, "close")
    with xigang.acting("孙中队"):
        for issue in (border, wall):
            xigang.step(issue, "merge", note="列入民情档案")
        assert "由中心工作人员办理" in xigang.refuse_step(wall, "review")
    xigang.step(wall, "return", note="裂缝多宽请再量一量")
    xigang.step(wall, "merge", issue_class="joint")
    for issue in (border, wall):
        xigang.step(issue, "review")
        xigang.step(issue, "assign", note="限时办理")
    assert (xigang.state(border), border.department and border.department.name) == ("整改中", "司法所")
    assert "请填写" in xigang.refuse_step(wall, "pause", until=ago(-9))
    xigang.step(wall, "pause", until=ago(-9), note="等汛期过后加固，已明确时限")
    assert xigang.state(wall) == "明确时限、暂缓"
    xigang.step(border, "handle", note="现场丈量", outcome="solved")
    xigang.step(border, "revisit", satisfaction="dissatisfied", note="界桩还没有立")
    assert xigang.state(border) == "重新整改"
    assert "不能“销号”" in xigang.refuse_step(border, "close")
    xigang.settle(border, "立了界桩")
    xigang.step(spot, "revisit", satisfaction="neutral")
    assert xigang.state(xigang.step(spot, "close")) == "已销号"
    assert xigang.rate("closing")["东王庄村"] == (2, 3, "66.7%")
    assert xigang.rate("closing", "department")["司法所"] == (1, 1, "100.0%")
    assert xigang.rate("feedback")["东王庄村"] == (2, 2, "100.0%")
    assert [row[7] for row in xigang.table("problem_list")] == ["宅基地界址不清", "东屋墙体开裂"]
    archive = {row[4]: (row[6], row[10], row[13]) for row in xigang.table("archive_summary") if row[0] != "合计"}
    joint, town = "镇级和镇直部门联动解决", "镇级解决"
    assert archive == {
        "插座松动": (joint, "已解决", "基本满意"), "宅基地界址不清": (town, "已解决", "满意"), "东屋墙体开裂": (joint, "", ""),
    }  # fmt: skip


def test_records_are_drawn_for_checking_and_the_draw_can_be_repeated(xigang: Loop) -> None:
    """Five in a hundred of the visits, at least one."""
    homes, _shop = five_homes(xigang)
    for home in homes:
        xigang.visit(home)
    campaign = xigang.newest(Campaign)
    first, again = (xigang.draw(campaign, "spot_check", TOWN, "a1") for _ in range(2))
    assert (first.population, first.seed, len(first.items)) == (5, "a1", 1)
    assert [item.visit_id for item in again.items] == [item.visit_id for item in first.items]
    xigang.accepted(f"/sampleview/check/{first.items[0].id}", {"result": "confirmed", "note": "电话核实，属实"})
    shown = xigang.page(f"/sampleview/show/{first.id}")
    assert all(words in shown for words in ("走访记录抽查", "a1", "属实"))
