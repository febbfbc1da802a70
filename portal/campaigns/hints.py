"""Patterns in recorded visits that a person should look at (请人工核实). They prove nothing, and are no score of anybody.

The thresholds stand here and on the page; found in the tables by `portal.campaigns.hinting`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

SAME_TEXT = 5
"""So many visits of one person with the very same words, of at least `LONG_TEXT` characters."""
LONG_TEXT = 8
SAME_ANSWERS = 10
"""So many visits of one person with all answers of the checklist alike."""
DENSE = 60
"""More homes than this in one day: eight hours leave less than eight minutes for each."""
LATE_DAYS = 7
"""Entered so many days or more after the visit."""

RULES = (
    f"同一人的 {SAME_TEXT} 次以上走访，记录文字（{LONG_TEXT} 个字以上）完全相同",
    f"同一人的 {SAME_ANSWERS} 次以上走访，清单答案完全相同",
    f"同一人一天入户超过 {DENSE} 户",
    f"走访 {LATE_DAYS} 天以后才登记（外出没有信号、事后补录也会这样）",
    "走访当天，走访人没有任职",
)
"""What the page says of them, in its order."""


@dataclass(frozen=True)
class Hint:
    """One thing to look at, as a sentence; `member_id` and `day` lead to the visits."""

    member_id: int
    sentence: str
    day: dt.date | None = None


def same_text(member_id: int, name: str, text: str, count: int) -> Hint:
    """The same words again and again."""
    shown = text if len(text) <= 30 else f"{text[:30]}…"
    return Hint(member_id, f"{name}：{count} 次走访的记录都是“{shown}”")


def same_answers(member_id: int, name: str, count: int) -> Hint:
    """All answers alike."""
    return Hint(member_id, f"{name}：{count} 次走访的清单答案完全相同")


def dense(member_id: int, name: str, day: dt.date, count: int) -> Hint:
    """More homes than a day holds."""
    return Hint(member_id, f"{name}：{day} 一天登记入户 {count} 户", day)


def late(member_id: int, name: str, day: dt.date, count: int) -> Hint:
    """Entered long after."""
    return Hint(member_id, f"{name}：{day} 的 {count} 次走访，{LATE_DAYS} 天以后才登记", day)


def out_of_office(member_id: int, name: str, day: dt.date, count: int) -> Hint:
    """On a day without a post."""
    return Hint(member_id, f"{name}：{day} 登记了 {count} 次走访，当天没有任职", day)
