"""东冶镇: six-digit codes, 1＋1＋N teams, matters admitted to the grid, weekly walks.

Still to come. Loop: meetings and training counted, admission and withdrawal of matters decided in the portal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from portal.foundation.workdays import Calendar
from portal.issues.models import Issue
from tests.stories.loop import Loop

TOWN, VILLAGE, LAST = "140522109", "200", "231"


@pytest.fixture
def dongye(story: Callable[[str], Loop]) -> Loop:
    """东冶镇 with its plan in force."""
    return story("dongye")


def test_villages_have_three_digits_and_grids_six(dongye: Loop) -> None:
    names = {row["编码"]: row["名称"] for row in dongye.register("gridview")}
    assert (len(names), names[VILLAGE], names[LAST]) == (25, "东冶村", "孤山村")
    assert dongye.add_grid("grid", VILLAGE, "第一村民小组", x_villager_group="一组") == "200101"
    assert dongye.add_grid("grid", VILLAGE, "第二村民小组") == "200102"
    assert dongye.add_grid("grid", VILLAGE, "中心小学", kind="dedicated", x_host_unit="东冶小学") == "200201"
    assert dongye.add_grid("grid", LAST, "第一村民小组") == "231101"
    assert "6位数字" in dongye.refuse_grid("grid", VILLAGE, "错号", code="2001")
    assert "开头" in dongye.refuse_grid("grid", VILLAGE, "错号", code="231102")
    assert "应为1" in dongye.refuse_grid("grid", VILLAGE, "错号", code="200203")
    rows = {row["编码"]: row for row in dongye.register("gridview")}
    assert (rows["200101"]["对应村民小组"], rows["200201"]["类别"]) == ("一组", "专属网格")
    assert rows["200201"]["所在单位"] == "东冶小学"


def test_a_grid_has_one_head_one_member_and_any_number_of_helpers(dongye: Loop) -> None:
    grid = dongye.ladder(VILLAGE)
    dongye.appoint("孙支书", "head", VILLAGE)
    dongye.appoint("李格员", "member", grid)
    for name in ("王退休", "赵代表", "周志愿"):
        dongye.appoint(name, "helper", grid)
    held = dongye.page("/assignmentview/list/")
    assert "孙支书东冶镇/东冶村网格长" in held
    assert "李格员东冶镇/东冶村/第一网格网格员" in held
    assert held.count("第一网格网格辅助员") == 3
    assert "最多1名" in dongye.refuse_appointment("李格员", "head", VILLAGE)
    assert "专管一格" in dongye.refuse_appointment("李格员", "member", dongye.add_grid("grid", VILLAGE, "第二组"))


def test_people_facilities_and_homes_are_known(dongye: Loop) -> None:
    grid = dongye.ladder(VILLAGE)
    home = dongye.add_household(
        grid, "张大山", x_housing="rented_out", x_rooms="6", x_tenants="4", x_heating="coal", x_flood_risk="y"
    )
    dongye.add_resident(home, "张小妹", ("left_behind_elder",), birth_date="1950-01-01", x_residence="local")
    works = dongye.add_establishment(grid, "铸造厂", "enterprise", x_workers="60", x_fire_gear="partly")
    (household,) = dongye.register("householdview")
    assert (household["住房情况"], household["临河临崖或易涝"]) == ("出租", "是")
    shown = dongye.page(f"/householdview/show/{home}")
    assert all(words in shown for words in ("煤炉", "租住人数（人）4", "房屋间数（间）6"))
    (unit,) = dongye.register("establishmentview")
    assert (unit["从业人数（人）"], unit["消防器材"]) == (60, "部分失效")
    assert "铸造厂" in dongye.page(f"/establishmentview/show/{works}")


def test_admitted_matters_have_limits_and_offices(dongye: Loop) -> None:
    home = dongye.add_household(dongye.ladder(VILLAGE), "韩山")
    urgent, fire, production, relief = (
        dongye.register_issue(home, code) for code in ("emergencies", "fire", "production", "relief")
    )
    assert urgent.due_on == urgent.registered_at.date()
    days = [issue.due_on or dt.date.min for issue in (urgent, fire, production, relief)]
    assert days == sorted(set(days))
    assert (fire.category.name, fire.category.group) == ("防火", "安全隐患")
    assert relief.category.department is not None
    assert relief.category.department.name == "民政办公室"


def test_letters_and_cards_name_the_member(dongye: Loop) -> None:
    grid = dongye.ladder(VILLAGE)
    dongye.appoint("李格员", "member", grid)
    for head in ("杨一", "朱二"):
        dongye.add_household(grid, head)
    first, second = dongye.letters(VILLAGE)
    assert "致东冶镇父老乡亲的一封信" in first
    assert ("杨一" in first, "朱二" in second) == (True, True)
    assert "李格员" in first
    assert "阳城县东冶镇综治中心" in first
    (sheet,) = dongye.cards(VILLAGE)
    assert sheet.count("全科网格服务联系卡") == 2


def test_more_time_is_asked_for_and_granted_by_somebody_else(dongye: Loop) -> None:
    grid = dongye.ladder(VILLAGE)
    dongye.appoint("孙支书", "head", VILLAGE)
    dongye.appoint("李格员", "member", grid)
    home = dongye.add_household(grid, "韩山")
    with dongye.acting("李格员"):
        dongye.visit(home, issues=[("petition", "多年信访"), ("fire", "柴草挨着灶台", "搬开了")])
        petition = dongye.issue("多年信访")
        dongye.step(petition, "pass_up")
    due = petition.due_on
    assert due is not None
    with dongye.acting("孙支书"):
        dongye.deed(petition, "ask_extension", days="3", note="要等县里答复")
    dongye.deed(petition, "urge", note="本周内见面")
    dongye.deed(petition, "decide_extension", decision="granted", note="同意")
    assert dongye.session.get_one(Issue, petition.id).due_on == Calendar().add(due, 3)
    assert [row["标题"] for row in dongye.register("issueview", _flt_0_urged="y")] == ["多年信访"]
    dongye.step(petition, "assign", department="safety_office")
    dongye.settle(petition, "县里已答复")
    assert dongye.register("issueview", _flt_0_urged="y") == []
    assert dongye.rate("solving")["合计"] == (2, 2, "100.0%")
    assert dongye.rate("revisit")["合计"] == (1, 1, "100.0%")
    assert dongye.rate("satisfaction")["合计"] == (1, 1, "100.0%")


def test_matters_that_are_on_the_list_are_known_as_admitted(dongye: Loop) -> None:
    assert {"已准入"} == {row[4] for row in dongye.table("matters") if row[0] != "合计"}
    page = dongye.page("/admission/")
    admission = dongye.plan.casework.admission
    assert admission is not None
    assert all(item.name in page for item in admission.items)


def test_the_team_and_the_grids_are_listed_as_they_stand(dongye: Loop) -> None:
    """A head for the village, a member and a helper for its grid; two homes with one resident."""
    grid = dongye.ladder(VILLAGE)
    for name, role, place in (("孙支书", "head", VILLAGE), ("李格员", "member", grid), ("王辅助", "helper", grid)):
        dongye.appoint(name, role, place)
    homes = [dongye.add_household(grid, head) for head in ("韩山", "杨水")]
    dongye.add_resident(homes[0], "韩小妹")
    team = [(row[4], row[5]) for row in dongye.table("team_list", grid=VILLAGE) if row[0] != "合计"]
    assert sorted(team) == sorted([("孙支书", "网格长"), ("李格员", "网格员"), ("王辅助", "网格辅助员")])
    (row,) = [row for row in dongye.table("grid_list", grid=VILLAGE) if row[0] != "合计"]
    assert (row[3], row[6], row[7], row[8]) == (grid, 2, 1, "李格员")
