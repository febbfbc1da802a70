"""望江县 on paper: matters by class, and a bonus that is shared out by points."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from portal.assessments.models import Assessment, AssessmentScheme
from tests.stories.records import Records
from tests.stories.story import Story


def test_wangjiang_lists_matters_by_class_and_shares_the_bonus_by_points(story: Callable[[str], Story]) -> None:
    """1,500 yuan for each village of the township, by 90 and 60 points: three fifths and two fifths."""
    wangjiang = story("wangjiang")
    made = Records(wangjiang)
    groups = list(dict.fromkeys(item.group for item in wangjiang.plan.casework.admission.items))  # type: ignore[union-attr]
    rows = made.table("admission_list")
    assert [row[0] for row in rows[3:] if row[0] in groups] == groups
    printed = "".join(made.paper("admission_list"))
    assert all(words in printed for words in ("望江县网格事务准入清单", "处置职能部门", *groups, "审核人："))
    villages = [area for area in wangjiang.plan.areas if area.code.startswith("340827100") and len(area.code) == 12]
    scheme = made.session.query(AssessmentScheme).filter_by(code="informant_year").one()
    for village, name, total in zip(villages, ("甲信息", "乙信息"), (90, 60), strict=False):
        wangjiang.appoint(name, "informant", village.code)
        member = made._member(name)
        made.session.add(Assessment(
            scheme_id=scheme.id, period="2025", member_id=member.id if member else 0, total=total, grade="excellent" if total == 90 else "pass",
            state="final", assessed_on=dt.date(2026, 1, 9),
        ))  # fmt: skip
    made.session.commit()
    rows = made.table("bonus_list", period="2025")
    paid = {row[2]: (row[3], row[4], row[5]) for row in rows if isinstance(row[0], int)}
    pool = 1500 * len(villages)
    assert paid == {"甲信息": (90, "优秀", pool * 3 // 5), "乙信息": (60, "合格", pool * 2 // 5)}
    assert next(row for row in rows if row[0] == "合计")[5] == pool
