"""Grades by thresholds, and by shares once the whole field is known: pure decisions on plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Rung:
    """One grade: its key, the lowest total that earns it, and at most what percent of those assessed may have it."""

    key: str
    least: Decimal
    share: Decimal | None = None


def graded(
    totals: Mapping[int, Decimal], rungs: Sequence[Rung], settled: Mapping[int, str] | None = None
) -> dict[int, str]:
    """{assessment: key of its grade}; `rungs` from best to worst, `settled`: grades that are final and take up their places.

    The places of a grade are its share of all in the field (`most_of`). Equal totals stand or fall together: those who tie for
    places that do not suffice all get the next grade, so that nobody is preferred and no share is exceeded.
    """
    kept = dict(settled or {})
    found = dict(kept)
    waiting = {one: total for one, total in totals.items() if one not in kept}
    for rung in rungs[:-1]:
        reached = {one: total for one, total in waiting.items() if total >= rung.least}
        if rung.share is not None:
            places = most_of(rung.share, len({*totals, *kept}))
            reached = _best(reached, places - sum(grade == rung.key for grade in kept.values()))
        found.update(dict.fromkeys(reached, rung.key))
        waiting = {one: total for one, total in waiting.items() if one not in reached}
    return found | dict.fromkeys(waiting, rungs[-1].key)


def most_of(share: Decimal, people: int) -> int:
    """How many of so many may have a grade with this share in percent: rounded down, so that the share is never exceeded."""
    return int(share * people / 100)


def _best(totals: Mapping[int, Decimal], places: int) -> dict[int, Decimal]:
    """The best of them, equals together, never more than the places."""
    found: dict[int, Decimal] = {}
    for total in sorted(set(totals.values()), reverse=True):
        equals = {one: total for one, each in totals.items() if each == total}
        if len(found) + len(equals) > places:
            return found
        found |= equals
    return found
