"""From figures and judgements to a score: pure arithmetic, and what the score rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from seeds.sections.assessment import Indicator

TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Verdict:
    """What one person or group gives: points out of the full score, as the mean of so many people."""

    judge: str
    score: Decimal
    people: int = 1


@dataclass(frozen=True)
class Mark:
    """A score, and what it was before caps and fairness; None is no data."""

    score: Decimal | None
    raw: Decimal | None = None


def rounded(value: Decimal) -> Decimal:
    """To one decimal, halves up."""
    return value.quantize(TENTH, ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """As people write a full score or a weight: 100, 12.5."""
    return f"{value.normalize():f}"


def mean_of(verdicts: Sequence[Verdict]) -> Decimal | None:
    """The mean weighted by how many people were asked; None without any."""
    people = sum(each.people for each in verdicts)
    return sum((each.score * each.people for each in verdicts), Decimal(0)) / people if people else None


def judged(verdicts: Sequence[Verdict], shares: Mapping[str, Decimal]) -> Decimal | None:
    """What people give together. `shares`: {judge: percent} where several judge; the means of the judges are weighted by them, and
    who has not judged yet is left out. Without shares everybody asked counts the same. None without verdicts."""
    if not shares:
        return mean_of(verdicts)
    means = {judge: mean_of([each for each in verdicts if each.judge == judge]) for judge in shares}
    given = [(mean, shares[judge]) for judge, mean in means.items() if mean is not None]
    whole = sum((share for _, share in given), Decimal(0))
    return sum((mean * share for mean, share in given), Decimal(0)) / whole if whole else None


def counted(numerator: int, denominator: int, full: Decimal, verdicts: Sequence[Verdict]) -> Decimal | None:
    """The share of the full score that a figure earns; residents who were asked count as so many more answers. None without data."""
    asked = Verdict("", Decimal(numerator) / denominator * full, denominator) if denominator else None
    return mean_of([each for each in (asked, *verdicts) if each is not None])


def mark(points: Decimal | None, factor: Decimal, item: Indicator | None, full: Decimal) -> Mark:
    """The score that points become: times the factor of the load, then held between the least and the most of the indicator."""
    if points is None:
        return Mark(None)
    least = Decimal(str(item.least)) if item else Decimal(0)
    most = min(Decimal(str(item.ceiling)), full) if item else full
    score, raw = rounded(min(max(points * factor, least), most)), rounded(points)
    return Mark(score, None if score == raw else raw)


def shares_of(item: Indicator | None) -> dict[str, Decimal]:
    """{judge: percent} where several judge this indicator."""
    return {each.judge: Decimal(str(each.share)) for each in item.judges} if item else {}
