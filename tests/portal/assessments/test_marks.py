"""From figures and judgements to a score."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from portal.assessments import marks
from portal.assessments.marks import Verdict
from seeds.sections.assessment import Indicator
from seeds.sections.fairness import Fairness

FULL = Decimal(100)
VERDICTS = st.lists(
    st.builds(Verdict, st.sampled_from(["village", "residents"]), st.decimals(0, 100, places=1), st.integers(1, 50)),
    max_size=6,
)


def item(**values: object) -> Indicator:
    return Indicator.model_validate({"key": "it", "name": "它", "standard": "好", "weight": 100.0, **values})


def test_people_asked_weigh_as_many_as_they_are() -> None:
    assert marks.judged([Verdict("residents", Decimal(90), 30), Verdict("residents", Decimal(60), 10)], {}) == Decimal(
        "82.5"
    )


def test_several_judges_weigh_by_their_shares_and_who_is_missing_is_left_out() -> None:
    shares = {"village": Decimal(40), "residents": Decimal(60)}
    both = [Verdict("village", Decimal(80)), Verdict("residents", Decimal(90), 30)]
    assert marks.judged(both, shares) == Decimal(86)
    assert marks.judged(both[:1], shares) == Decimal(80)
    assert marks.judged([], shares) is None


def test_residents_asked_count_with_the_answers_of_the_figure() -> None:
    """18 of 20 answers satisfied, and 30 people asked who give 80 on the mean: (90 × 20 + 80 × 30) / 50."""
    assert marks.counted(18, 20, FULL, [Verdict("residents", Decimal(80), 30)]) == Decimal(84)
    assert marks.counted(0, 0, FULL, [Verdict("residents", Decimal(80), 30)]) == Decimal(80)
    assert marks.counted(0, 0, FULL, []) is None


def test_load_lifts_and_caps_hold() -> None:
    capped = item(most=95.0, least=20.0)
    assert marks.mark(Decimal(90), Decimal("1.1"), capped, FULL) == marks.Mark(Decimal("95.0"), Decimal("90.0"))
    assert marks.mark(Decimal(5), Decimal(1), capped, FULL) == marks.Mark(Decimal("20.0"), Decimal("5.0"))
    assert marks.mark(Decimal(50), Decimal(1), capped, FULL) == marks.Mark(Decimal("50.0"))
    assert marks.mark(None, Decimal("1.1"), capped, FULL) == marks.Mark(None)


@given(VERDICTS, st.integers(0, 40), st.integers(0, 40), st.decimals(1, "1.3", places=4))
def test_a_score_stays_on_its_scale_and_no_data_is_never_zero(
    verdicts: list[Verdict], top: int, bottom: int, factor: Decimal
) -> None:
    points = marks.counted(min(top, bottom), bottom, FULL, verdicts)
    score = marks.mark(points, factor, item(), FULL).score
    if not bottom and not verdicts:
        assert score is None
    else:
        assert score is not None
        assert 0 <= score <= FULL


@given(st.lists(st.integers(1, 900), min_size=1, max_size=20), st.floats(1, 100), st.floats(1, 30))
def test_the_lift_is_bounded_and_lowers_nobody(households: list[int], lift: float, most: float) -> None:
    rule = Fairness(lift=lift, most=most)
    loads = [rule.load(number, 0, 0) for number in households]
    middle = sorted(loads)[len(loads) // 2]
    factors = [rule.factor(load, middle) for load in sorted(loads)]
    assert factors == sorted(factors)
    assert all(1 <= each <= Decimal("1.3") for each in factors)
    assert all(factor == 1 for load, factor in zip(sorted(loads), factors, strict=True) if load <= middle)


def test_the_rule_of_the_load_reads_in_words() -> None:
    rule = Fairness(per_household=1, per_key_person=3, lift=10, most=8)
    assert rule.text.startswith("工作量＝户数×1＋重点人员数×3。")
    assert "最多加 8%" in rule.text
    assert rule.factor(Decimal(150), Decimal(100)) == Decimal("1.0500")
    assert rule.factor(Decimal(300), Decimal(100)) == Decimal("1.0800")
