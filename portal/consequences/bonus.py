"""A pool of money shared out by score, to the cent and never evenly: pure arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from portal.foundation.errors import Refusal

ALL_EQUAL = "所有人得分相同，按得分分配就成了平均分配，方案不允许；请先核对评分是否属实，再提出分配建议"


def shares(pool_cents: int, scores: Sequence[Decimal]) -> list[int]:
    """Cents for each, in the order of the scores; together exactly the pool.

    Everybody gets the pool times their score over the sum of all, rounded down; the cents left over go one each to the largest
    remainders (Hare quota), of equal remainders to the higher score, then to whom stands first. So nobody with a lower score gets
    more. Raises `Refusal` when several scores are all equal, or none is above 0; `ValueError` for a negative pool or score.
    """
    if pool_cents < 0 or any(score < 0 for score in scores):
        raise ValueError("pool and scores must not be negative")
    whole = sum((Fraction(score) for score in scores), Fraction(0))
    if not whole:
        raise Refusal("没有人得分高于 0，不能按得分分配")
    if len(scores) > 1 and len(set(scores)) == 1:
        raise Refusal(ALL_EQUAL)
    exact = [Fraction(pool_cents) * Fraction(score) / whole for score in scores]
    found = [int(each) for each in exact]
    order = sorted(range(len(scores)), key=lambda n: (found[n] - exact[n], -scores[n], n))
    for number in order[: pool_cents - sum(found)]:
        found[number] += 1
    return found


def yuan(cents: int) -> str:
    """As people write it: 1,512.35."""
    return f"{cents // 100:,}.{cents % 100:02}"
