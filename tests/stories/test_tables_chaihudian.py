"""柴胡店镇 on paper: the schedule, opinions, people without problems, the list of problems, and the summary by village."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.campaigns.models import VisitorArea
from portal.members.models import Member
from tests.stories.records import Records, day
from tests.stories.story import Story

TOWN, VILLAGE = "370481111", "370481111200"


@pytest.fixture
def records(story: Callable[[str], Story]) -> Records:
    """Two areas with a visitor each; three homes visited, one with an opinion, one with a problem, one content."""
    told = story("chaihudian")
    east = told.ladder(VILLAGE)
    west = told.add_grid("area", VILLAGE, "村西")
    told.appoint("冯走访", "visitor", east)
    told.appoint("陈走访", "visitor", west)
    one, two = (
        told.add_household(east, name, phone=f"1390000100{n}") for n, name in enumerate(("张大山", "李小河"), 1)
    )
    three, _ = (
        told.add_household(west, name, phone=f"1390000200{n}") for n, name in enumerate(("王满意", "孙未访"), 1)
    )
    told.add_establishment(east, "便民超市", "shop")
    made = Records(told)
    campaign = made.open("visits", TOWN)
    for grid, name in ((east, "冯走访"), (west, "陈走访")):
        visitor = made.session.query(Member).filter_by(name=name).one()
        made.session.add(VisitorArea(campaign_id=campaign.id, grid_id=told.grid(grid).id, member_id=visitor.id))
    made.session.commit()
    made.visit(one, 2, by="冯走访", wishes="村口加一盏路灯")
    made.visit(two, 3, by="冯走访")
    made.visit(three, 4, by="陈走访")
    made.issue(two, "joint_living", "门前积水", 3, "冯走访", issue_class="joint", department="construction", due_on=day(30),
               notes=[("handle", "清淤通管")], **made.closed(25))  # fmt: skip
    return made


def test_the_schedule_pairs_visitor_and_area(records: Records) -> None:
    rows = records.table("schedule")
    assert rows[0][0] == "柴胡店镇联系服务群众大走访活动安排表"
    assert rows[2][5:7] == ["走访对象", ""]
    village = rows[4][0]
    assert rows[5:7] == [
        [1, village, records.story.grid(f"{VILLAGE}001").name, "冯走访", rows[5][4], 2, 1, ""],
        [2, village, "村西", "陈走访", rows[6][4], 2, 0, ""],
    ]
    assert rows[7][:7] == ["合计", "", "", "", "", 4, 1]
    assert "中途不得更换" in rows[8][0]


def test_opinions_are_recorded_with_who_told_them(records: Records) -> None:
    rows = records.table("opinions")
    assert rows[2][2:5] == ["访问群众", "", ""]
    assert [row[2:] for row in rows if row[0] == 1] == [
        ["张大山", "13900001001", "张大山家", "村口加一盏路灯", day(2), "冯走访"]
    ]
    assert not any(row[0] == 2 for row in rows)


def test_people_without_problems_are_those_visited_and_without_an_issue(records: Records) -> None:
    rows = records.table("contented")
    assert [row[2:] for row in rows if isinstance(row[0], int)] == [
        ["张大山", "13900001001", "张大山家", day(2), "冯走访"], ["王满意", "13900002001", "王满意家", day(4), "陈走访"],
    ]  # fmt: skip
    assert "村党支部书记：" in rows[-1][0]


def test_problems_stand_under_their_class_with_what_came_of_them(records: Records) -> None:
    rows = records.table("problems")
    (large,) = (each.name for each in records.story.plan.casework.classes if each.key == "joint")
    (office,) = (each.name for each in records.story.plan.departments if each.code == "construction")
    assert rows[4][0] == large
    assert rows[5][2:] == [
        "李小河", "13900001002", "门前积水", large, "居住环境", office, day(30), "已解决", day(25), day(24), "满意",
    ]  # fmt: skip
    assert rows[2][5:] == ["分类", "", "整改", "", "", "", "回访", ""]


def test_the_summary_of_a_branch_by_hand(records: Records) -> None:
    """Four homes and a shop to visit, three homes visited; one joint issue, closed and people asked about it."""
    rows = records.table("branch_summary", grid=records.story.grid(VILLAGE).id)
    assert rows[4][2:5] == [4, 3, "60.0%\n（3/5）"]
    assert rows[4][5:10] == [0, 1, 0, 1, "100.0%\n（1/1）"]
    assert rows[4][10] == "100.0%\n（1/1）"
    assert rows[5][:10] == ["合计", "", 4, 3, "60.0%\n（3/5）", 0, 1, 0, 1, "100.0%\n（1/1）"]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("opinions", ("意见建议记录", "张大山", "村口加一盏路灯", "走访人员：")),
        ("contented", ("没有问题群众清单", "张大山", "王满意", "村党支部书记：")),
        ("problems", ("问题清单", "李小河", "门前积水", "居住环境", "已解决", "走访人员：")),
        ("branch_summary", ("总支大走访问题汇总表", "60.0%", "4月15日前报", "党总支书记：")),
    ],
)
def test_the_annexes_print_as_they_read(records: Records, key: str, said: tuple[str, ...]) -> None:
    text = "".join(records.paper(key))
    assert all(words in text for words in said)
    assert ("李小河" in text) == (key == "problems")


def test_a_pdf_of_the_schedule(records: Records) -> None:
    (page,) = records.paper("schedule")
    assert all(
        words in page for words in ("安排表", "走访对象", "单位和商铺", "冯走访", "陈走访", "合计", "中途不得更换")
    )
