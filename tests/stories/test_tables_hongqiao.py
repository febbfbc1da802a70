"""虹桥镇 on paper: the absent register, the summary of visits, the weekly draw and the progress."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from portal.campaigns.models import Campaign, Sample, SampleItem
from portal.foundation.clock import now
from portal.members.models import Member
from tests.stories.records import Records, day
from tests.stories.story import Story

TOWN, VILLAGE = "430626106", "430626106200"
WEEK = "2026-03-02_2026-03-08"


@pytest.fixture
def records(story: Callable[[str], Story]) -> Records:
    """Five homes: visited with two issues, telephoned, absent, absent and visited later, and one of a key person who was absent."""
    told = story("hongqiao")
    area = told.ladder(VILLAGE)
    told.appoint("周走访", "member", area)
    homes = [
        told.add_household(area, name, phone=f"1390000100{n}", kind="resident")
        for n, name in enumerate(("张大山", "李电话", "王外出", "赵后来", "钱党员"), 1)
    ]
    told.add_resident(homes[4], "钱党员", ("party",), relation="head")
    made = Records(told)
    made.open("visits", TOWN)
    made.visit(homes[0], 3, by="周走访", wishes="修水渠")
    made.visit(homes[1], 3, "phone", by="周走访")
    away = {
        "phone": "13911112222",
        "since": dt.date(2025, 2, 1),
        "address": "深圳市宝安区某厂",
        "occupation": "电子厂工人",
    }
    made.visit(homes[2], 4, "absent", by="周走访", absence=away)
    made.visit(homes[3], 4, "absent", by="周走访", absence=away)
    made.visit(homes[3], 5, by="周走访")
    made.visit(homes[4], 5, "absent", by="周走访", absence={"phone": "13933334444"})
    visit = made.visit(homes[0], 6, by="周走访")
    category = told.plan.casework.categories[-1].code
    made.issue(
        homes[0],
        category,
        "电线松动",
        6,
        "周走访",
        visit_id=visit.id,
        notes=[("handle", "请电工紧固")],
        **made.closed(7),
    )
    made.issue(homes[0], category, "屋后滑坡", 6, "周走访", visit_id=visit.id)
    return made


def test_annex_2_holds_ordinary_homes_that_were_never_met(records: Records) -> None:
    rows = records.table("absent_homes")
    assert rows[0][0] == "虹桥镇民情大走访不在家的一般农户统计表"
    assert rows[2] == ["序号", "村（社区）", "户主", "联系电话", "外出时间", "在外具体住址", "职业", "备注"]
    listed = [row[2:] for row in rows if isinstance(row[0], int)]
    assert listed == [["王外出", "13911112222", dt.date(2025, 2, 1), "深圳市宝安区某厂", "电子厂工人", ""]]
    assert "走访干部：" in rows[-1][0]
    assert "支部书记：" in rows[-1][0]


def test_the_summary_has_one_row_a_visit_with_all_that_was_told(records: Records) -> None:
    rows = [row for row in records.table("visit_summary") if isinstance(row[0], int)]
    assert [(row[2], row[4], row[5]) for row in rows] == [
        ("张大山", "入户", day(3)), ("李电话", "电话", day(3)), ("王外出", "无人在家", day(4)), ("赵后来", "无人在家", day(4)),
        ("赵后来", "入户", day(5)), ("钱党员", "无人在家", day(5)), ("张大山", "入户", day(6)),
    ]  # fmt: skip
    assert rows[0][7] == "修水渠"
    assert rows[6][6:11] == ["1. 电线松动\n2. 屋后滑坡", "", "1. 请电工紧固\n2. —", "1. 已解决\n2. —", "周走访"]


def test_the_weekly_draw_lists_visitors_in_the_order_drawn(records: Records) -> None:
    campaign, town = records.session.query(Campaign).one(), records.story.grid(TOWN)
    members = [records.session.query(Member).filter_by(name=name).one() for name in ("周走访", "周文员")]
    records.session.add(Sample(
        campaign_id=campaign.id, key="weekly_review", name="讲评抽取", subject="visitors", grid_id=town.id, period_from=day(2),
        period_to=day(8), seed="a1", population=2, newest=2, drawn_at=now(), drawn_by="周文员",
        items=[SampleItem(position=place, member_id=member.id) for place, member in enumerate(reversed(members), 1)],
    ))  # fmt: skip
    records.session.commit()
    rows = records.table("review_draw", period=WEEK)
    assert [[row[0], row[1], row[4], row[5], row[6], row[7]] for row in rows if isinstance(row[0], int)] == [
        [1, "周文员", 0, 0, 0, ""], [2, "周走访", 7, 2, 1, ""],
    ]  # fmt: skip
    assert any("不是排名" in str(row[0]) for row in rows)
    empty = records.story.page("/tables/review_draw?period=2026-03-09_2026-03-15")
    assert "没有抽取过" in empty


def test_progress_keeps_the_ways_apart(records: Records) -> None:
    """Of five homes two were met and one telephoned; absent and never reached are two. Seven visits: three at home, three to nobody."""
    rows = records.table("progress", period=WEEK, grid=records.story.grid(VILLAGE).id)
    assert rows[2][3:10] == ["走访", "", "", "", "", "问题", ""]
    assert rows[4][2:7] == [5, 3, 1, 3, 2]
    assert rows[4][7:] == ["40.0%\n（2/5）", 2, "50.0%\n（1/2）"]
