"""望江县 assesses its 网格信息员: by the township, with the bonus of 1,500 yuan a village shared out by score to the cent, and 十佳."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from portal.foundation.clock import today
from tests.stories.assessing import Assessing, flat, line_of
from tests.stories.loop import Loop

COUNTY, TOWNSHIP = "340827", "340827109"
YEAR = str(today().year)
GUIDANCE, RECORDS = "汇总分流与指导", "信息采集"


@pytest.fixture
def wangjiang(story: Callable[[str], Loop]) -> Loop:
    """Three villages of a township with an informant each; the first keeps complete records, the second half, the third none."""
    tale = story("wangjiang")
    villages = [area.code for area in tale.plan.areas if area.code.startswith(TOWNSHIP) and len(area.code) == 12]
    tale.appoint("郑镇长", "township_head", TOWNSHIP)
    for name, village, phones in zip("甲乙丙", villages, ((1, 1), (1, 0), (0, 0)), strict=False):
        tale.appoint(f"{name}信息", "informant", village)
        group = tale.ladder(village)
        for number, phone in enumerate(phones):
            said = {"phone": f"1381234{number}00{phone}"} if phone else {}
            tale.add_household(group, f"{name}户{number}", **said)
    return tale


def settled(year: Assessing) -> None:
    """The centre judges the guidance; all say they have no objection; village and township sign."""
    for name, points in (("甲信息", 90), ("乙信息", 80), ("丙信息", 60)):
        year.judge(name, GUIDANCE, "centre", points)
    year.settle(("甲信息", "乙信息", "丙信息"), "王书记", "郑镇长")


def test_the_bonus_is_shared_out_by_score_to_the_cent(wangjiang: Loop) -> None:
    """Records and guidance count, 20 each: (100 + 90) ÷ 2 = 95, (50 + 80) ÷ 2 = 65, (0 + 60) ÷ 2 = 30. Of 1,500 × the villages of the
    township each gets 95, 65 and 30 of 190 parts; the cent that is left goes to the largest remainder."""
    year = Assessing(wangjiang, "informant_year", YEAR, TOWNSHIP)
    year.begin()
    settled(year)
    assert [year.result(name)[0] for name in ("甲信息", "乙信息", "丙信息")] == ["95.0", "65.0", "30.0"]
    said = year.propose()
    assert said["grade", "甲信息"] == "优先参评全县“十佳”网格员"
    assert said["grade", "丙信息"] == "不适应网格工作的，及时调整"
    villages = sum(area.code.startswith(TOWNSHIP) and len(area.code) == 12 for area in wangjiang.plan.areas)
    pool = 150_000 * villages
    exact = {name: Decimal(pool * points) / 190 for name, points in (("甲信息", 95), ("乙信息", 65), ("丙信息", 30))}
    cents = {name: int(share) for name, share in exact.items()}
    for name in sorted(exact, key=lambda each: cents[each] - exact[each])[: pool - sum(cents.values())]:
        cents[name] += 1
    assert sum(cents.values()) == pool
    assert year.amounts() == {name: Decimal(share) / 100 for name, share in cents.items()}
    rows = year.book()["奖金分配表"]
    assert [line_of(rows, name)[4] for name in cents] == [share / 100 for share in cents.values()]
    assert line_of(rows, "合计")[4] == pool / 100
    report = flat(year.report())
    assert all(f"{share // 100}.{share % 100:02}" in report for share in cents.values())
    assert "不平均分配" in report
    assert year.propose().keys() == said.keys()


def test_equal_scores_share_no_bonus(wangjiang: Loop) -> None:
    """An equal share would be what the plan forbids: whoever scored the same is looked at again."""
    year = Assessing(wangjiang, "informant_year", YEAR, TOWNSHIP)
    year.begin()
    for name, points in (("甲信息", 60), ("乙信息", 60), ("丙信息", 60)):
        year.judge(name, GUIDANCE, "centre", points)
        score = year.score(name, RECORDS)
        wangjiang.accepted(f"/scoreview/edit/{score.id}", {"score": "50", "note": "抽查"})
    year.settle(("甲信息", "乙信息", "丙信息"), "王书记", "郑镇长")
    assert "平均分配" in year.refused_proposals()
    assert year.amounts() == {}


def test_the_ten_best_are_proposed_and_chosen_by_people(wangjiang: Loop) -> None:
    """Two passed, so two stand for the ten places; whoever failed does not."""
    award = next(each for each in wangjiang.plan.awards if each.key == "top_ten")
    assert award.number == 10
    year = Assessing(wangjiang, "informant_year", YEAR, COUNTY)
    year.begin()
    settled(year)
    said = year.propose()
    named = {name for kind, name in said if kind == "award"}
    assert named == ({"甲信息", "乙信息"} if award.scheme == "informant_year" else set())
