"""How scores become a total and a grade: pure decisions on plain values."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from portal.foundation.choices import Choice


class AssessmentState(Choice):
    """A draft may still change; a told one is open to comments and appeals; a final one is signed and frozen."""

    DRAFT = "draft", "草稿"
    TOLD = "told", "已反馈本人"
    FINAL = "final", "已定稿"


class Judge(Choice):
    """Who judges an indicator that no figure can judge; the keys are those of the profile."""

    CENTRE = "centre", "网格中心"
    VILLAGE = "village", "村（社区）"
    HEAD = "head", "网格长"
    RESIDENTS = "residents", "群众"
    POLICE = "police", "派出所"
    DEPARTMENT = "department", "部门"


class AppealState(Choice):
    """An appeal is open until it is answered."""

    OPEN = "open", "待答复"
    UPHELD = "upheld", "已采纳"
    REJECTED = "rejected", "未采纳"


class Deed(Choice):
    """What was done to an assessment."""

    OPEN = "open", "开始考核"
    PROPOSE = "propose", "按数据算分"
    SCORE = "score", "评分"
    TELL = "tell", "反馈本人"
    COMMENT = "comment", "本人意见"
    APPEAL = "appeal", "申诉"
    ANSWER = "answer", "答复申诉"
    CORRECT = "correct", "更正"
    SIGN = "sign", "签字"
    FREEZE = "freeze", "定稿"


class Grade(Choice):
    """The four grades."""

    EXCELLENT = "excellent", "优秀"
    GOOD = "good", "良好"
    PASS = "pass", "合格"
    FAIL = "fail", "不合格"


class Source(Choice):
    """Where the score of an indicator comes from: a person, or a rate counted from the data."""

    MANUAL = "manual", "人工评分"
    RECORDS = "record_rate", "信息完整率"
    VISITS = "visit_rate", "见面或电话联系率"
    FREQUENCY = "frequency_rate", "走访频次达标率"
    CLOSING = "issue_closing_rate", "诉求办结率"
    ON_TIME = "issue_on_time_rate", "诉求按期率"
    REVISITS = "revisit_rate", "诉求回访率"
    SATISFACTION = "satisfaction_rate", "群众满意率"
    RATE = "rate", "方案的统计指标"


SUPERSEDED = "@"
"""Stands in the code of a scheme that a newer profile has replaced: it is kept for the assessments made by it."""

PERIOD = re.compile(r"(20\d\d)(?:H([12])|Q([1-4])|-(0[1-9]|1[0-2]))?")
PERIODS = {
    "year": ("年度", "2025"), "half_year": ("半年", "2025H1"), "quarter": ("季度", "2025Q3"), "month": ("月份", "2025-07"),
}  # fmt: skip
"""Kind of period of a scheme -> its name and how one is written."""
HOW_WRITTEN = "考核期应写作年度 2025、半年 2025H1、季度 2025Q3 或月份 2025-07"


def days_of(period: str) -> tuple[dt.date, dt.date] | None:
    """The first and last day of `2025`, `2025H1`, `2025Q3` or `2025-07`; None when it reads otherwise."""
    found = PERIOD.fullmatch(period)
    if not found:
        return None
    year, half, quarter, month = int(found[1]), found[2], found[3], found[4]
    months = 6 if half else 3 if quarter else 1 if month else 12
    first = (int(half or quarter or month or 1) - 1) * months + 1
    after = dt.date(year + (first + months - 1) // 12, (first + months - 1) % 12 + 1, 1)
    return dt.date(year, first, 1), after - dt.timedelta(days=1)


def kind_of(period: str) -> str | None:
    """`year`, `half_year`, `quarter` or `month`; None when it is no period."""
    found = PERIOD.fullmatch(period)
    if not found:
        return None
    return "half_year" if found[2] else "quarter" if found[3] else "month" if found[4] else "year"


def period_name(period: str) -> str:
    """As people read it: 2025 年第 3 季度."""
    found, kind = PERIOD.fullmatch(period), kind_of(period)
    if not found:
        return period
    part = {
        "half_year": f"{'上' if found[2] == '1' else '下'}半年", "quarter": f"第 {found[3]} 季度", "month": f" {int(found[4] or 1)} 月",
    }.get(kind or "", "度")  # fmt: skip
    return f"{found[1]} 年{part}"


def is_own_name(name: str, account: str) -> bool:
    """Whether a signer's name is that of the account, also with something in brackets behind it: 张伟（片区）."""
    return re.split("[（(]", name)[0].strip() == account


def score_problem(score: Decimal | None, full: Decimal) -> str | None:
    """What is wrong with a score, or nothing. None is no data, and right."""
    return None if score is None or 0 <= score <= full else f"得分应在 0 到 {full.normalize():f} 之间"


def score_for(share: Decimal | None, full: Decimal) -> Decimal | None:
    """The score that a rate proposes: its share of the full score, rounded to 0.1; None without data."""
    return None if share is None else (share * full).quantize(Decimal("0.1"), ROUND_HALF_UP)


def total_of(rows: Sequence[tuple[Decimal | None, Decimal, Decimal]]) -> Decimal | None:
    """The total on a scale of 100 from (score, full, weight) rows, rounded to 0.1; None when no row has a score.

    A row without data does not count: the weights of the others are scaled up, so that no data is never zero.
    """
    scored = [(score / full, weight) for score, full, weight in rows if score is not None]
    weights = sum((weight for _, weight in scored), Decimal(0))
    if not weights:
        return None
    share = sum((part * weight for part, weight in scored), Decimal(0)) / weights
    return (share * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
