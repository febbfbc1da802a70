"""What the plan foresees after so many failures at a named key task: pure decisions on plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from seeds.sections.awards import Strike


@dataclass(frozen=True)
class Deed:
    """One key task that went well or not; `id` in the order in which things happened."""

    id: int
    succeeded: bool


@dataclass(frozen=True)
class Count:
    """How many failures there were up to and with one: without a success between, and in all."""

    in_a_row: int
    in_all: int

    def of(self, strike: Strike) -> int:
        """The number that this strike asks for."""
        return self.in_a_row if strike.in_a_row else self.in_all


def counted(deeds: Iterable[Deed]) -> dict[int, Count]:
    """{id of a failure: how many up to it}. A success ends a row; it does not undo what was before."""
    row, whole, found = 0, 0, {}
    for each in deeds:
        row, whole = (0, whole) if each.succeeded else (row + 1, whole + 1)
        if not each.succeeded:
            found[each.id] = Count(row, whole)
    return found


def strike_for(strikes: Iterable[Strike], count: Count) -> Strike | None:
    """The severest measure whose number is reached; after the last one it stays the last one. None while none is."""
    reached = [each for each in strikes if count.of(each) >= each.failures]
    return reached[-1] if reached else None
