"""Whatever the scores, a pool is shared out to the cent, by score, and never evenly."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.consequences.bonus import shares, yuan
from portal.foundation.errors import Refusal

SCORES = st.lists(st.decimals(0, 100, places=1), min_size=1, max_size=40)
POOLS = st.integers(0, 30_000_000)


@given(POOLS, SCORES)
def test_the_shares_are_the_pool_exactly(pool: int, scores: list[Decimal]) -> None:
    assume(sum(scores) and (len(scores) == 1 or len(set(scores)) > 1))
    found = shares(pool, scores)
    assert sum(found) == pool
    assert all(share >= 0 for share in found)


@given(POOLS, SCORES)
def test_a_higher_score_never_gets_less_and_nobody_is_a_cent_off(pool: int, scores: list[Decimal]) -> None:
    assume(sum(scores) and (len(scores) == 1 or len(set(scores)) > 1))
    found = shares(pool, scores)
    ordered = sorted(zip(scores, found, strict=True))
    for (lower, less), (higher, more) in itertools.pairwise(ordered):
        assert lower == higher or less <= more
    for score, share in zip(scores, found, strict=True):
        assert abs(share - Decimal(pool) * score / sum(scores)) < 1


def test_three_villages_by_hand() -> None:
    """3 × 1,500 yuan by 95.5, 82.0 and 61.3 of 238.8: 179962.31…, 154522.61…, 115515.07… cents; the cent left goes to .61."""
    assert shares(450_000, [Decimal("95.5"), Decimal("82.0"), Decimal("61.3")]) == [179_962, 154_523, 115_515]


def test_equal_scores_are_refused_but_one_alone_gets_all() -> None:
    with pytest.raises(Refusal, match="平均分配"):
        shares(1000, [Decimal(80), Decimal("80.0")])
    with pytest.raises(Refusal, match="高于 0"):
        shares(1000, [Decimal(0), Decimal(0)])
    assert shares(1000, [Decimal(80)]) == [1000]


def test_money_reads_as_people_write_it() -> None:
    assert (yuan(151235), yuan(5), yuan(123_456_700)) == ("1,512.35", "0.05", "1,234,567.00")
