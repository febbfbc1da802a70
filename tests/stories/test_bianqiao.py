"""卞桥镇: one net over the town, micro-grids in every village, dedicated grids, four roles. The plan names no print and no table;
its assessment is a story of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tests.stories.loop import Loop

TOWN, VILLAGE = "371326105", "371326105202"


@pytest.fixture
def bianqiao(story: Callable[[str], Loop]) -> Loop:
    """卞桥镇 with its plan in force."""
    return story("bianqiao")


def test_the_whole_town_is_one_net(bianqiao: Loop) -> None:
    assert bianqiao.add_grid("district", TOWN, "东部工作区") == "37132610501"
    assert bianqiao.add_grid("micro", VILLAGE, "村东微网格", x_places="东大街") == "371326105202001"
    dedicated = {
        "工业园": ("park", "园区专属网格"), "集市": ("market", "商圈市场专属网格"), "小学": ("school", "学校专属网格"),
        "卫生院": ("hospital", "医院专属网格"), "石材厂": ("enterprise", "企业专属网格"),
    }  # fmt: skip
    for name, (kind, _label) in dedicated.items():
        bianqiao.add_grid(
            "micro", VILLAGE, name, kind=kind, x_managed_by=f"{name}办公室", x_contact_phone="0539-4020001"
        )
    rows = {row["名称"]: row for row in bianqiao.register("gridview")}
    assert {name: rows[name]["类别"] for name in dedicated} == {name: label for name, (_, label) in dedicated.items()}
    assert (rows["集市"]["编码"], rows["集市"]["管理单位"]) == ("371326105202003", "集市办公室")
    assert (rows["村东微网格"]["类别"], rows["村东微网格"]["层级"]) == ("普通网格", "微网格")
    assert "15位数字" in bianqiao.refuse_grid("micro", VILLAGE, "错号", code="3")


def test_heads_guides_and_members_take_their_roles(bianqiao: Loop) -> None:
    micro = bianqiao.ladder(VILLAGE)
    district = bianqiao.add_grid("district", TOWN, "东部工作区")
    bianqiao.appoint("孙书记", "town_head", TOWN)
    bianqiao.appoint("李区长", "district_head", district)
    bianqiao.appoint("王包保", "district_guide", district)
    bianqiao.appoint("赵支书", "head", VILLAGE)
    bianqiao.appoint("周驻村", "guide", VILLAGE)
    bianqiao.appoint("吴专职", "member", VILLAGE)
    bianqiao.appoint("郑微格", "micro_member", micro)
    held = bianqiao.page("/assignmentview/list/")
    assert "孙书记卞桥镇一级网格长" in held
    above = ("李区长卞桥镇/东部工作区二级网格长", "王包保卞桥镇/东部工作区工作区网格指导员")
    assert all(words in held for words in above)
    village = (
        "赵支书卞桥镇/孟家湖村三级网格长",
        "周驻村卞桥镇/孟家湖村村网格指导员",
        "吴专职卞桥镇/孟家湖村专职网格员",
    )
    assert all(words in held for words in village)
    assert "郑微格卞桥镇/孟家湖村/第一微网格微网格员" in held
    assert "最多1名" in bianqiao.refuse_appointment("周驻村", "head", VILLAGE)
    assert "吴专职：实施方案规定专职网格员为专职" in bianqiao.page("/teams/")


def test_homes_and_units_keep_what_key_tasks_need(bianqiao: Loop) -> None:
    micro = bianqiao.ladder(VILLAGE)
    home = bianqiao.add_household(
        micro, "张大山", x_group="一组", x_heating="loose_coal", x_co_alarm="y", x_farmland="4.2"
    )
    bianqiao.add_resident(home, "张小妹", ("living_alone",), birth_date="1950-01-01", x_medical_insurance="y")
    works = bianqiao.add_establishment(micro, "石材厂", "enterprise", x_emissions="treated", x_workers="35")
    bianqiao.add_household(micro, "李清", x_heating="gas")
    (household,) = bianqiao.register("householdview", _flt_0_x_heating="loose_coal")
    assert (household["村民小组"], household["冬季取暖"]) == ("一组", "散煤")
    assert "承包地（亩）4.2" in bianqiao.page(f"/householdview/show/{home}")
    (unit,) = bianqiao.register("establishmentview")
    assert (unit["排放管理"], unit["从业人数（人）"]) == ("有治理设施", 35)
    assert "石材厂" in bianqiao.page(f"/establishmentview/show/{works}")


def test_smoke_is_due_next_day_and_danger_at_once(bianqiao: Loop) -> None:
    home = bianqiao.add_household(bianqiao.ladder(VILLAGE), "韩山")
    danger, smoke, rubbish, land = (
        bianqiao.register_issue(home, code) for code in ("danger", "air", "clean_up", "land")
    )
    assert danger.due_on == danger.registered_at.date()
    days = [issue.due_on or dt.date.min for issue in (danger, smoke, rubbish, land)]
    assert days == sorted(set(days))
    assert (smoke.category.group, smoke.category.name) == ("生态环境", "大气污染防治")
    assert land.category.department is not None
    assert land.category.department.name == "自然资源所"


def test_letters_and_cards_name_the_micro_member(bianqiao: Loop) -> None:
    micro = bianqiao.ladder(VILLAGE)
    bianqiao.appoint("郑微格", "micro_member", micro)
    for head in ("杨一", "朱二"):
        bianqiao.add_household(micro, head)
    first, second = bianqiao.letters(VILLAGE)
    assert "致卞桥镇乡亲们的一封信" in first
    assert ("杨一" in first, "朱二" in second) == (True, True)
    assert "郑微格" in first
    (sheet,) = bianqiao.cards(VILLAGE)
    assert sheet.count("网格服务联系卡") == 2


def test_small_matters_end_in_the_micro_grid_and_others_are_checked_before_they_end(bianqiao: Loop) -> None:
    """Of three matters one was settled in place; two are closed, both checked by the full-time member."""
    micro = bianqiao.ladder(VILLAGE)
    for name, role, grid in (
        ("赵支书", "head", VILLAGE),
        ("吴专职", "member", VILLAGE),
        ("郑微格", "micro_member", micro),
    ):
        bianqiao.appoint(name, role, grid)
    home = bianqiao.add_household(micro, "杨一")
    with bianqiao.acting("郑微格"):
        bianqiao.visit(
            home, issues=[("quarrels", "为鸡争吵", "劝和了"), ("water", "粪水入河"), ("safety", "电动车楼道充电")]
        )
        small, water, charging = (bianqiao.issue(text) for text in ("为鸡争吵", "粪水入河", "电动车楼道充电"))
        for issue in (water, charging):
            bianqiao.step(issue, "pass_up")
    assert bianqiao.state(water) == "已上报上级网格"
    with bianqiao.acting("赵支书"):
        bianqiao.step(water, "handle", note="已清理河道", outcome="solved")
    assert "验收”由网格员办理" in bianqiao.refuse_step(water, "check", satisfaction="satisfied")
    assert "诉求目前是“待验收”，不能“销号”" in bianqiao.refuse_step(water, "close")
    with bianqiao.acting("吴专职"):
        bianqiao.step(water, "check", satisfaction="dissatisfied", note="还有异味")
        assert bianqiao.state(water) == "重新整改"
        bianqiao.step(water, "handle", note="又清了一遍", outcome="solved")
        for issue in (small, water):
            bianqiao.step(issue, "check", satisfaction="satisfied")
    assert bianqiao.state(water) == "已验收"
    for issue in (small, water):
        assert bianqiao.state(bianqiao.step(issue, "close")) == "已销号"
    assert bianqiao.rate("closing")["合计"] == (2, 3, "66.7%")
    assert bianqiao.rate("own")["合计"] == (1, 3, "33.3%")
    assert bianqiao.rate("accepted")["合计"] == (2, 2, "100.0%")


def test_what_stays_too_long_is_seen_from_above_and_urged(bianqiao: Loop) -> None:
    micro = bianqiao.ladder(VILLAGE)
    bianqiao.appoint("赵支书", "head", VILLAGE)
    bianqiao.appoint("郑微格", "micro_member", micro)
    home = bianqiao.add_household(micro, "杨一")
    with bianqiao.acting("郑微格"):
        bianqiao.visit(home, issues=[("air", "秸秆焚烧"), ("quarrels", "为鸡争吵")])
    smoke, quarrel = bianqiao.issue("秸秆焚烧"), bianqiao.issue("为鸡争吵")
    bianqiao.earlier(smoke, 15)
    assert [row["标题"] for row in bianqiao.register("issueview", _flt_0_overdue="y")] == ["秸秆焚烧"]
    bianqiao.deed(smoke, "urge", note="今天到现场")
    with bianqiao.acting("赵支书"):
        assert [row["标题"] for row in bianqiao.register("issueview", _flt_0_urged="y")] == ["秸秆焚烧"]
        bianqiao.deed(quarrel, "link", other=smoke.number)
        bianqiao.step(smoke, "handle", note="已扑灭", outcome="solved")
    assert bianqiao.register("issueview", _flt_0_overdue="y") == []
