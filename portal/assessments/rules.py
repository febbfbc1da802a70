"""How scores become a total and a grade: pure decisions on plain values."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from portal.foundation.choices import Choice


class AssessmentState(Choice):
    """A draft may still change; a final one is on paper."""

    DRAFT = "draft", "草稿"
    FINAL = "final", "已定稿"


class Grade(Choice):
    """The four grades."""

    EXCELLENT = "excellent", "优秀"
    GOOD = "good", "良好"
    PASS = "pass", "合格"
    FAIL = "fail", "不合格"


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


def grade_for(total: Decimal | None, excellent: Decimal, good: Decimal, passing: Decimal) -> Grade | None:
    """The grade for a total by the scheme's thresholds (inclusive); None when there is no total."""
    if total is None:
        return None
    for grade, least in ((Grade.EXCELLENT, excellent), (Grade.GOOD, good), (Grade.PASS, passing)):
        if total >= least:
            return grade
    return Grade.FAIL
