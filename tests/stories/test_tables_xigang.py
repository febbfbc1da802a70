"""西岗镇 on paper: annex 1 of what could not be settled on the spot, annex 2 by class, the rates, and who was not reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.stories.records import Records, day
from tests.stories.story import Story

VILLAGE = "370481106200"


@dataclass
class Town:
    """Four households and a shop in two areas of one village, visited in March."""

    story: Story
    records: Records


@pytest.fixture
def town(story: Callable[[str], Story]) -> Town:
    """Two homes visited, one only telephoned, one never reached; three issues, one settled on the spot."""
    told = story("xigang")
    east = told.ladder(VILLAGE)
    west = told.add_grid("area", VILLAGE, "村西片")
    told.appoint("赵格员", "member", east)
    told.appoint("钱格员", "member", west)
    one, two = (
        told.add_household(east, name, phone=f"1390000100{n}") for n, name in enumerate(("张大山", "李小河"), 1)
    )
    three, _ = (
        told.add_household(west, name, phone=f"1390000200{n}") for n, name in enumerate(("王远方", "孙无人"), 1)
    )
    shop = told.add_establishment(east, "便民超市", "shop")
    records = Records(told)
    records.open("archive", "370481106")
    records.visit(one, 3, by="赵格员")
    records.visit(two, 4, by="赵格员")
    records.visit(three, 5, "absent", by="钱格员")
    records.visit(three, 6, "phone", by="钱格员")
    records.call(shop, 7)
    dispute, fire = "disputes", "fire_hazards"
    department = next(each.code for each in told.plan.departments)
    classes = [each.key for each in told.plan.casework.classes]
    records.issue(one, dispute, "宅基地界址不清", 3, "赵格员", issue_class=classes[0], department=department, due_on=day(20),
                  notes=[("assign", "请核实"), ("handle", "现场丈量并立界桩")], **records.closed(18))  # fmt: skip
    records.issue(
        three, fire, "院内乱拉电线", 6, "钱格员", issue_class=classes[1], due_on=day(27), notes=[("classify", "需联动")]
    )
    records.issue(two, dispute, "电表箱门坏了", 4, "赵格员", issue_class=classes[0], solved_on_the_spot=True,
                  notes=[("solve", "当场修好")], **records.closed(5))  # fmt: skip
    return Town(told, records)


def test_annex_1_lists_what_was_not_settled_on_the_spot(town: Town) -> None:
    rows = town.records.table("problem_list")
    assert rows[0][0] == "西岗镇村居网格“激活民情档案、创优满意网格”活动采集问题清单"
    assert rows[1][0] == "填报单位：西岗镇"
    assert str(rows[1][6]).startswith("2026年3月1日至2026年3月31日　填报日期：")
    assert rows[2][:7] == ["序号", "村居", "责任区域", "反映人", "", "", "问题类别"]
    assert rows[3][3:6] == ["姓名", "住址", "电话"]
    assert [row[0] for row in rows[4:8]] == ["第一责任区", 1, "村西片", 2]
    category = {each.code: each.name for each in town.story.plan.casework.categories}
    assert rows[5][1:11] == [
        "东王庄村", "第一责任区", "张大山", "张大山家", "13900001001", category["disputes"], "宅基地界址不清", day(3), "现场丈量并立界桩", "赵格员",
    ]  # fmt: skip
    assert rows[7][3:11] == [
        "王远方", "王远方家", "13900002001", category["fire_hazards"], "院内乱拉电线", day(6), "需联动", "钱格员",
    ]  # fmt: skip
    assert rows[8][0] == "注：当场不能落实的问题全部列入"
    assert "走访人员：" in rows[10][0]
    assert "网格长：" in rows[10][0]
    assert not any("电表箱" in str(cell) for row in rows for cell in row)


def test_annex_2_is_sorted_by_class_and_counts_all(town: Town) -> None:
    rows = town.records.table("archive_summary")
    first, second, _third = (each.name for each in town.story.plan.casework.classes)
    department = town.story.plan.departments[0].name
    assert rows[2][7:14] == ["整改情况", "", "", "", "", "回访", ""]
    assert [row[0] for row in rows[4:10]] == [first, 1, 2, second, 3, "合计"]
    assert rows[5][2:] == [
        "张大山", "13900001001", "宅基地界址不清", rows[5][5], first, department, "", day(20), "已解决", day(18), day(17), "满意",
    ]  # fmt: skip
    assert rows[8][6:] == [second, "", "", day(27), "", "", "", ""]
    assert rows[9][:2] == ["合计", "共 3 件"]
    assert "中队长：" in rows[11][0]


def test_the_progress_of_a_village_by_hand(town: Town) -> None:
    """Of four homes and one shop: three homes at home or by telephone; five due, three visited in person; of three issues two closed."""
    rows = town.records.table("rates_by_village", grid=town.story.grid(VILLAGE).id)
    assert rows[2][4:] == ["走访", "", "", "问题", "", "", "回访"]
    assert rows[4][:6] == [1, "东王庄村", 4, 1, 3, 1]
    assert rows[4][6:] == ["60.0%\n（3/5）", 3, 2, "66.7%\n（2/3）", "100.0%\n（2/2）"]
    assert rows[5][:9] == ["合计", "", 4, 1, 3, 1, "60.0%\n（3/5）", 3, 2]
    assert "不排名次" in rows[6][0]


def test_who_was_not_reached_is_named(town: Town) -> None:
    rows = town.records.table("not_reached")
    assert [row[3] for row in rows if row[0] == 1] == ["孙无人"]
    assert rows[4][:7] == [1, "东王庄村", "村西片", "孙无人", "孙无人家", "13900002002", "钱格员"]


def test_the_annex_prints_as_it_reads(town: Town) -> None:
    (page,) = town.records.paper("problem_list")
    for words in (
        "采集问题清单",
        "反映人",
        "宅基地界址不清",
        "院内乱拉电线",
        "注：当场不能落实的问题全部列入",
        "走访人员：",
        "第1页，共1页",
    ):
        assert words in page


def test_annex_2_prints_by_class_with_its_signatures(town: Town) -> None:
    text = "".join(town.records.paper("archive_summary"))
    assert all(
        words in text
        for words in (
            "西岗镇网格巡查中队民情档案汇总表",
            "镇级解决",
            "整改情况",
            "宅基地界址不清",
            "合计",
            "综合考核组：",
        )
    )
