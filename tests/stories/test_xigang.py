"""西岗镇: every household and every business is visited, nine topics are kept, problems are listed and struck off.

Still to come. Loop: the objects not yet reached by name, annexes 1 and 2 filled from the records, review by the assessment group, three
classes at sorting, striking off with a deadline, the three rates, spot checks. Paper: annexes as PDF, year-end sheets.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tests.stories.story import Story

TOWN, VILLAGE, OTHER = "370481106", "370481106200", "370481106201"


@pytest.fixture
def xigang(story: Callable[[str], Story]) -> Story:
    """西岗镇 with its plan in force."""
    return story("xigang")


def move(story: Story, village: str, under: str) -> None:
    """Put a village under another grid, leaving everything else."""
    grid = story.grid(village)
    story.accepted(f"/gridview/edit/{grid.id}", {
        "parent": story.grid(under).id, "level": grid.level_id, "code": grid.code, "name": grid.name, "kind": grid.kind,
    })  # fmt: skip


def test_squadrons_come_between_town_and_villages_and_codes_stay(xigang: Story) -> None:
    squadron = xigang.add_grid("squadron", TOWN, "第一中队")
    assert squadron == "37048110601"
    for village in (VILLAGE, OTHER):
        move(xigang, village, squadron)
    parents = {row["名称"]: row["上级网格"] for row in xigang.register("gridview")}
    assert "第一中队" in parents["东王庄村"]
    area = xigang.add_grid("area", VILLAGE, "村东片", x_chat_group="东王庄一家亲", x_broadcast="y")
    assert area == "370481106200001"
    assert xigang.add_grid("area", VILLAGE, "集市", kind="dedicated") == "370481106200002"
    assert "15位数字" in xigang.refuse_grid("area", VILLAGE, "错号", code="12")
    assert "开头" in xigang.refuse_grid("area", VILLAGE, "错号", code="370481106201009")
    rows = {row["名称"]: row for row in xigang.register("gridview")}
    assert (rows["村东片"]["居民微信群"], rows["集市"]["类别"]) == ("东王庄一家亲", "专属网格")


def test_survey_teams_are_formed_of_a_cadre_and_a_member(xigang: Story) -> None:
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


def test_nine_topics_are_kept_about_homes_people_and_businesses(xigang: Story) -> None:
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


def test_issues_are_sorted_by_topic_and_each_has_its_limit(xigang: Story) -> None:
    home = xigang.add_household(xigang.ladder(VILLAGE), "韩山")
    danger = xigang.register_issue(home, "emergencies")
    fire, dispute, house = (xigang.register_issue(home, code) for code in ("fire_hazards", "disputes", "buildings"))
    assert danger.due_on == danger.registered_at.date()
    days = [issue.due_on or dt.date.min for issue in (danger, fire, dispute, house)]
    assert days == sorted(set(days))
    assert (fire.category.group, dispute.category.name) == ("消防安全", "矛盾纠纷")
    assert house.category.department is not None
    assert house.category.department.name == "村镇建设办公室"


def test_letters_and_cards_name_the_member(xigang: Story) -> None:
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
