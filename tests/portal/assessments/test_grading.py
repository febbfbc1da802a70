"""Grades by shares: never more than the share, equals together, a better total never a worse grade."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from portal.assessments.grading import Rung, graded

RUNGS = [
    Rung("excellent", Decimal(90), Decimal(20)), Rung("good", Decimal(80), Decimal(40)), Rung("pass", Decimal(60)), Rung("fail", Decimal(0)),
]  # fmt: skip
ORDER = {rung.key: place for place, rung in enumerate(RUNGS)}
TOTALS = st.dictionaries(st.integers(1, 60), st.decimals(0, 100, places=1), max_size=40)


@given(TOTALS)
def test_shares_hold_and_order_is_kept(totals: dict[int, Decimal]) -> None:
    found = graded(totals, RUNGS)
    assert set(found) == set(totals)
    for rung in RUNGS:
        number = sum(grade == rung.key for grade in found.values())
        assert rung.share is None or number <= len(totals) * rung.share / 100
    for one, total in totals.items():
        assert total >= next(rung.least for rung in RUNGS if rung.key == found[one])
        for other, less in totals.items():
            assert total < less or ORDER[found[one]] <= ORDER[found[other]]
            assert total != less or found[one] == found[other]


@given(TOTALS)
def test_without_shares_thresholds_alone_decide(totals: dict[int, Decimal]) -> None:
    plain = [Rung(rung.key, rung.least) for rung in RUNGS]
    assert graded(totals, plain) == {
        one: next(r.key for r in plain if total >= r.least) for one, total in totals.items()
    }


def test_a_tie_over_the_last_place_goes_to_nobody() -> None:
    totals = {n: Decimal(95) for n in (1, 2)} | {3: Decimal(91)} | {n: Decimal(70) for n in range(4, 11)}
    assert [graded(totals, RUNGS)[n] for n in (1, 2, 3, 4)] == ["excellent", "excellent", "good", "pass"]
    assert graded({**totals, 3: Decimal(95)}, RUNGS)[1] == "good"


def test_what_is_final_keeps_its_place() -> None:
    totals = {n: Decimal(95) for n in range(1, 11)} | {1: Decimal(91)}
    found = graded(totals, RUNGS, {1: "excellent", 2: "excellent"})
    assert (found[1], found[2], found[3]) == ("excellent", "excellent", "pass")
